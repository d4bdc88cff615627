"""Waits in a queue as they were counted, beside the true ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import fmean, median
from typing import Any

import numpy as np
from scipy.optimize import linear_sum_assignment

TOLERANCE = 15.0
"""Seconds by which a wait may be told to end earlier or later and still be that wait."""

Wait = tuple[float, float]
"""When it began and ended, seconds from the film's start."""


@dataclass(frozen=True, slots=True)
class QueueScore:
    """Of those who were served. ``error``: mean absolute error of the waits that match, seconds;
    None: none does."""

    waits: int
    true_waits: int
    matched: int
    error: float | None
    median: float | None
    true_median: float | None
    abandoned: int
    true_abandoned: int

    @classmethod
    def of(
        cls, waits: Sequence[Wait], true_waits: Sequence[Wait], abandoned: int, true_abandoned: int
    ) -> QueueScore:
        """Waits are matched one to one by when they end."""
        apart = np.array([[abs(a[1] - b[1]) for b in true_waits] for a in waits])
        errors = []
        if apart.size:
            rows, columns = linear_sum_assignment(np.minimum(apart, 2 * TOLERANCE))
            errors = [
                abs((waits[row][1] - waits[row][0]) - (true_waits[col][1] - true_waits[col][0]))
                for row, col in zip(rows.tolist(), columns.tolist(), strict=True)
                if apart[row, col] <= TOLERANCE
            ]
        return cls(
            waits=len(waits),
            true_waits=len(true_waits),
            matched=len(errors),
            error=fmean(errors) if errors else None,
            median=_median(waits),
            true_median=_median(true_waits),
            abandoned=abandoned,
            true_abandoned=true_abandoned,
        )

    def summary(self) -> dict[str, Any]:
        return asdict(self)


def _median(waits: Sequence[Wait]) -> float | None:
    return median(left - joined for joined, left in waits) if waits else None
