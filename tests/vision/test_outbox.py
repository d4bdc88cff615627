from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.vision.sample_records import NOON, heat, minute
from vision.edge import epoch as module
from vision.edge.delivery import deliver
from vision.edge.outbox import Outbox, WrittenMinuteError
from vision.errors import InputError
from vision.records import Batch


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    with closing(Outbox(tmp_path / "outbox.db")) as box:
        yield box


def test_batches_are_numbered_without_gaps_and_survive_a_restart(tmp_path: Path) -> None:
    with closing(Outbox(tmp_path / "outbox.db")) as first:
        epoch = first.begin_epoch("lyon", "box")
        assert [first.put(epoch, minute(n)) for n in range(3)] == [1, 2, 3]
    with closing(Outbox(tmp_path / "outbox.db")) as again:
        batches = list(again.batches())
        assert [batch.seq for batch in batches] == [1, 2, 3]
        assert all(batch.is_intact() for batch in batches)
        assert [batch.records for batch in batches] == [tuple(minute(n)) for n in range(3)]


def test_numbers_are_not_used_again_once_acknowledged(outbox: Outbox) -> None:
    epoch = outbox.begin_epoch("lyon", "box")
    outbox.put(epoch, minute(0))
    for batch in outbox.batches():
        outbox.acknowledge(batch)
    assert outbox.pending() == 0
    assert outbox.put(epoch, minute(1)) == 2


def test_epochs_have_their_own_numbers_and_go_in_order(outbox: Outbox) -> None:
    first, second = outbox.begin_epoch("lyon", "box"), outbox.begin_epoch("lyon", "box")
    outbox.put(second, minute(0))
    outbox.put(first, minute(0))
    assert [(b.epoch, b.seq) for b in outbox.batches()] == [(first.id, 1), (second.id, 1)]
    assert second.started > first.started


class Fails:
    """A server that is gone from the given batch on, and answers some others with a status and a
    word."""

    def __init__(self, from_seq: int, refused: dict[int, tuple[int, str]] | None = None) -> None:
        self.from_seq = from_seq
        self.refused = refused or {}
        self.stored: list[int] = []

    def ingest_batches(self, batches: Sequence[Batch]) -> SimpleNamespace:
        return SimpleNamespace(answers=[self._answer(batch.seq) for batch in batches])

    def _answer(self, seq: int) -> SimpleNamespace:
        if seq >= self.from_seq:
            raise ConnectionError("the server is gone")
        if seq in self.refused:
            code, fault = self.refused[seq]
            return SimpleNamespace(
                code=code, acknowledgement=None, error=SimpleNamespace(code=fault)
            )
        self.stored.append(seq)
        return SimpleNamespace(
            code=200, acknowledgement=SimpleNamespace(status="stored"), error=None
        )


def test_what_the_server_did_not_acknowledge_stays(outbox: Outbox) -> None:
    epoch = outbox.begin_epoch("lyon", "box")
    for number in range(5):
        outbox.put(epoch, minute(number))
    with pytest.raises(ConnectionError):
        deliver(outbox, server := Fails(3))
    assert server.stored == [1, 2]
    assert [batch.seq for batch in outbox.batches()] == [3, 4, 5]
    delivery = deliver(outbox, whole := Fails(99))
    assert whole.stored == [3, 4, 5]
    assert (delivery.sent, delivery.left) == (3, 0)


def test_a_batch_that_is_refused_holds_up_no_other(outbox: Outbox) -> None:
    """For good it is set aside, for now it waits."""
    epoch = outbox.begin_epoch("lyon", "box")
    for number in range(6):
        outbox.put(epoch, minute(number))
    server = Fails(99, {1: (409, "batch_conflict"), 3: (404, "unknown_store"), 4: (422, "invalid")})
    delivery = deliver(outbox, server)
    assert server.stored == [2, 5, 6]
    assert (delivery.sent, delivery.set_aside, delivery.left) == (3, 2, 1)
    assert delivery.refusals == ("409 batch_conflict", "404 unknown_store", "422 invalid")
    assert [batch.seq for batch in outbox.batches()] == [3]
    assert outbox.refusals() == {"409 batch_conflict": 1, "422 invalid": 1}
    assert outbox.retry_set_aside() == 2
    assert outbox.refusals() == {}
    assert sorted(batch.seq for batch in outbox.batches()) == [1, 3, 4]


