"""The power is cut at random instants, and what was not synced is lost or torn: the real outbox,
its own statements and settings, on a disk that keeps its word and no more."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from pathlib import Path

import pytest

from tests.faults.disk import Connection, Disk, PowerCutError
from tests.faults.minutes import DEVICE, STORE, number_of, people, start_of
from tests.vision.sample_records import heat
from vision.edge import outbox_file
from vision.edge.outbox import Outbox
from vision.errors import InputError
from vision.records import Batch, CoverageRecord, LineRecord, Record

NAMES = count()


class Server:
    """Has what it was given, once, however often it comes."""

    def __init__(self) -> None:
        self.batches: dict[int, Batch] = {}
        self.conflicts = 0

    def take(self, batch: Batch) -> None:
        assert batch.is_intact()
        known = self.batches.setdefault(batch.seq, batch)
        self.conflicts += known.sha256 != batch.sha256


class Box:
    """Lives from one power cut to the next. ``lost``: minutes that were kept and are gone."""

    def __init__(self, path: Path, server: Server, chance: random.Random) -> None:
        self._path = path
        self._server = server
        self._chance = chance
        self._kept = -1
        self.lost = 0

    def live(self) -> None:
        """Puts minutes and delivers some, without end but the power's."""
        outbox = Outbox(self._path)
        try:
            epoch = outbox.resume_epoch(STORE, DEVICE)
            last = outbox.last_minute("door")
            number = -1 if last is None else number_of(last)
            self.lost += max(0, self._kept - number)
            self._kept = number
            while True:
                outbox.put(epoch, self._records(number + 1))
                self._kept = number = number + 1
                if self._chance.random() < 0.3:
                    self._deliver(outbox)
        finally:
            with suppress(Exception):
                outbox.close()

    def _records(self, number: int) -> list[Record]:
        start = start_of(number)
        records: list[Record] = [
            CoverageRecord(
                camera="door", start=start, frames_expected=300, frames_analysed=300, status="ok"
            ),
            LineRecord(
                camera="door",
                line="entrance",
                start=start,
                direction="in",
                people=people("door", number),
            ),
        ]
        return [*records, heat(number, 3000)] if number % 5 == 0 else records

    def _deliver(self, outbox: Outbox) -> None:
        sent = []
        for offer in outbox.offers():
            self._server.take(offer.batch())
            sent.append(offer)
            if len(sent) == 3:
                break
        outbox.acknowledge(*sent)


@pytest.fixture
def cut_often(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[int, str | None, int], tuple[Server, Box]]:
    def run(cuts: int, synchronous: str | None, seed: int) -> tuple[Server, Box]:
        chance = random.Random(seed)  # noqa: S311
        disk = Disk(f"cut-{next(NAMES)}")
        monkeypatch.setattr(
            outbox_file, "connect", lambda path: Connection(disk, path, synchronous)
        )
        server = Server()
        box = Box(tmp_path / "outbox.db", server, chance)
        # The file is made while the power is on; later cuts hit openings too.
        Outbox(tmp_path / "outbox.db").close()
        for _ in range(cuts):
            disk.left = chance.randrange(120)
            with pytest.raises(PowerCutError):
                box.live()
            disk.restart(chance, chance.choice([0.0, 0.5, 0.9]))
        outbox = Outbox(tmp_path / "outbox.db")
        for offer in outbox.offers():
            server.take(offer.batch())
        outbox.close()
        return server, box

    return run


Run = Callable[[int, str | None, int], tuple[Server, Box]]


@pytest.mark.parametrize(
    ("cuts", "seed"), [(150, 1), pytest.param(5000, 2, marks=pytest.mark.long)]
)
def test_no_power_cut_loses_or_doubles_a_minute(cut_often: Run, cuts: int, seed: int) -> None:
    server, box = cut_often(cuts, None, seed)
    assert (box.lost, server.conflicts) == (0, 0)
    assert sorted(server.batches) == list(range(1, len(server.batches) + 1))
    records = [record for batch in server.batches.values() for record in batch.records]
    counted = [
        (number_of(record.start), record.people)
        for record in records
        if isinstance(record, LineRecord)
    ]
    minutes = max(counted)[0] + 1
    assert minutes > cuts
    assert sorted(counted) == [(n, people("door", n)) for n in range(minutes)]
    heats = sorted(record.start for record in records if record.kind == "heat")
    assert heats == [heat(n).start for n in range(0, minutes, 5)]


def test_it_would_show_if_commits_were_not_synced(cut_often: Run) -> None:
    _, box = cut_often(150, "NORMAL", 1)
    assert box.lost > 0


def test_it_would_show_if_nothing_were_synced(cut_often: Run) -> None:
    with pytest.raises((sqlite3.DatabaseError, InputError), match=r"malformed|not a database"):
        cut_often(150, "OFF", 1)
