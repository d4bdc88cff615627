"""Records of a camera at a door, by their minute."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from vision.records import CoverageRecord, HeatRecord, Record

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def minute(number: int) -> list[Record]:
    start = NOON + timedelta(minutes=number)
    return [
        CoverageRecord(
            camera="door", start=start, frames_expected=300, frames_analysed=300, status="ok"
        )
    ]


def many(number: int, cameras: int) -> list[Record]:
    """One minute of many cameras, the door's among them."""
    [door] = minute(number)
    return [door, *(door.model_copy(update={"camera": f"camera-{n}"}) for n in range(cameras))]


def heat(number: int, size: int = 100) -> HeatRecord:
    """A grid that takes ``size`` characters."""
    start = NOON + timedelta(minutes=number)
    return HeatRecord(
        camera="door",
        start=start,
        end=start + timedelta(minutes=1),
        rows=1,
        cols=1,
        person_milliseconds="A" * size,
        passages="A",
    )