def test_commits_are_synced_to_disk(outbox: Outbox) -> None:
    assert outbox._db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert outbox._db.execute("PRAGMA synchronous").fetchone() == (2,)


def test_a_failed_put_uses_no_number(outbox: Outbox) -> None:
    epoch = outbox.begin_epoch("lyon", "box")
    outbox._db.execute(
        "CREATE TRIGGER full BEFORE INSERT ON batch BEGIN SELECT RAISE(ABORT, 'disk full'); END"
    )
    with pytest.raises(sqlite3.Error, match="disk full"):
        outbox.put(epoch, minute(0))
    outbox._db.execute("DROP TRIGGER full")
    assert outbox.put(epoch, minute(0)) == 1


def test_a_file_that_is_no_outbox_is_named_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("not a database, and long enough to be looked at\n" * 50, "utf-8")
    before = path.read_bytes()
    with pytest.raises(InputError, match=r"notes\.txt: cannot be used as an outbox"):
        Outbox(path)
    assert path.read_bytes() == before


def test_heat_is_offered_last_and_numbered_then(outbox: Outbox) -> None:
    epoch = outbox.begin_epoch("lyon", "box")
    assert outbox.put(epoch, [heat(0)]) is None
    assert outbox.put(epoch, [*minute(1), heat(1)]) == 1
    assert outbox.put(epoch, minute(2)) == 2
    offered = [(batch.seq, [each.kind for each in batch.records]) for batch in outbox.batches()]
    assert offered == [(1, ["coverage"]), (2, ["coverage"]), (3, ["heat"]), (4, ["heat"])]
    # What was offered keeps its number.
    assert [batch.seq for batch in outbox.batches()] == [1, 2, 3, 4]
    assert outbox.put(epoch, minute(3)) == 5


def test_batches_go_on_beyond_a_place(outbox: Outbox) -> None:
    epoch = outbox.begin_epoch("lyon", "box")
    for number in range(4):
        outbox.put(epoch, [*minute(number), heat(number)])
    offers = list(outbox.offers())
    assert [offer.seq for offer in offers] == list(range(1, 9))
    outbox.acknowledge(*offers[1:3])
    assert [offer.seq for offer in outbox.offers(offers[3].place)] == [5, 6, 7, 8]
    assert [offer.seq for offer in outbox.offers()] == [1, 4, 5, 6, 7, 8]


def test_a_box_goes_on_with_its_epoch_after_a_restart(tmp_path: Path) -> None:
    with closing(Outbox(tmp_path / "outbox.db")) as first:
        epoch = first.resume_epoch("lyon", "box")
        first.put(epoch, minute(0))
    with closing(Outbox(tmp_path / "outbox.db")) as again:
        assert again.resume_epoch("lyon", "box") == epoch
        assert again.put(epoch, minute(1)) == 2
        assert again.resume_epoch("lyon", "other").id != epoch.id
        assert again.resume_epoch("nice", "other").id != epoch.id


