"""The stretch a question asks about, cut into periods of the store's own calendar."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Literal

from analytics.business_day import BusinessCalendar, instant_of
from analytics.span import Span
from api.errors import ApiError

Grain = Literal["total", "day", "hour"]

MAX_PERIODS: Final = 9000
"""A little more than the hours of a year."""
_MINUTE: Final = timedelta(minutes=1)
_LONGEST: Final = timedelta(days=366 * 30)


@dataclass(frozen=True, slots=True)
class LabelledSpan:
    span: Span
    label: str


def asked_span(
    calendar: BusinessCalendar, start: str | None, end: str | None, default: Span | None
) -> Span | None:
    """From the texts of `from` and `to`: dates are business days, `to` included; times are `to`
    excluded, and local when they have no offset. A missing end is ``default``'s; None when that
    is needed and missing. Raises ApiError 422."""
    first = _instant(calendar, start, "from", ends=False) if start else None
    last = _instant(calendar, end, "to", ends=True) if end else None
    if default is not None:
        # One end given beyond the other's default leaves nothing: the span is empty, not wrong.
        first = first or min(default.start, last or default.start)
        last = last or max(default.end, first)
    if first is None or last is None or (first == last and not (start and end)):
        return None
    if last <= first:
        raise ApiError(422, "invalid", f"to ({end}) must be after from ({start}).")
    if last - first > _LONGEST:
        raise ApiError(422, "invalid", "from and to are more than 30 years apart.")
    return Span(first, last)


def _instant(calendar: BusinessCalendar, text: str, name: str, *, ends: bool) -> datetime:
    try:
        if len(text) == len("2026-01-31"):
            day = date.fromisoformat(text) + timedelta(days=1 if ends else 0)
            instant = calendar.start_of(day)
        else:
            local = datetime.fromisoformat(text)
            instant = instant_of(local, calendar.zone) if local.tzinfo is None else local
        if not 2000 <= instant.year < 2200:
            raise ValueError("not between 2000 and 2199")  # noqa: TRY301  (one message for all)
    except (ValueError, OverflowError) as error:
        raise ApiError(
            422,
            "invalid",
            f"{name}: {text!r} is not a date or a time ({error}).",
            "Write 2026-01-31 or 2026-01-31T09:00; in an address the + of an offset is %2B.",
        ) from error
    if instant.second or instant.microsecond:
        raise ApiError(422, "invalid", f"{name}: {text!r} is not on a minute.")
    return instant


def enclosing_days(calendar: BusinessCalendar, first: datetime, last: datetime) -> Span:
    """The whole business days that hold the instants ``first`` to ``last``, both included."""
    return Span(
        calendar.span_of(calendar.day_of(first)).start, calendar.span_of(calendar.day_of(last)).end
    )


def periods(calendar: BusinessCalendar, span: Span, grain: Grain) -> tuple[LabelledSpan, ...]:
    """Raises ApiError 422 when they are too many."""
    found: list[LabelledSpan] = []
    for period in _periods(calendar, span, grain):
        found.append(period)
        if len(found) > MAX_PERIODS:
            raise ApiError(
                422,
                "too_many_periods",
                f"The question has more than {MAX_PERIODS} periods of one {grain}.",
                "Ask for a shorter stretch or a coarser grain.",
            )
    return tuple(found)


def _periods(calendar: BusinessCalendar, span: Span, grain: Grain) -> Iterator[LabelledSpan]:
    if grain == "total":
        first = calendar.day_of(span.start).isoformat()
        last = calendar.day_of(span.end - _MINUTE).isoformat()
        yield LabelledSpan(span, first if first == last else f"{first} – {last}")
    elif grain == "day":
        for day in calendar.days_of(span):
            part = calendar.span_of(day).overlap(span)
            if part is not None:
                yield LabelledSpan(part, day.isoformat())
    else:
        for hour in calendar.hours_of(span):
            local = hour.start.astimezone(calendar.zone)
            yield LabelledSpan(hour, f"{local:%Y-%m-%d %H:%M}")
