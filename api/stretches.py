"""What is known of stretches of time that cannot be divided, for the periods of a question."""

from __future__ import annotations

import bisect
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Generic, TypeVar

from analytics.span import Span

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Stretch(Generic[_Value]):
    """``people``: that it describes."""

    span: Span
    value: _Value
    people: int


class Stretches(Generic[_Value]):
    """Stretches in the order of their start. They may overlap, if two boxes told them."""

    def __init__(self, found: Iterable[Stretch[_Value]] = ()) -> None:
        self._found = sorted(found, key=lambda stretch: stretch.span.start)
        self._starts = [stretch.span.start for stretch in self._found]
        self._longest = max(
            (stretch.span.end - stretch.span.start for stretch in self._found),
            default=timedelta(0),
        )

    def within(self, period: Span) -> tuple[list[_Value], int]:
        """What is of the period alone, and how many people are in stretches that reach over its
        ends."""
        inside, across = [], 0
        # None that starts earlier reaches into the period: a year is asked by the hour.
        first = bisect.bisect_left(self._starts, period.start - self._longest)
        last = bisect.bisect_left(self._starts, period.end)
        for stretch in self._found[first:last]:
            if period.holds(stretch.span):
                inside.append(stretch.value)
            elif stretch.span.overlap(period) is not None:
                across += stretch.people
        return inside, across
