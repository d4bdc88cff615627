"""Traffic by hour of the local clock, of the hours that were observed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from analytics.business_day import BusinessCalendar
from analytics.policy import Policy
from analytics.power_hours import HourCount
from analytics.span import Span
from api import measures
from api.observation import Observation, grid_of
from api.rollups.reach import reach
from vision.description import LineDescription


def hour_counts(
    session: Session,
    store: str,
    calendar: BusinessCalendar,
    span: Span,
    entrances: Sequence[LineDescription],
    policy: Policy,
) -> list[HourCount]:
    """Visitors in of each hour of ``span`` of whose expected minutes enough were observed."""
    hours = list(calendar.hours_of(span))
    grid = grid_of(calendar, span, hours)
    whole = reach(session, store, grid)
    covered = measures.coverage(session, store, grid, whole)
    observation = Observation(calendar, grid, covered, datetime.now(UTC))
    cameras = sorted({line.camera for line in entrances})
    crossed = measures.crossings(session, store, grid, whole)
    found = []
    for hour in hours:
        share = observation.coverage(cameras, hour).share
        if share is None or share == 0 or share < policy.min_coverage:
            continue
        visitors = 0
        for line in entrances:
            by_piece = crossed.get((line.line, "in"), {})
            for piece in grid.pieces(hour):
                if piece in by_piece:
                    visitors += by_piece[piece].people - by_piece[piece].staff
        local = hour.start.astimezone(calendar.zone)
        found.append(HourCount(calendar.day_of(hour.start), local.hour, visitors))
    return found
