"""What of a stretch of time should have been observed, and what was."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from analytics.business_day import BusinessCalendar
from analytics.coverage import Basis, Coverage, Expectation, coverage, expected
from analytics.span import Span, overlaps
from api.measures import Covered
from api.time_grid import TimeGrid

_MINUTE = timedelta(minutes=1)


def grid_of(calendar: BusinessCalendar, span: Span, periods: Iterable[Span]) -> TimeGrid:
    """Cut at business days, opening hours and periods, over the whole business days of ``span``."""
    cuts: list[datetime] = []
    for day in calendar.days_of(span):
        business = calendar.span_of(day)
        cuts += (business.start, business.end)
        if calendar.opening_hours is not None:
            for part in calendar.open_spans(day):
                cuts += (part.start, part.end)
    for period in periods:
        cuts += (period.start, period.end)
    return TimeGrid(cuts)


class Observation:
    """``covered``: camera to piece of the grid to its covered minutes. ``now``: what lies after it
    is not missing yet."""

    def __init__(
        self,
        calendar: BusinessCalendar,
        grid: TimeGrid,
        covered: Mapping[str, Mapping[int, Covered]],
        now: datetime,
    ) -> None:
        self._calendar = calendar
        self._grid = grid
        self._covered = covered
        last = max(
            (each.span.end for pieces in covered.values() for each in pieces.values()), default=now
        )
        # Seconds of the running minute are neither covered nor missing.
        end = max(now.replace(second=0, microsecond=0), last, grid.span.start + _MINUTE)
        self._horizon = Span(grid.span.start, end)
        self._days = tuple(calendar.days_of(grid.span))
        self._opened: dict[date, tuple[Span, ...]] = {}
        """When the shop was open, by business day; () when it was not, or nobody knows."""
        self._known: dict[tuple[tuple[str, ...], Span], Coverage] = {}
        """All zones of a camera ask the same."""
        self._expectations: dict[frozenset[str], tuple[Expectation, ...]] = {}

    def parts(self, cameras: Iterable[str], period: Span) -> list[tuple[Span, Basis]]:
        """The stretches of the period in which the cameras should have observed."""
        # An expectation lies within its business day: only the period's days can overlap it.
        first = (self._calendar.day_of(period.start) - self._days[0]).days
        last = (self._calendar.day_of(period.end) - self._days[0]).days
        return [
            (part, expectation.basis)
            for expectation in self._expected(frozenset(cameras))[first : last + 1]
            for part in overlaps(expectation.spans, period)
        ]

    def coverage(self, cameras: Sequence[str], period: Span) -> Coverage:
        asked = (tuple(cameras), period)
        found = self._known.get(asked)
        if found is None:
            parts = self.parts(cameras, period)
            pieces = [piece for part, _ in parts for piece in self._pieces(part)]
            found = coverage([self._minutes(camera, pieces) for camera in cameras], parts)
            self._known[asked] = found
        return found

    def _expected(self, cameras: frozenset[str]) -> tuple[Expectation, ...]:
        found = self._expectations.get(cameras)
        if found is None:
            found = tuple(self._expectation(cameras, day) for day in self._days)
            self._expectations[cameras] = found
        return found

    def _expectation(self, cameras: frozenset[str], day: date) -> Expectation:
        opened = self._opened.get(day)
        if opened is None:
            hours = self._calendar.opening_hours is not None
            opened = self._opened[day] = self._calendar.open_spans(day) if hours else ()
        # Where the shop was open, nobody asks when it was observed.
        observed = None if opened else self._observed(cameras, self._calendar.span_of(day))
        return expected(opened, observed, self._horizon)

    def _observed(self, cameras: Iterable[str], day: Span) -> Span | None:
        spans = [
            self._covered[camera][piece].span
            for camera in cameras
            if camera in self._covered
            for piece in self._grid.pieces(day)
            if piece in self._covered[camera]
        ]
        if not spans:
            return None
        return Span(min(span.start for span in spans), max(span.end for span in spans))

    def _pieces(self, part: Span) -> Iterable[int]:
        """The pieces that ``part`` touches: all inside it, but that its ends may lie within one
        (the observed span's, the horizon), where nothing beyond them is covered."""
        pieces = self._grid.pieces(part)
        for piece in range(
            max(0, pieces.start - 1), min(pieces.stop + 1, len(self._grid.cuts) - 1)
        ):
            if self._grid.piece_span(piece).overlap(part) is not None:
                yield piece

    def _minutes(self, camera: str, pieces: Iterable[int]) -> float:
        covered = self._covered.get(camera, {})
        return sum(covered[piece].minutes for piece in pieces if piece in covered)
