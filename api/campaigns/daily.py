"""Sums by business day, each from one pass over the days' own stretches of an index: on SQLite a
year takes a few times less than grouping its minutes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Double,
    Integer,
    case,
    cast,
    column,
    func,
    select,
    type_coerce,
    values,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from analytics.business_day import BusinessCalendar
from analytics.coverage import Expectation, coverage, expected
from analytics.span import Span
from api.models import BLIND, CoverageRow, FactRow, LineRow, Ticket, ZoneRow
from api.stores import OBSERVED
from api.ticket_sums import sale_tickets

_MINUTE = timedelta(minutes=1)


class Days:
    """Business days ``first`` to ``last``, both included, and where each begins and ends."""

    def __init__(self, calendar: BusinessCalendar, first: date, last: date) -> None:
        self.calendar = calendar
        self.days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
        self.spans = [calendar.span_of(day) for day in self.days]
        self.whole = Span(self.spans[0].start, self.spans[-1].end)

    def index(self, day: date) -> int:
        return (day - self.days[0]).days


def _seconds(instant: InstrumentedAttribute[Any]) -> ColumnElement[int]:
    seconds: ColumnElement[int] = type_coerce(instant, BigInteger)
    return seconds


def _windows(spans: Sequence[Span]) -> Any:
    """The spans as a table: their number, first second, and the second after the last."""
    return (
        values(
            column("number", Integer),
            column("since", BigInteger),
            column("until", BigInteger),
            name="windows",
            literal_binds=True,
        )
        .data(
            [
                (number, int(span.start.timestamp()), int(span.end.timestamp()))
                for number, span in enumerate(spans)
            ]
        )
        .cte("windows")
    )


def _sums(
    session: Session,
    spans: Sequence[Span],
    instant: InstrumentedAttribute[Any],
    sums: Sequence[Any],
    *where: ColumnElement[bool],
) -> list[tuple[Any, ...]]:
    """For each span its sums, in order; None where it has no row."""
    if not spans:
        return []
    windows = _windows(spans)
    seconds = _seconds(instant)
    each = [
        select(one)
        .where(*where, seconds >= windows.c.since, seconds < windows.c.until)
        .scalar_subquery()
        for one in sums
    ]
    rows = session.execute(select(windows.c.number, *each))
    found: list[tuple[Any, ...]] = [()] * len(spans)
    for number, *told in rows:
        found[number] = tuple(told)
    return found


def covered_shares(
    session: Session, store: str, days: Days, cameras: Sequence[str]
) -> tuple[float | None, ...]:
    """The covered share of each day's expected minutes, mean over the cameras; None where nothing
    was expected. The opening hours are expected; without them, from the first covered minute to
    the last."""
    by_day = [days.calendar.open_spans(day) for day in days.days] if _has_hours(days) else []
    opened = [(index, span) for index, spans in enumerate(by_day) for span in spans]
    unplanned = [index for index in range(len(days.days)) if not by_day or not by_day[index]]
    minutes = {camera: [0.0] * len(days.days) for camera in cameras}
    observed: dict[int, Span] = {}
    for camera in cameras:
        own = (CoverageRow.store_id == store, CoverageRow.camera == camera)
        told = _sums(session, [span for _, span in opened], CoverageRow.start, [_SEEN], *own)
        for (index, _), (seen,) in zip(opened, told, strict=True):
            minutes[camera][index] += seen or 0.0
        spans = [days.spans[index] for index in unplanned]
        told = _sums(session, spans, CoverageRow.start, [_SEEN, *_ENDS], *own)
        for index, (seen, first, last) in zip(unplanned, told, strict=True):
            if first is None or last is None:
                continue
            minutes[camera][index] += seen
            span = Span(first, last + _MINUTE)
            known = observed.setdefault(index, span)
            observed[index] = Span(min(known.start, span.start), max(known.end, span.end))
    shares = []
    for index, day in enumerate(days.spans):
        expectation: Expectation = expected(
            by_day[index] if by_day else None, observed.get(index), day
        )
        parts = [(span, expectation.basis) for span in expectation.spans]
        shares.append(coverage([minutes[camera][index] for camera in cameras], parts).share)
    return tuple(shares)


def _has_hours(days: Days) -> bool:
    return days.calendar.opening_hours is not None


_OBSERVED_ROW = CoverageRow.status.in_(OBSERVED)
# A camera that says nothing of the frames it expects is taken at its word.
_SEEN = func.sum(
    case(
        (~_OBSERVED_ROW, 0.0),
        (CoverageRow.frames_analysed >= CoverageRow.frames_expected, 1.0),
        else_=cast(CoverageRow.frames_analysed, Double) / CoverageRow.frames_expected,
    )
)
_ENDS = tuple(
    func.min(case((_OBSERVED_ROW, CoverageRow.start)))
    if least
    else func.max(case((_OBSERVED_ROW, CoverageRow.start)))
    for least in (True, False)
)


def people(session: Session, store: str, days: Days, lines: Iterable[tuple[str, str]]) -> list[int]:
    """Visitors in of each day, over ``lines``, pairs of a camera and a line; without those of blind
    minutes."""
    visitors = LineRow.people - func.coalesce(LineRow.staff, 0)
    total = [0] * len(days.days)
    for camera, line in lines:
        own = (
            LineRow.store_id == store,
            LineRow.camera == camera,
            LineRow.line == line,
            LineRow.direction == "in",
        )
        told = _sums(session, days.spans, LineRow.start, [func.sum(visitors)], *own)
        for index, (number,) in enumerate(told):
            total[index] += int(number or 0)
        for index, number in _blind(session, days, LineRow, visitors, *own):
            total[index] -= number
    return total


def visits(session: Session, store: str, days: Days, camera: str, zone: str) -> list[int]:
    """Visits of a zone that began on each day; without those of blind minutes."""
    own = (ZoneRow.store_id == store, ZoneRow.camera == camera, ZoneRow.zone == zone)
    told = _sums(session, days.spans, ZoneRow.start, [func.sum(ZoneRow.entries)], *own)
    total = [int(number or 0) for (number,) in told]
    for index, number in _blind(session, days, ZoneRow, ZoneRow.entries, *own):
        total[index] -= number
    return total


def _blind(
    session: Session, days: Days, table: Any, counted: Any, *own: Any
) -> Iterable[tuple[int, int]]:
    """Day and number of what was counted in each blind minute."""
    statement = (
        select(table.start, counted)
        .join(
            CoverageRow,
            (CoverageRow.store_id == table.store_id)
            & (CoverageRow.camera == table.camera)
            & (CoverageRow.start == table.start),
        )
        .where(
            *own,
            BLIND,
            table.start >= days.whole.start,
            table.start < days.whole.end,
        )
    )
    for start, number in session.execute(statement):
        yield days.index(days.calendar.day_of(start)), int(number)


def takings(session: Session, store: str, days: Days) -> list[tuple[int, int]]:
    """Sale tickets of each day and their sum in minor units."""
    own = (Ticket.store_id == store, sale_tickets())
    told = _sums(
        session, days.spans, Ticket.occurred, [func.count(), func.sum(Ticket.amount)], *own
    )
    return [(int(number or 0), int(minor or 0)) for number, minor in told]


def active_customers(session: Session, store: str, first: date, last: date) -> dict[date, float]:
    """By day, of those of which a customers' file told; over its sources."""
    rows = session.execute(
        select(FactRow.day, FactRow.value).where(
            FactRow.store_id == store,
            FactRow.kind == "customers",
            FactRow.measure == "active_customers",
            FactRow.day.between(first, last),
        )
    )
    found: dict[date, float] = defaultdict(float)
    for day, value in rows:
        found[day] += float(value)
    return dict(found)
