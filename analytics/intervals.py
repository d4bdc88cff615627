"""Intervals of counts and ratios. Pure arithmetic on numbers; ends are never clipped."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

from scipy.special import stdtrit

from analytics.policy import Z_95


class Interval(NamedTuple):
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class CounterError:
    """The people counter's own error, as audits against a human count found it:
    ``relative``: standard error of ``counted / true``, for example 0.03; ``audits``: how many."""

    relative: float
    audits: int

    def __post_init__(self) -> None:
        if not (math.isfinite(self.relative) and self.relative >= 0):
            raise ValueError("relative must be a finite share, 0 or more")


def wilson(successes: int, trials: int, z: float = Z_95) -> Interval:
    """Score interval of a proportion (Wilson, JASA 22, 1927):
    ``(p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n)``."""
    if not 0 <= successes <= trials or trials == 0:
        raise ValueError("needs 0 <= successes <= trials and at least one trial")
    p = successes / trials
    scale = 1 + z * z / trials
    centre = p + z * z / (2 * trials)
    half = z * math.sqrt(p * (1 - p) / trials + z * z / (4 * trials * trials))
    # At p = 0 and p = 1 one end is exact; the subtraction would leave a rounding error there.
    low = 0.0 if successes == 0 else (centre - half) / scale
    high = 1.0 if successes == trials else (centre + half) / scale
    return Interval(low, high)


def poisson_ratio(numerator: int, denominator: int, z: float = Z_95) -> Interval:
    """Interval of the ratio of two Poisson means. Given their total, the numerator is binomial
    with share ``r / (1 + r)`` (Przyborowski and Wilenski, Biometrika 31, 1940); the Wilson ends
    of that share are turned back into ratios."""
    if denominator <= 0:
        raise ValueError("needs a positive denominator")
    share = wilson(numerator, numerator + denominator, z)
    return Interval(share.low / (1 - share.low), share.high / (1 - share.high))


def widened(
    value: float,
    interval: Interval,
    counter_error: CounterError | None,
    coverage: float,
    z: float = Z_95,
) -> Interval:
    """The interval of a ratio whose divisor is a people count, with the count's own doubt in it.

    Counter error: on the log scale, where ``ln(value) = ln(numerator) - ln(count)``, the two
    half-widths are added in quadrature on each side (variance estimates recovery, Zou and Donner,
    Statistics in Medicine 27, 2008), the count's being ``z · relative`` (delta method).
    Coverage: people in the minutes not observed are missing from the divisor. Had those minutes
    been as busy as the observed ones the ratio would be ``coverage`` times as large, so the low
    end is multiplied by it; had they been empty it would stand, so the high end stays.
    """
    if not 0 < coverage <= 1:
        raise ValueError("coverage is a share, above 0 and at most 1")
    spread = z * counter_error.relative if counter_error is not None else 0.0
    if spread == 0:
        return Interval(interval.low * coverage, interval.high)
    if value == 0:
        return Interval(0.0, interval.high * math.exp(spread))
    above = math.hypot(math.log(interval.high / value), spread)
    below = math.hypot(math.log(value / interval.low), spread) if interval.low > 0 else math.inf
    return Interval(value * math.exp(-below) * coverage, value * math.exp(above))


def mean(n: int, total: float, total_of_squares: float, z: float = Z_95) -> Interval | None:
    """Student interval of the mean of positive values, from the sums; None with fewer than two.
    It is laid on the log scale (delta method), so that few and unlike values do not give an end
    below 0: ``mean · exp(± t · s / (√n · mean))``."""
    if n < 2 or total <= 0:
        return None
    centre = total / n
    # The difference of two large sums can come out below 0 by rounding when all values are equal.
    variance = max(0.0, (total_of_squares - n * centre * centre) / (n - 1))
    half = _student(n - 1, z) * math.sqrt(variance / n) / centre
    return Interval(centre * math.exp(-half), centre * math.exp(half))


def ratio_of_totals(
    n: int,
    totals: tuple[float, float],
    squares: tuple[float, float],
    products: float,
    z: float = Z_95,
) -> Interval | None:
    """Student interval of the ratio of two totals over the same ``n`` things, numerator first, on
    the log scale (combined ratio estimate, Cochran, Sampling Techniques, 3rd ed., section 2.11):
    ``R · exp(± t √(n/(n−1) · Σ(y − R x)²) / Σy)``. None with fewer than two, or without positive
    totals. ``squares``: sums of squares; ``products``: sum of numerator times denominator."""
    above, below = totals
    if n < 2 or above <= 0 or below <= 0:
        return None
    ratio = above / below
    residuals = max(0.0, squares[0] - 2 * ratio * products + ratio * ratio * squares[1])
    half = _student(n - 1, z) * math.sqrt(residuals * n / (n - 1)) / above
    return Interval(ratio * math.exp(-half), ratio * math.exp(half))


def compound_ratio(
    above: tuple[float, float], below: tuple[float, float], z: float = Z_95
) -> Interval | None:
    """Interval of the ratio of two compound Poisson totals that do not hang together, each given as
    (total, sum of squares): their relative variances add on the log scale (delta method). None
    unless both are positive."""
    if above[0] <= 0 or below[0] <= 0:
        return None
    half = z * math.sqrt(above[1] / above[0] ** 2 + below[1] / below[0] ** 2)
    ratio = above[0] / below[0]
    return Interval(ratio * math.exp(-half), ratio * math.exp(half))


def compound_total(total: float, total_of_squares: float, z: float = Z_95) -> Interval | None:
    """Interval of the expected total of a compound Poisson sum, whose variance is estimated by the
    sum of squares, on the log scale (delta method); None unless the total is positive."""
    if total <= 0:
        return None
    half = z * math.sqrt(total_of_squares) / total
    return Interval(total * math.exp(-half), total * math.exp(half))


def _student(degrees: int, z: float) -> float:
    """The quantile of Student's law at the confidence of ``z``."""
    confidence = math.erf(z / math.sqrt(2))
    # `scipy.stats` says the same, and takes half a second to load.
    return float(stdtrit(degrees, (1 + confidence) / 2))
