"""Daily series of a store or of a part of it, and the days of a campaign in them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class DailySeries:
    """``values``: one a business day from ``first`` on; None: not known. ``shares``: covered share
    of each day's expected minutes, 0 to 1, of what cameras count; None, or all of it None, where
    the coverage does not matter (the till's) or nothing was expected."""

    first: date
    values: tuple[float | None, ...]
    shares: tuple[float | None, ...] | None = None

    def __post_init__(self) -> None:
        if self.shares is not None and len(self.shares) != len(self.values):
            raise ValueError("shares must be as many as values: one a day")
        for index, value in enumerate(self.values):
            if value is not None and not (math.isfinite(value) and value >= 0):
                day = self.first + timedelta(days=index)
                raise ValueError(f"the value of {day} is {value}: sums of a day are 0 or more")

    def usable(self, day: date, min_coverage: float) -> float | None:
        """The day's value over its covered share; None where it is not known, where too little was
        covered, or where it is 0: a shop that sees nobody all day is closed."""
        index = (day - self.first).days
        if not 0 <= index < len(self.values):
            return None
        value = self.values[index]
        share = None if self.shares is None else self.shares[index]
        if not value or (share is not None and share < min_coverage):
            return None
        return value if not share else value / min(share, 1.0)

    def under_covered(self, days: Sequence[date], min_coverage: float) -> int:
        """How many of ``days`` are left out because too little of them was covered."""
        if self.shares is None:
            return 0
        found = 0
        for day in days:
            index = (day - self.first).days
            if 0 <= index < len(self.shares):
                share = self.shares[index]
                found += share is not None and share < min_coverage
        return found


@dataclass(frozen=True, slots=True)
class Window:
    """Business days ``first`` to ``last``, both included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("the last day is before the first")

    @property
    def length(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=index) for index in range(self.length)]
