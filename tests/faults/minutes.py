"""What the boxes of these tests saw: minutes whose sums are known beforehand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from api.database import open_database
from api.models import BatchReceipt, CoverageRow, Epoch, HeatRow, LineRow, ZoneRow
from tests.api.shop import packed
from vision.edge.outbox import Outbox
from vision.records import CoverageRecord, HealthRecord, HeatRecord, LineRecord, Record, ZoneRecord

BASE = datetime(2026, 5, 6, 7, 0, tzinfo=UTC)
CAMERAS = ("door", "aisle", "tills", "back")
HEAT_EVERY = 60
STORE, DEVICE = "lyon", "box"


def start_of(number: int) -> datetime:
    return BASE + timedelta(minutes=number)


def number_of(start: datetime) -> int:
    return (start - BASE) // timedelta(minutes=1)


def people(camera: str, number: int) -> int:
    return 1 + (number * 7 + CAMERAS.index(camera)) % 11


def seconds(camera: str, number: int) -> float:
    return 0.25 * people(camera, number) + number % 60


def records_of(camera: str, number: int) -> list[Record]:
    """A camera's minute as a box puts it: a line, three zones, health, and each hour's heat."""
    start = start_of(number)
    records: list[Record] = [
        CoverageRecord(
            camera=camera, start=start, frames_expected=300, frames_analysed=300, status="ok"
        ),
        HealthRecord(
            camera=camera,
            start=start,
            fps=5.0,
            detect_milliseconds=24.5,
            frames_dropped=0,
            reconnects=0,
            last_frame_age=0.2,
            view="ok",
        ),
        LineRecord(
            camera=camera,
            line="entrance",
            start=start,
            direction="in",
            people=people(camera, number),
            groups=1,
            staff=0,
        ),
        LineRecord(camera=camera, line="entrance", start=start, direction="out", people=1),
    ]
    records += [
        ZoneRecord(
            camera=camera,
            zone=f"{camera}-{zone}",
            start=start,
            entries=2,
            exits=2,
            person_seconds=seconds(camera, number),
            peak=2,
            stops=1,
        )
        for zone in ("table", "shelf", "queue")
    ]
    if number % HEAT_EVERY == HEAT_EVERY - 1:
        grid = packed([[number * (row + col) % 60_000 for col in range(32)] for row in range(18)])
        records.append(
            HeatRecord(
                camera=camera,
                start=start_of(number - HEAT_EVERY + 1),
                end=start_of(number + 1),
                rows=18,
                cols=32,
                person_milliseconds=grid,
                passages=grid,
            )
        )
    return records


def put_minutes(outbox: Outbox, numbers: Sequence[int], cameras: Sequence[str] = CAMERAS) -> None:
    epoch = outbox.resume_epoch(STORE, DEVICE)
    for number in numbers:
        for camera in cameras:
            outbox.put(epoch, records_of(camera, number))


def assert_whole(database: Path, minutes: dict[str, int], *, batches: int | None = None) -> None:
    """The server has minutes 0 to n - 1 of each camera, once, and nothing else.

    ``batches``: the box numbered so many; every one is there and no gap is.
    """
    opened = open_database(f"sqlite:///{database}")
    every = {(camera, n) for camera, count in minutes.items() for n in range(count)}
    with opened.read() as session:

        def found(table: type, *values: object, where: object = True) -> list[tuple[object, ...]]:
            query = select(table.camera, table.start, *values).where(where)  # type: ignore[attr-defined, call-overload]
            return [(row[0], number_of(row[1]), *row[2:]) for row in session.execute(query)]

        assert set(found(CoverageRow)) == every
        lines = found(LineRow, LineRow.people, where=LineRow.direction == "in")
        assert sorted(lines) == sorted((c, n, people(c, n)) for c, n in every)
        zones = found(ZoneRow, ZoneRow.person_seconds)
        assert sorted(zones) == sorted((c, n, seconds(c, n)) for c, n in every for _ in range(3))
        heats = found(HeatRow)
        assert sorted(heats) == sorted(
            (c, n - HEAT_EVERY + 1) for c, n in every if n % HEAT_EVERY == HEAT_EVERY - 1
        )
        epochs = session.scalars(select(Epoch)).all()
        assert all(epoch.highest == epoch.contiguous for epoch in epochs)
        if batches is not None:
            receipts = session.scalars(select(BatchReceipt.seq)).all()
            assert sorted(receipts) == list(range(1, batches + 1))
    opened.close()
