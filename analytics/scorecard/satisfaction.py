"""Satisfaction: the net promoter score and the mean rating."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from analytics.figure import NOT_ENOUGH_DATA, Figure
from analytics.scorecard.missing import missing

if TYPE_CHECKING:
    from analytics.policy import Policy

FORMULA: Final = "100 × (promoters − detractors) / answers"
RATING_FORMULA: Final = "sum of ratings / ratings"
ASSUMPTIONS: Final = (
    "Who answers is no random sample of who buys: the interval holds chance alone.",
    "Promoters give 9 or 10, detractors 0 to 6.",
)


@dataclass(frozen=True, slots=True)
class Opinions:
    promoters: int
    passives: int
    detractors: int


def net_promoter_score(opinions: Opinions | None, policy: Policy) -> Figure:
    """In points, −100 to 100. Of a multinomial sample the variance of the difference of two shares
    is ``(p + d − (p − d)²) / n``; normal interval. Where all answered alike it tells nothing, and
    there is none. None: not imported."""
    method = f"{FORMULA}; multinomial 95 %"
    if opinions is None:
        return missing("points", method, "reviews")
    n = opinions.promoters + opinions.passives + opinions.detractors
    if n < policy.min_visitors:
        note = f"{n} answers; at least {policy.min_visitors} are needed."
        return Figure(None, "points", method, n, flags=(NOT_ENOUGH_DATA,), note=note)
    p, d = opinions.promoters / n, opinions.detractors / n
    variance = (p + d - (p - d) ** 2) / n
    # Not 1 − 1 but for rounding.
    if max(opinions.promoters, opinions.passives, opinions.detractors) == n:
        return Figure(100 * (p - d), "points", method, n)
    half = policy.z * math.sqrt(variance)
    return Figure(100 * (p - d), "points", method, n, 100 * (p - d - half), 100 * (p - d + half))


def mean_rating(ratings: int | None, total: Decimal | None, policy: Policy) -> Figure:
    """Of 1 to 5 stars. The sums do not tell the variance; of values from 1 to 5 with mean ``m`` it
    is at most ``(m − 1)(5 − m)`` (Bhatia and Davis, American Mathematical Monthly 107, 2000), from
    which the interval is: it is never too narrow for that. None: not imported."""
    method = f"{RATING_FORMULA}; widest variance 95 %"
    if ratings is None or total is None:
        return missing("stars", method, "reviews")
    if ratings < policy.min_visitors:
        note = f"{ratings} ratings; at least {policy.min_visitors} are needed."
        return Figure(None, "stars", method, ratings, flags=(NOT_ENOUGH_DATA,), note=note)
    mean = float(total / ratings)
    half = policy.z * math.sqrt(max(0.0, (mean - 1) * (5 - mean)) / ratings)
    return Figure(mean, "stars", method, ratings, mean - half, mean + half)
