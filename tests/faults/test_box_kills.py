"""`chaland edge`, whole, killed at random instants, with a server behind a line that cuts answers
off.

What a kill costs: the minutes that were not in the outbox yet. That is the one in progress, and the
one before for as long as it had not settled. They have no coverage, and the minute in which the box
is back has that of its part; neither is ever a zero that was looked for.
"""

from __future__ import annotations

import logging
import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from api.client import Client
from api.database import open_database
from api.models import (
    BatchReceipt,
    CoverageRow,
    DeviceRow,
    DwellRow,
    HealthRow,
    HeatRow,
    LineRow,
    QuarantinedBatch,
    RecordTable,
    ZoneRow,
)
from tests.faults.network import drain, served
from tests.faults.proxy import CuttingProxy
from tests.faults.whole_box import CAMERAS, FPS, GIVE_UP, FastTime, WholeBox
from vision.edge.outbox import Outbox
from vision.records import CoverageRecord, LineRecord, Record, ZoneRecord

_log = logging.getLogger(__name__)
HOUR = 3600.0
PROCESSES = 5
"""The box, what forks its readers, what tidies up after that, and both of these."""
START, WORK = 3.0, 6.0
"""Seconds within which a box is killed that starts, or that works; after some four of work a
minute is in the outbox."""
MINUTE = timedelta(minutes=1)
SLACK = 25
"""Frames by which a minute may have more than its time: a look that comes late counts later."""
TABLES: dict[str, type[RecordTable]] = {
    "coverage": CoverageRow,
    "line": LineRow,
    "zone": ZoneRow,
    "health": HealthRow,
    "dwell": DwellRow,
    "heat": HeatRow,
    "device": DeviceRow,
}
GRIDS = ("person_milliseconds", "passages")
"""Kept as another kind of text."""


@pytest.mark.parametrize(
    ("kills", "seed"),
    [pytest.param(1, 3, id="few"), pytest.param(200, 4, id="many", marks=pytest.mark.long)],
)
def test_a_killed_box_leaves_gaps_and_never_a_wrong_figure(
    tmp_path: Path, kills: int, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311
    database = tmp_path / "server.db"
    # All of it on one business day that is over.
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0)
    clock = FastTime(today - timedelta(days=2))
    reading = 0
    with served(database) as (address, client):
        port = int(address.rpartition(":")[2].partition("/")[0])
        with CuttingProxy(port, 0.3, seed).listening() as proxy:
            box = WholeBox(tmp_path, f"http://127.0.0.1:{proxy.port}/api", clock)
            try:
                for number in range(kills):
                    box.start()
                    if number == kills // 2:
                        _wait_for_new_minutes(box)
                    if chance.random() < 0.2:
                        time.sleep(chance.uniform(0, START))
                    else:
                        _wait(lambda: len(box.processes()) >= PROCESSES, box)
                        time.sleep(chance.uniform(0, WORK))
                    reading += len(box.processes()) >= PROCESSES
                    box.kill(alone=number % 2 == 0)
                    box.wait_until_all_are_gone()
                    if number == kills // 2:
                        clock.pass_by(4 * HOUR)
                box.start()
                _wait_for_new_minutes(box)
                box.stop()
                box.wait_until_all_are_gone()
            finally:
                box.end()
        assert reading > 0
        drain(box.outbox, address)
        records = box.put()
        with closing(Outbox(box.outbox)) as outbox:
            assert outbox.state().set_aside == 0
            (batches,) = outbox._db.execute("SELECT last_seq FROM epoch").fetchone()
        assert client.gaps("lyon").epochs == []
        _assert_told(client, records)
    assert_delivered(database, records, batches)
    assert_gaps(records, box.lives)
    covered = [each for each in records if isinstance(each, CoverageRecord)]
    _log.info(
        "%d kills, %d of them while cameras were read; %d batches, %d records; of %d minutes of a "
        "camera, %d whole, %d in part; %d people; %d answers cut, %d passed",
        *(kills, reading, batches, len(records)),
        sum(round(end - start) for start, end in [_span(covered)]) // 60 * len(CAMERAS),
        sum(each.status == "ok" for each in covered),
        sum(each.status == "degraded" for each in covered),
        sum(each.people for each in records if isinstance(each, LineRecord)),
        *(proxy.cut, proxy.passed),
    )


