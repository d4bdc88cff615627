"""Shifts as they are sent, kept and read."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from analytics.business_day import BusinessCalendar, instant_of
from analytics.span import Span
from analytics.staffing import Shift
from api.errors import ApiError
from api.roster_models import RosterShift

_LONGEST: Final = timedelta(hours=24)
Roster = Mapping[date, tuple[Shift, ...]]
"""Of each business day that has one; a day without is not one on which nobody worked."""


class ShiftBody(BaseModel):
    """A time without an offset is the store's. ``people``: 0 says that nobody was on duty."""

    model_config = ConfigDict(extra="forbid")

    start: datetime
    end: datetime
    people: Annotated[int, Field(ge=0, le=10_000)] = 1


class RosterBody(BaseModel):
    """Replaces what is known of each business day on which one of the shifts starts."""

    model_config = ConfigDict(extra="forbid")

    shifts: Annotated[list[ShiftBody], Field(min_length=1, max_length=50_000)]


class RosterAnswer(BaseModel):
    """``days``: that were replaced."""

    days: list[date]
    shifts: int
    staff_hours: float


def keep_roster(
    session: Session, store: str, calendar: BusinessCalendar, body: RosterBody
) -> RosterAnswer:
    """Raises ApiError 422 for a shift that is none, and writes nothing then."""
    people: Counter[tuple[date, datetime, datetime]] = Counter()
    for number, shift in enumerate(body.shifts, start=1):
        span = _span(calendar, shift, number)
        people[calendar.day_of(span.start), span.start, span.end] += shift.people
    days = sorted({day for day, _, _ in people})
    for day in days:
        session.execute(
            delete(RosterShift).where(RosterShift.store_id == store, RosterShift.day == day)
        )
    rows = [
        {"store_id": store, "day": day, "start": start, "end": end, "people": number}
        for (day, start, end), number in sorted(people.items())
    ]
    session.execute(insert(RosterShift), rows)
    minutes = sum(Span(start, end).minutes * each for (_, start, end), each in people.items())
    return RosterAnswer(days=days, shifts=len(rows), staff_hours=minutes / 60)


def roster(session: Session, store: str, calendar: BusinessCalendar, span: Span) -> Roster:
    """Of the business days of ``span``, and of the one before, whose shifts may reach into it."""
    first = calendar.day_of(span.start) - timedelta(days=1)
    found: dict[date, list[Shift]] = defaultdict(list)
    for row in session.scalars(
        select(RosterShift).where(
            RosterShift.store_id == store,
            RosterShift.day >= first,
            RosterShift.start < span.end,
        )
    ):
        found[row.day].append(Shift(Span(row.start, row.end), row.people))
    return {day: tuple(shifts) for day, shifts in found.items()}


def _span(calendar: BusinessCalendar, shift: ShiftBody, number: int) -> Span:
    try:
        start, end = (
            instant_of(each, calendar.zone) if each.tzinfo is None else each
            for each in (shift.start, shift.end)
        )
    except ValueError as error:
        raise ApiError(
            422,
            "invalid",
            f"Shift {number}: {error}.",
            "Give its offset, for example 2026-10-25T02:30+01:00.",
        ) from error
    if not start < end <= start + _LONGEST:
        raise ApiError(
            422,
            "invalid",
            f"Shift {number} is from {shift.start:%Y-%m-%d %H:%M} to {shift.end:%Y-%m-%d %H:%M}: "
            "it must end after it starts, within 24 hours.",
        )
    return Span(start, end)
