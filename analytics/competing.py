"""Competing risks: how many have met each of several ends by when, though some were lost from sight
before theirs was seen."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analytics.policy import Z_95

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Incidence:
    """The share that has met an end by the end of a bin, and the interval of it. ``low`` and
    ``high`` are None where none is known: before the first such end, and when all have met it."""

    share: float
    variance: float
    low: float | None
    high: float | None


def cumulative_incidence(
    events: Sequence[int], others: Sequence[int], censored: Sequence[int], z: float = Z_95
) -> tuple[Incidence, ...]:
    """Aalen-Johansen estimate for each bin of time, in order: of the end counted in ``events``,
    which ``others`` (all other ends) compete with.

    With ``n`` at risk, ``d`` ends of any kind and ``e`` events in a bin, and ``S`` the share that
    has met no end before it, ``F`` grows by ``S e / n`` and ``S`` by the factor ``1 - d / n``.
    Who was lost in a bin was at risk in all of it. The variance is Greenwood's, as in Collett,
    Modelling Survival Data in Medical Research, 3rd ed., p. 411; the interval is normal on
    ``ln(-ln F)``.
    Raises ValueError when the three do not have the same length.
    """
    at_risk = sum(events) + sum(others) + sum(censored)
    surviving, share = 1.0, 0.0
    # Sums over the bins so far: the variance at each is a quadratic in the share there.
    square = cross = constant = own = linear = mixed = 0.0
    found = []
    for event, other, lost in zip(events, others, censored, strict=True):
        ends = event + other
        if ends:
            share += surviving * event / at_risk
            if ends < at_risk:  # else nobody is left whose later share could vary
                weight = ends / (at_risk * (at_risk - ends))
                square += weight
                cross += weight * share
                constant += weight * share * share
            own += surviving**2 * event * (at_risk - event) / at_risk**3
            weight = surviving * event / at_risk**2
            linear += weight
            mixed += weight * share
            surviving *= 1 - ends / at_risk
        at_risk -= ends + lost
        spread = square * share * share - 2 * cross * share + constant
        variance = max(0.0, spread + own - 2 * (linear * share - mixed))
        found.append(Incidence(share, variance, *_interval(share, variance, z)))
    return tuple(found)


def _interval(share: float, variance: float, z: float) -> tuple[float | None, float | None]:
    if not 0 < share < 1 or variance == 0:
        return None, None
    half = z * math.sqrt(variance) / abs(share * math.log(share))
    # A share below 1 grows as its exponent falls.
    return share ** math.exp(half), share ** math.exp(-half)
