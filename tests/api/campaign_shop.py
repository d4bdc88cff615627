"""Weeks of a shop, a minute a day: what a campaign is judged by."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import numpy as np

from api.database import Database
from api.models import CoverageRow, LineRow, SalesImport, Ticket, ZoneRow

MONDAY = date(2026, 1, 5)
RHYTHM = (100, 110, 120, 130, 160, 220, 90)
EPOCH: dict[str, Any] = {"epoch_started": datetime(2026, 1, 1, tzinfo=UTC), "epoch": "e", "rev": 0}


def noon(day: int) -> datetime:
    """Of a business day, counted from MONDAY on."""
    return datetime.combine(MONDAY + timedelta(days=day), time(11), UTC)


def fill(
    database: Database,
    days: int,
    *,
    store: str = "lyon",
    factor: Callable[[int], float] = lambda _: 1.0,
    seen: Callable[[int], bool] = lambda _: True,
    sales: bool = True,
    seed: int = 1,
) -> list[int]:
    """``factor`` multiplies what comes in on a day; a fifth of it buys, and half of it visits the
    table; the shelf has its usual visits. ``seen``: whether the cameras saw the day. Gives
    the people of each day."""
    random = np.random.default_rng(seed)
    rows: list[Any] = []
    counted = []
    for day in range(days):
        start = noon(day)
        people = round(RHYTHM[day % 7] * factor(day) * float(np.exp(random.normal(0, 0.04))))
        counted.append(people)
        base = {"store_id": store, "start": start, "seq": day, **EPOCH}
        rows += [
            CoverageRow(
                camera=camera,
                frames_expected=300,
                frames_analysed=300 if seen(day) else 0,
                frames_damaged=0,
                status="ok" if seen(day) else "offline",
                **base,
            )
            for camera in ("door", "aisle")
        ]
        if not seen(day):
            people = 0
        rows.append(
            LineRow(
                camera="door", line="entrance", direction="in", people=people, u_turns=0,
                re_entries=0, groups=None, staff=0, **base,
            )
        )  # fmt: skip
        at = {"table": people // 2, "shelf": round(RHYTHM[day % 7] / 2)}
        rows += [
            ZoneRow(
                camera="aisle", zone=zone, entries=visits, exits=visits, passes=0,
                person_seconds=10.0, peak=1, stops=1, censored_begin=0, censored_end=0, **base,
            )
            for zone, visits in at.items()
        ]  # fmt: skip
        if sales:
            rows += [
                Ticket(
                    store_id=store, day=start.date(), ticket=str(number), occurred=start,
                    timed=True, kind="sale", amount=2000 + 500 * (number % 5), currency="EUR",
                    items=2,
                )
                for number in range(counted[-1] // 5)
            ]  # fmt: skip
    if sales:
        rows.append(
            SalesImport(
                store_id=store, import_id=1, sha256="0" * 64, imported=noon(days), first=noon(0),
                last=noon(days - 1), rows_kept=1, rows_rejected=0,
            )
        )  # fmt: skip
    with database.write() as session:
        session.add_all(rows)
    return counted
