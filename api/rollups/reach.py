"""Which hours of a grid are read from their sums, and which by the minute."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from analytics.span import Span, merged
from api.hour_models import DirtyHour
from api.time_grid import TimeGrid

HOUR: Final = timedelta(hours=1)


def hour_of(instant: datetime) -> datetime:
    """The start of its hour of UTC."""
    return instant.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


@dataclass(frozen=True, slots=True)
class Reach:
    """``by_minute``: stretches that are read by the minute, in order and apart. ``by_hour``: of
    which the other hours are read from their sums; None: none is. ``excepted``: the starts of the
    hours that are not."""

    by_minute: tuple[Span, ...]
    by_hour: Span | None
    excepted: tuple[datetime, ...]


def minutes_only(spans: Iterable[Span]) -> Reach:
    return Reach(merged(spans), None, ())


def reach(session: Session, store: str, grid: TimeGrid) -> Reach:
    span = grid.span
    dirty = session.scalars(
        select(DirtyHour.start).where(
            DirtyHour.store_id == store,
            DirtyHour.start >= hour_of(span.start),
            DirtyHour.start < span.end,
        )
    )
    divided = {hour for cut in grid.cuts if (hour := hour_of(cut)) != cut}
    hours = sorted({*dirty, *divided})
    if 2 * len(hours) * HOUR >= span.end - span.start:
        return minutes_only([span])
    by_minute = [
        part for hour in hours if (part := Span(hour, hour + HOUR).overlap(span)) is not None
    ]
    return Reach(merged(by_minute), span, tuple(hours))
