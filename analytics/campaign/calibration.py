"""Placebos in time: the campaign that was not, on every stretch of the time before."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.special import stdtrit

from analytics.policy import Z_95

if TYPE_CHECKING:
    from numpy.typing import NDArray

FEWEST: Final = 5
_CONFIDENCE: Final = 0.95


@dataclass(frozen=True, slots=True)
class Placebos:
    """``number``: stretches as long as the campaign, whole weeks apart. ``as_large``: how many
    deviated from their forecast at least as much as the campaign did from its own. ``excess``: how
    much they deviated against what the model thought, 1 where it was right. ``widening``: by what
    its interval is multiplied, 1 or more."""

    number: int
    as_large: int
    excess: float
    widening: float

    @property
    def p(self) -> float | None:
        """Empirical, with the campaign among them; None of none."""
        return (1 + self.as_large) / (1 + self.number) if self.number else None


def placebos(
    deviations: NDArray[np.float64],
    spreads: NDArray[np.float64],
    campaign: float,
    stretches: float,
) -> Placebos:
    """``deviations`` and ``spreads``: as of a Forecast. ``campaign``: its mean log deviation.
    ``stretches``: how many as long as the campaign, that do not overlap, the time before holds.

    The root mean square of the placebos' deviations, each in its own standard error, is 1 where the
    model knows how wrong it can be; of fewer than FEWEST placebos it is taken for 1. How much such
    a stretch deviates is known from no more than ``stretches``, whatever the number of days, so
    that its interval is Student's with a degree of freedom for each but one. The wider of this and
    the model's own interval stands."""
    number = len(deviations)
    as_large = int((np.abs(deviations) >= abs(campaign)).sum())
    excess = 1.0
    if number >= FEWEST:
        excess = math.sqrt(float(np.mean((deviations / spreads) ** 2)))
    quantile = float(stdtrit(max(1.0, stretches - 1), (1 + _CONFIDENCE) / 2))
    return Placebos(number, as_large, excess, max(1.0, excess * quantile / Z_95))