def assert_delivered(database: Path, records: Sequence[Record], batches: int) -> None:
    """The server has each record as it was put, once, and no other."""
    put = {kind: [each for each in records if each.kind == kind] for kind in TABLES}
    assert put["line"]
    assert put["zone"]
    opened = open_database(f"sqlite:///{database}")
    with opened.read() as session:
        for kind, table in TABLES.items():
            rows = session.scalars(select(table)).all()
            assert Counter(_told(row, kind) for row in rows) == Counter(
                _told(each, kind) for each in put[kind]
            )
        assert session.scalars(select(QuarantinedBatch)).all() == []
        receipts = session.scalars(select(BatchReceipt.seq)).all()
        assert sorted(receipts) == list(range(1, batches + 1))
    opened.close()


def assert_gaps(records: Sequence[Record], lives: Sequence[tuple[float, float]]) -> None:
    """No minute was seen for longer than the box lived in it, none that was not seen has a figure,
    and in a life no minute is left out."""
    told = [each for each in records if isinstance(each, CoverageRecord)]
    coverage = {(each.camera, each.start) for each in told}
    assert len(coverage) == len(told)
    for minute in told:
        alive = sum(_overlap(minute.start.timestamp(), life) for life in lives)
        assert minute.frames_expected == FPS * 60
        assert minute.frames_analysed <= FPS * alive + SLACK, (minute, alive)
        whole = minute.frames_analysed >= 0.8 * FPS * 60
        part = "degraded" if minute.frames_analysed else "offline"
        assert minute.status == ("ok" if whole else part)
    for each in records:
        if isinstance(each, LineRecord | ZoneRecord):
            assert (each.camera, each.start) in coverage
    for camera in CAMERAS:
        for born, died in lives:
            # A minute is written by the life in which it ended.
            seen = sorted(
                start
                for name, start in coverage
                if name == camera and born <= (start + MINUTE).timestamp() < died
            )
            assert seen == [seen[0] + number * MINUTE for number in range(len(seen))]


def _assert_told(client: Client, records: Sequence[Record]) -> None:
    """What the API says by the hour of the entrance is the sum of the minutes, and of hours in
    which no box lived, that nobody looked."""
    minutes = [e for e in records if isinstance(e, CoverageRecord) and e.camera == "door"]
    first, last = min(each.start for each in minutes), max(each.start for each in minutes)
    answer = client.kpis("lyon", start=first.isoformat(), end=last.isoformat(), grain="hour")
    unseen = 0
    for period in answer.periods:
        span = period.start, min(period.end, last)
        analysed = [each.frames_analysed for each in minutes if span[0] <= each.start < span[1]]
        assert period.coverage.minutes_covered == pytest.approx(
            sum(min(1.0, each / (FPS * 60)) for each in analysed)
        )
        people = sum(
            each.people
            for each in records
            if isinstance(each, LineRecord)
            and each.direction == "in"
            and span[0] <= each.start < span[1]
        )
        if period.footfall.value is not None:
            assert period.footfall.value == people
        unseen += not analysed
        if not analysed:
            assert (period.coverage.share, period.footfall.value) == (0, None)
    assert unseen >= 3


def _told(told: Any, kind: str) -> tuple[Any, ...]:
    columns = {column.name for column in TABLES[kind].__table__.columns}
    own = columns - {"store_id", "device", "epoch", "epoch_started", "seq", *GRIDS}
    values = (getattr(told, name) for name in sorted(own))
    return tuple(tuple(each) if isinstance(each, list) else each for each in values)


def _overlap(start: float, life: tuple[float, float]) -> float:
    return max(0.0, min(start + 60, life[1]) - max(start, life[0]))


def _span(covered: Sequence[CoverageRecord]) -> tuple[float, float]:
    starts = [each.start for each in covered]
    return min(starts).timestamp(), (max(starts) + MINUTE).timestamp()


def _wait_for_new_minutes(box: WholeBox) -> None:
    """One of each camera."""
    enough = _minutes(box) + len(CAMERAS)
    _wait(lambda: _minutes(box) >= enough, box)


def _wait(condition: Callable[[], bool], box: WholeBox) -> None:
    give_up = time.monotonic() + GIVE_UP
    while not condition():
        assert time.monotonic() < give_up, box.log.read_text()
        time.sleep(0.1)


def _minutes(box: WholeBox) -> int:
    return sum(record.kind == "coverage" for record in box.put())
