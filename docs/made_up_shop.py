"""A made-up shop of some weeks, told to a server as a box and a till would tell it.

The demo's films last five minutes, which is no traffic by hour and weekday. Here everything is
drawn from a seed, and what the notebook should find is known: every visitor buys with a chance
that depends on the weekday alone, so tickets are in proportion to traffic.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np

from api.application import create_app
from api.client import Client
from api.database import Database, open_database
from vision.description import (
    CameraDescription,
    LineDescription,
    OpeningSpan,
    StoreDescription,
)
from vision.records import Batch, CoverageRecord, LineRecord, Record, content_hash

PARIS: Final = ZoneInfo("Europe/Paris")
FIRST: Final = date(2026, 3, 2)
WEEKS: Final = 5
OPENS: Final = 10
CLOSES: Final = 19
# Visitors an hour on a weekday of weight 1, from opening to closing.
_BY_HOUR: Final = (14, 18, 26, 22, 20, 24, 28, 34, 22)
_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat")
_WEIGHT: Final = (0.7, 0.8, 1.0, 0.9, 1.2, 1.9)
# A Saturday's visitor buys less often.
CONVERSION: Final = (0.30, 0.30, 0.30, 0.30, 0.28, 0.22)
# How much whole days differ beyond chance, on the log scale.
_DAYS_DIFFER: Final = 0.18
# In this stretch, from its first minute to its last, the camera had no network.
LOST: Final = (datetime(2026, 3, 18, 14, tzinfo=PARIS), datetime(2026, 3, 18, 16, tzinfo=PARIS))


def made_up_shop(seed: int = 7) -> tuple[Database, Client]:
    """A server in this process, without a network; the caller closes both."""
    database = open_database("sqlite://")
    client = Client.in_process(create_app(database))
    client.put_store(_description())
    draw = np.random.default_rng(seed)
    rows = ["Ticket,Datetime,Amount,Items"]
    for number, (day, weekday) in enumerate(_days()):
        records, buyers = _day(day, weekday, draw)
        client.ingest(
            Batch(
                store="made-up",
                device="box",
                epoch=UUID(int=7),
                epoch_started=datetime(2026, 3, 1, tzinfo=UTC),
                seq=number + 1,
                sha256=content_hash(records),
                records=tuple(records),
            )
        )
        for at in buyers:
            items = 1 + int(draw.poisson(0.8))
            amount = float(draw.lognormal(3.1, 0.5)) * items / 1.8
            rows.append(f"{len(rows)},{at:%Y-%m-%d %H:%M},{amount:.2f},{items}")
    client.import_sales("made-up", ("receipts.csv", "\n".join(rows).encode()))
    return database, client


def _description() -> StoreDescription:
    hours = {day: (OpeningSpan(opens=time(OPENS), closes=time(CLOSES)),) for day in _WEEKDAYS}
    return StoreDescription(
        store="made-up",
        name="Made-up shop",
        timezone=PARIS.key,
        currency="EUR",
        cut_over=time(0),
        opening_hours=hours,  # type: ignore[arg-type]
        cameras=(CameraDescription(camera="door", name="Door", analysis_fps=5),),
        lines=(
            LineDescription(
                line="door",
                camera="door",
                name="Door",
                role="entrance",
                start=(0.1, 0.5),
                end=(0.9, 0.5),
                refund_seconds=5,
            ),
        ),
        zones=(),
    )


def _days() -> Iterator[tuple[date, int]]:
    for number in range(7 * WEEKS):
        day = FIRST + timedelta(days=number)
        if day.weekday() < len(_WEEKDAYS):
            yield day, day.weekday()


def _day(day: date, weekday: int, draw: np.random.Generator) -> tuple[list[Record], list[datetime]]:
    """What the box tells of a day, and when tickets were printed."""
    records: list[Record] = []
    buyers: list[datetime] = []
    weight = _WEIGHT[weekday] * float(draw.lognormal(0, _DAYS_DIFFER))
    for hour, usual in enumerate(_BY_HOUR, start=OPENS):
        came = draw.poisson(usual * weight / 60, size=60)
        for minute, people in enumerate(came):
            at = datetime.combine(day, time(hour, minute), PARIS)
            buyers += [at] * int(draw.binomial(int(people), CONVERSION[weekday]))
            lost = LOST[0] <= at < LOST[1]
            start = at.astimezone(UTC)
            records.append(
                CoverageRecord(
                    camera="door",
                    start=start,
                    frames_expected=300,
                    frames_analysed=0 if lost else 300,
                    status="offline" if lost else "ok",
                )
            )
            if people and not lost:
                records.append(
                    LineRecord(
                        camera="door",
                        start=start,
                        line="door",
                        direction="in",
                        people=int(people),
                        staff=0,
                    )
                )
    return records, buyers