def test_an_epoch_is_later_than_all_before_whatever_the_clock_says(
    outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Clock(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:
            return next(times)

    times = iter([NOON, NOON - timedelta(hours=1), NOON - timedelta(hours=2), NOON])
    monkeypatch.setattr(module, "datetime", Clock)
    started = [outbox.begin_epoch("lyon", "box").started for _ in range(4)]
    assert started == sorted(set(started))
    assert started[0] == NOON


def test_a_minute_is_written_once(tmp_path: Path) -> None:
    with closing(Outbox(tmp_path / "outbox.db")) as first:
        epoch = first.resume_epoch("lyon", "box")
        assert first.last_minute("door") is None
        for number in range(60):
            first.put(epoch, minute(number))
    with closing(Outbox(tmp_path / "outbox.db")) as again:
        epoch = again.resume_epoch("lyon", "box")
        assert again.last_minute("door") == minute(59)[0].start
        assert again.last_minute("aisle") is None
        # The clock went back an hour.
        for number in range(60):
            with pytest.raises(WrittenMinuteError, match="Is the clock right"):
                again.put(epoch, minute(number))
        assert again.pending() == 60
        correction = minute(3)[0].model_copy(update={"rev": 1})
        assert again.put(epoch, [correction]) == 61
        assert again.put(epoch, minute(120)) == 62
        # A later analysis has its own minutes.
        assert again.put(again.begin_epoch("lyon", "box"), minute(0)) == 1


def test_what_is_set_aside_waits_no_longer_and_is_not_lost(outbox: Outbox) -> None:
    epoch = outbox.begin_epoch("lyon", "box")
    for number in range(3):
        outbox.put(epoch, minute(number))
    first, second, third = outbox.offers()
    outbox.set_aside(first, 422, "invalid")
    outbox.set_aside(second, 409, "batch_conflict")
    state = outbox.state()
    assert (state.waiting, state.set_aside, state.conflicts) == (1, 2, 1)
    assert list(outbox.offers()) == [third]
    assert outbox.retry_set_aside() == 2
    again = sorted(outbox.offers(), key=lambda offer: offer.seq)
    assert [offer.json() for offer in again] == [offer.json() for offer in (first, second, third)]
    assert outbox.state().set_aside == 0


def test_the_state_tells_the_age_of_the_oldest(outbox: Outbox) -> None:
    assert outbox.state().oldest_seconds is None
    outbox.put(outbox.begin_epoch("lyon", "box"), minute(0))
    outbox._db.execute("UPDATE batch SET kept = kept - 3600")
    age = outbox.state().oldest_seconds
    assert age is not None
    assert age >= 3600


def test_an_outbox_of_the_first_layout_is_taken_over(tmp_path: Path) -> None:
    path = tmp_path / "outbox.db"
    with closing(Outbox(tmp_path / "new.db")) as outbox:
        epoch = outbox.begin_epoch("lyon", "box")
        for number in range(3):
            outbox.put(epoch, minute(number))
        batches = list(outbox.batches())
    with closing(sqlite3.connect(path)) as old:
        old.executescript(FIRST_LAYOUT)
        started = epoch.started.isoformat()
        old.execute("INSERT INTO epoch VALUES (?, 'lyon', 'box', ?, 3)", (str(epoch.id), started))
        for batch in batches[1:]:
            records = f"[{','.join(each.model_dump_json() for each in batch.records)}]"
            row = (str(epoch.id), batch.seq, batch.sha256, records)
            old.execute("INSERT INTO batch VALUES (?, ?, ?, ?)", row)
        old.commit()
    for _ in range(2):
        with closing(Outbox(path)) as outbox:
            assert list(outbox.batches()) == batches[1:]
    with closing(Outbox(path)) as outbox:
        assert outbox.put(outbox.resume_epoch("lyon", "box"), minute(9)) == 4


FIRST_LAYOUT = """
CREATE TABLE epoch (
    id TEXT PRIMARY KEY,
    store TEXT NOT NULL,
    device TEXT NOT NULL,
    started TEXT NOT NULL,
    last_seq INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE batch (
    epoch TEXT NOT NULL REFERENCES epoch(id),
    seq INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    records TEXT NOT NULL,
    PRIMARY KEY (epoch, seq)
) STRICT;
"""


def test_an_outbox_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "outbox.db"
    Outbox(path).close()
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version=99")
    with pytest.raises(InputError, match="newer Chaland"):
        Outbox(path)
