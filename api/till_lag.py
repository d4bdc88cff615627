"""What the doors and the till counted by five minutes, for the lag between them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import BigInteger, ColumnElement, func, select, type_coerce
from sqlalchemy.orm import InstrumentedAttribute, Session

from analytics.business_day import BusinessCalendar
from analytics.lag import FEWEST_DAYS, MINUTES, DayCounts, TillLag, till_lag
from analytics.span import Span
from api.models import CoverageRow, LineRow, Ticket
from api.receipts import ReceiptDays
from api.rollups.reading import during
from api.stores import OBSERVED
from api.ticket_sums import sale_tickets
from vision.description import StoreDescription

_LONGEST: Final = timedelta(weeks=4)
_BUCKET: Final = 60 * MINUTES
_DAY: Final = timedelta(hours=24)
_SEEN: Final = 0.8
"""Share of a bucket's minutes, over the cameras, of one that was observed."""


def till_lag_of(
    session: Session,
    description: StoreDescription,
    calendar: BusinessCalendar,
    span: Span,
    receipts: ReceiptDays,
) -> TillLag | None:
    """Of the latest four weeks of ``span``; None where it is shorter than three days. Days on
    which the clocks change, and those whose receipts have no time, are left out."""
    if sum(span.holds(calendar.span_of(day)) for day in calendar.days_of(span)) < FEWEST_DAYS:
        return None
    span = Span(max(span.start, span.end - _LONGEST), span.end)
    store = description.store
    entrances = [line for line in description.lines if line.role == "entrance"]
    cameras = {line.camera for line in entrances}
    visitors = _by_bucket(
        session,
        LineRow,
        LineRow.start,
        func.sum(LineRow.people - func.coalesce(LineRow.staff, 0)),
        store,
        span,
        LineRow.line.in_([line.line for line in entrances]),
        LineRow.direction == "in",
    )
    seen = _by_bucket(
        session,
        CoverageRow,
        CoverageRow.start,
        func.count(),
        store,
        span,
        CoverageRow.camera.in_(cameras),
        CoverageRow.status.in_(OBSERVED),
    )
    tickets = _by_bucket(
        session, Ticket, Ticket.occurred, func.count(), store, span, sale_tickets()
    )
    least = _SEEN * MINUTES * len(cameras)
    days = []
    for day in calendar.days_of(span):
        business = calendar.span_of(day)
        told = receipts.knows(day) and day not in receipts.untimed
        if told and span.holds(business) and business.end - business.start == _DAY:
            first = int(business.start.timestamp()) // _BUCKET
            buckets = range(first, first + _DAY // timedelta(seconds=_BUCKET))
            days.append(
                DayCounts(
                    [visitors.get(bucket, 0) for bucket in buckets],
                    [tickets.get(bucket, 0) for bucket in buckets],
                    [bucket in seen and seen[bucket] >= least for bucket in buckets],
                )
            )
    return till_lag(days)


def _by_bucket(
    session: Session,
    table: Any,
    instant: InstrumentedAttribute[Any],
    counted: Any,
    store: str,
    span: Span,
    *where: ColumnElement[bool],
) -> Mapping[int, int]:
    seconds: ColumnElement[int] = type_coerce(instant, BigInteger)
    bucket = (seconds // _BUCKET).label("bucket")
    statement = during(select(bucket, counted), table, instant, store, [span]).where(*where)
    rows = session.execute(statement.group_by(bucket))
    return {int(index): int(number) for index, number in rows}
