from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from vision.edge.outbox import Outbox
from vision.edge.uploader import deliver
from vision.errors import InputError
from vision.records import Batch, CoverageRecord, Record

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def minute(number: int) -> list[Record]:
    start = NOON + timedelta(minutes=number)
    return [
        CoverageRecord(
            camera="door", start=start, frames_expected=300, frames_analysed=300, status="ok"
        )
    ]


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
    """A server that refuses from the given batch on."""

    def __init__(self, from_seq: int) -> None:
        self.from_seq = from_seq
        self.stored: list[int] = []

    def ingest(self, batch: Batch) -> SimpleNamespace:
        if batch.seq >= self.from_seq:
            raise ConnectionError("the server is gone")
        self.stored.append(batch.seq)
        return SimpleNamespace(status="stored")


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
