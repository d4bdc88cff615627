"""Business days: from the store's cut-over hour to the next day's, in the store's own zone.

A day is 23 or 25 hours long when the clocks change in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from analytics.span import Span, merged

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = timedelta(days=1)


def zone_named(name: str) -> ZoneInfo:
    """Raises ValueError when ``name`` is no IANA zone."""
    try:
        return ZoneInfo(name)
    # A name such as "../etc" or "Europe" is a ValueError, or an OSError of the folder it names.
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"{name!r} is not an IANA time zone such as Europe/Paris") from error


def instant_of(local: datetime, zone: ZoneInfo) -> datetime:
    """The UTC instant of a wall-clock time. Raises ValueError when the clocks skipped it, or
    showed it twice."""
    first = local.replace(tzinfo=zone, fold=0)
    second = local.replace(tzinfo=zone, fold=1)
    instant = first.astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) != local:
        raise ValueError(
            f"{local:%Y-%m-%d %H:%M} does not exist in {zone.key}: clocks went forward"
        )
    if first.utcoffset() != second.utcoffset():
        raise ValueError(f"{local:%Y-%m-%d %H:%M} happened twice in {zone.key}: clocks went back")
    return instant


@dataclass(frozen=True, slots=True)
class BusinessCalendar:
    """``cut_over`` is the local time at which the business day of the same date begins and the
    one before ends. ``opening_hours``: weekday (``mon`` …) to stretches (opens, closes); closing
    at or before opening runs past midnight. None: not known."""

    zone: ZoneInfo
    cut_over: time = time(0)
    opening_hours: Mapping[str, Sequence[tuple[time, time]]] | None = None

    def start_of(self, day: date) -> datetime:
        # In a gap fold 0 reads the clock as it stood before, so the boundary is the instant the
        # skipped time would have been; an hour shown twice is cut at its first showing.
        return datetime.combine(day, self.cut_over, self.zone).astimezone(UTC)

    def span_of(self, day: date) -> Span:
        return Span(self.start_of(day), self.start_of(day + _DAY))

    def day_of(self, instant: datetime) -> date:
        day = instant.astimezone(self.zone).date()
        if instant < self.start_of(day):
            return day - _DAY
        return day + _DAY if instant >= self.start_of(day + _DAY) else day

    def days_of(self, span: Span) -> Iterator[date]:
        """The business days that ``span`` touches, in order."""
        day = self.day_of(span.start)
        while self.start_of(day) < span.end:
            yield day
            day += _DAY

    def hours_of(self, span: Span) -> Iterator[Span]:
        """``span`` cut where the local clock shows a full hour."""
        start = span.start
        while start < span.end:
            local = start.astimezone(self.zone)
            past = timedelta(
                minutes=local.minute, seconds=local.second, microseconds=local.microsecond
            )
            end = min(start + timedelta(hours=1) - past, span.end)
            yield Span(start, end)
            start = end

    def open_spans(self, day: date) -> tuple[Span, ...]:
        """When the store is open in the business day ``day``; raises ValueError when opening
        hours are not known."""
        if self.opening_hours is None:
            raise ValueError("opening hours are not known")
        spans = []
        business = self.span_of(day)
        # A stretch past midnight belongs to the weekday it opens on, and may reach over a cut-over.
        for opened in (day - _DAY, day, day + _DAY):
            for opens, closes in self.opening_hours.get(WEEKDAYS[opened.weekday()], ()):
                closed = opened if closes > opens else opened + _DAY
                start = datetime.combine(opened, opens, self.zone).astimezone(UTC)
                end = datetime.combine(closed, closes, self.zone).astimezone(UTC)
                part = Span(start, end).overlap(business) if start < end else None
                if part is not None:
                    spans.append(part)
        return merged(spans)
