"""How fast the figures of a store-year are answered, client in this process, on SQLite.

One store, four cameras, 365 days of twelve open hours by the minute, an entrance, ten zones and
120 tickets a day, made from a seed. Medians of several answers, after one that warms up.

    python -m benchmarks.store_year [FOLDER]
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import insert

from api.application import create_app
from api.client import Client
from api.database import Database, open_database
from api.models import CoverageRow, LineRow, ZoneRow
from api.rollups.marking import mark
from api.rollups.rolling import roll_up
from api.sales_models import SalesImport, Ticket
from vision.description import (
    CameraDescription,
    LineDescription,
    OpeningSpan,
    StoreDescription,
    ZoneDescription,
)

STORE = "year"
DAYS = 365
HOURS = range(9, 21)
ZONES = 10
TICKETS = 120
TIMES = 7
ZONE = ZoneInfo("Europe/Paris")
FIRST = datetime(2025, 1, 1, tzinfo=ZONE)
EPOCH = "00000000-0000-4000-8000-000000000000"
CAMERAS = ("door", "left", "right", "tills")


def description() -> StoreDescription:
    week = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    hours = (OpeningSpan(opens=FIRST.replace(hour=9).time(), closes=FIRST.replace(hour=21).time()),)
    return StoreDescription(
        store=STORE,
        name="A year",
        timezone=ZONE.key,
        currency="EUR",
        opening_hours=dict.fromkeys(week, hours),
        cameras=tuple(
            CameraDescription(camera=name, name=name, analysis_fps=5) for name in CAMERAS
        ),
        lines=(
            LineDescription(
                line="entrance", camera="door", name="Door", role="entrance",
                start=(0.1, 0.5), end=(0.9, 0.5), refund_seconds=5,
            ),
        ),
        zones=tuple(
            ZoneDescription(
                zone=f"zone-{number}", camera=CAMERAS[1 + number % 3], name=f"Zone {number}",
                polygon=((0, 0), (1, 0), (1, 1)), engagement_seconds=5, visit_seconds=2,
            )
            for number in range(ZONES)
        ),
    )  # fmt: skip


def fill(database: Database) -> None:
    rng = np.random.default_rng(1)
    for day in range(DAYS):
        opens = (FIRST + timedelta(days=day)).replace(hour=HOURS[0]).astimezone(UTC)
        minutes = [opens + timedelta(minutes=number) for number in range(60 * len(HOURS))]
        people = rng.poisson(0.8, (2, len(minutes)))
        visits = rng.poisson(0.15, (ZONES, len(minutes)))
        coverage: list[dict[str, Any]] = []
        lines: list[dict[str, Any]] = []
        zones: list[dict[str, Any]] = []
        for number, start in enumerate(minutes):
            of_minute = {
                "store_id": STORE,
                "start": start,
                "rev": 0,
                "seq": 1,
                "epoch": EPOCH,
                "epoch_started": opens,
            }
            coverage += [
                of_minute | {"camera": camera, "frames_expected": 300, "frames_analysed": 300,
                             "frames_damaged": 0, "status": "ok"}
                for camera in CAMERAS
            ]  # fmt: skip
            lines += [
                of_minute | {"camera": "door", "line": "entrance", "direction": direction,
                             "people": int(people[side, number]), "u_turns": 0, "re_entries": 0,
                             "groups": None, "staff": 0}
                for side, direction in enumerate(("in", "out"))
                if people[side, number]
            ]  # fmt: skip
            zones += [
                of_minute | {"camera": CAMERAS[1 + zone % 3], "zone": f"zone-{zone}",
                             "entries": int(visits[zone, number]), "exits": 0, "passes": 0,
                             "person_seconds": 15.0, "peak": 1, "stops": 0, "censored_begin": 0,
                             "censored_end": 0}
                for zone in range(ZONES)
                if visits[zone, number]
            ]  # fmt: skip
        tickets = [
            {"store_id": STORE, "day": opens.date(), "ticket": f"id:{number}", "timed": True,
             "occurred": minutes[int(rng.integers(len(minutes)))], "kind": "sale",
             "currency": "EUR", "amount": int(rng.integers(200, 9000)),
             "items": int(rng.integers(1, 6))}
            for number in range(TICKETS)
        ]  # fmt: skip
        with database.write() as session:
            for table, rows in (
                (CoverageRow, coverage), (LineRow, lines), (ZoneRow, zones), (Ticket, tickets),
            ):  # fmt: skip
                session.execute(insert(table), rows)
            mark(session, STORE, minutes)
        if day % 30 == 0:
            print(f"day {day} of {DAYS}", file=sys.stderr, flush=True)
    with database.write() as session:
        session.execute(
            insert(SalesImport),
            [{"store_id": STORE, "import_id": 1, "sha256": "0" * 64, "imported": datetime.now(UTC),
              "first": FIRST, "last": FIRST + timedelta(days=DAYS - 1, hours=20),
              "rows_kept": DAYS * TICKETS, "rows_rejected": 0}],
        )  # fmt: skip


def measure(database: Database) -> None:
    first, last = FIRST.date().isoformat(), (FIRST + timedelta(days=DAYS)).date().isoformat()
    month = (FIRST + timedelta(days=31)).date().isoformat()
    with Client.in_process(create_app(database)) as client:
        asked: dict[str, Callable[[], object]] = {
            "the year in one figure": lambda: client.kpis(STORE, start=first, end=last),
            "the year by day": lambda: client.kpis(STORE, start=first, end=last, grain="day"),
            "a month by hour": lambda: client.kpis(STORE, start=first, end=month, grain="hour"),
            "a day by hour": lambda: client.kpis(STORE, start=last, end=last, grain="hour"),
        }
        for name, ask in asked.items():
            ask()
            took = []
            for _ in range(TIMES):
                began = time.perf_counter()
                ask()
                took.append(time.perf_counter() - began)
            print(f"{name:<24} {1000 * median(took):8.0f} ms  (slowest {1000 * max(took):.0f})")


def main() -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(temporary)
        made = (folder / "year.db").exists()
        database = open_database(f"sqlite:///{folder / 'year.db'}")
        if not made:
            with Client.in_process(create_app(database)) as client:
                client.put_store(description())
            fill(database)
        print("by the minute")
        measure(database)
        began = time.perf_counter()
        rolled = roll_up(database)
        took = time.perf_counter() - began
        print(f"{rolled} hours summed in {took:.1f} s; by the hour" if rolled else "by the hour")
        measure(database)
        database.close()


if __name__ == "__main__":
    main()
