"""Counted crossings of one line beside the true ones, matched in time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from scipy.optimize import linear_sum_assignment

MATCH_SECONDS = 2.0
"""A counted crossing is a true one if it is of the same direction and this close in time."""

Moment = tuple[float, str]
"""(seconds from the start, direction)"""


@dataclass(frozen=True, slots=True)
class CrossingScore:
    """Crossings matched one to one. Errors never cancel: a missed person and one counted twice
    are two errors."""

    true: int
    missed: int
    invented: int

    @classmethod
    def of(cls, counted: Sequence[Moment], true: Sequence[Moment]) -> CrossingScore:
        matched = 0
        for direction in ("in", "out"):
            ours = [time for time, way in counted if way == direction]
            theirs = [time for time, way in true if way == direction]
            matched += _matched(ours, theirs)
        return cls(len(true), len(true) - matched, len(counted) - matched)

    @property
    def gross_error(self) -> float:
        """Share of the true crossings."""
        return (self.missed + self.invented) / self.true if self.true else float(self.invented > 0)

    def summary(self) -> dict[str, Any]:
        return {**asdict(self), "gross_error": self.gross_error}


def _matched(ours: Sequence[float], theirs: Sequence[float]) -> int:
    """The most pairs that can be made, each within MATCH_SECONDS."""
    if not ours or not theirs:
        return 0
    far = [[float(abs(a - b) > MATCH_SECONDS) for b in theirs] for a in ours]
    rows, columns = linear_sum_assignment(far)
    return sum(far[row][column] == 0 for row, column in zip(rows, columns, strict=True))
