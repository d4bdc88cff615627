"""Hours from their minutes."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import and_, delete, insert, or_, select
from sqlalchemy.orm import Session

from analytics.span import Span
from api import measures
from api.database import Database
from api.hour_models import DirtyHour, HourCoverage, HourLine, HourZone
from api.rollups.reach import HOUR, minutes_only
from api.time_grid import TimeGrid

SETTLED: Final = timedelta(minutes=5)
"""After its end an hour is left alone for so long: its last minutes are still on their way."""
AT_ONCE: Final = 48
"""Hours in a transaction: a writer must not keep others waiting."""


def roll_up(database: Database, now: datetime | None = None) -> int:
    """Sum the hours that are dirty and over; how many were.

    What is stored meanwhile is not lost: its hour stays dirty, and is read by the minute.
    """
    until = (now or datetime.now(UTC)) - SETTLED - HOUR
    rolled = 0
    with database.read() as session:
        found = session.execute(
            select(DirtyHour.store_id, DirtyHour.start)
            .where(DirtyHour.start <= until)
            .order_by(DirtyHour.store_id, DirtyHour.start)
        ).all()
    chunk: list[datetime] = []
    store: str | None = None
    for name, start in found:
        if chunk and (name != store or len(chunk) == AT_ONCE or start - chunk[0] > AT_ONCE * HOUR):
            rolled += _roll(database, str(store), chunk)
            chunk = []
        store = name
        chunk.append(start)
    if chunk and store is not None:
        rolled += _roll(database, store, chunk)
    return rolled


def _roll(database: Database, store: str, hours: list[datetime]) -> int:
    with database.write() as session:
        gens = dict(
            session.execute(
                select(DirtyHour.start, DirtyHour.gen)
                .where(DirtyHour.store_id == store, DirtyHour.start.in_(hours))
                # Another server may be at it.
                .with_for_update(skip_locked=True)
            ).all()
        )
        if not gens:
            return 0
        for table in (HourCoverage, HourLine, HourZone):
            session.execute(
                delete(table).where(table.store_id == store, table.start.in_(list(gens)))
            )
        _write(session, store, sorted(gens))
        session.execute(
            delete(DirtyHour).where(
                DirtyHour.store_id == store,
                or_(*(and_(DirtyHour.start == hour, DirtyHour.gen == gens[hour]) for hour in gens)),
            )
        )
        return len(gens)


def _write(session: Session, store: str, hours: list[datetime]) -> None:
    spans = [Span(hour, hour + HOUR) for hour in hours]
    grid = TimeGrid(cut for span in spans for cut in (span.start, span.end))
    by_minute = minutes_only(spans)

    def key(piece: int) -> dict[str, Any]:
        return {"store_id": store, "start": grid.piece_span(piece).start}

    covered = [
        key(piece)
        | {
            "camera": camera,
            "minutes": one.minutes,
            "first": one.span.start,
            "last": one.span.end - timedelta(minutes=1),
        }
        for camera, pieces in measures.coverage(session, store, grid, by_minute).items()
        for piece, one in pieces.items()
    ]
    lines = [
        key(piece) | {"line": line, "direction": direction} | asdict(one)
        for (line, direction), pieces in measures.crossings(session, store, grid, by_minute).items()
        for piece, one in pieces.items()
    ]
    zones = [
        key(piece) | {"zone": zone} | asdict(one)
        for zone, pieces in measures.zones(session, store, grid, by_minute).items()
        for piece, one in pieces.items()
    ]
    for table, rows in ((HourCoverage, covered), (HourLine, lines), (HourZone, zones)):
        if rows:
            session.execute(insert(table), rows)
