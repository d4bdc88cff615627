"""A change of a product, split among its factors: sales are visitors × conversion × basket."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def log_mean(a: float, b: float) -> float:
    """The logarithmic mean ``(b − a) / ln(b / a)`` of two values of 0 or more; 0 when one is 0."""
    if a == b:
        return a
    if a == 0 or b == 0:
        return 0.0
    ratio = b / a
    # Near 1 the quotient of two differences loses its digits, and log1p does not.
    return (b - a) / (math.log1p((b - a) / a) if 0.5 < ratio < 2 else math.log(b) - math.log(a))


def split(before: Mapping[str, float], after: Mapping[str, float]) -> dict[str, float]:
    """The change of the product of the factors, by factor: additive log-mean weights (LMDI-I, Ang,
    Energy Policy 33, 2005), ``L(product₀, product₁) · ln(x₁ / x₀)``. The parts sum to the change,
    without a residual and whatever the order of the factors.

    Where a product is 0 its limit is taken (Ang and Liu, Energy Policy 35, 2007): the change is of
    the factors that are 0 on that side, in equal parts. Raises ValueError on a factor that is
    below 0 or not finite, and when the two sides do not name the same factors.
    """
    if before.keys() != after.keys() or not before:
        raise ValueError("both sides must name the same factors, and at least one")
    for value in (*before.values(), *after.values()):
        if not (math.isfinite(value) and value >= 0):
            raise ValueError(f"{value} is no factor: they are finite, 0 or more")
    first, last = math.prod(before.values()), math.prod(after.values())
    if first == 0 or last == 0:
        return _from_zero(before, after, first, last)
    weight = log_mean(first, last)
    parts = {name: weight * (math.log(after[name]) - math.log(before[name])) for name in before}
    return _closed(parts, last - first)


def _from_zero(
    before: Mapping[str, float], after: Mapping[str, float], first: float, last: float
) -> dict[str, float]:
    change = last - first
    empty = before if first == 0 else after
    # A product can be 0 by underflow alone: then its smallest factor is as good as 0.
    least = min(empty.values())
    gone = [name for name, value in empty.items() if value == least]
    return {name: change / len(gone) if name in gone and change else 0.0 for name in before}


def _closed(parts: dict[str, float], change: float) -> dict[str, float]:
    """With the rounding, a few units of the last place, in the largest part."""
    largest = max(parts, key=lambda name: abs(parts[name]))
    rest = math.fsum(value for name, value in parts.items() if name != largest)
    return {**parts, largest: change - rest}


def sales_factors(visitors: float, tickets: float, sales: float) -> dict[str, float] | None:
    """Traffic, conversion and basket. None where they are not defined: there are tickets without a
    visitor or sales without a ticket. Of no visitor, and of no ticket, the ratios are 0."""
    if (visitors == 0 and tickets > 0) or (tickets == 0 and sales > 0):
        return None
    return {
        "traffic": visitors,
        "conversion": tickets / visitors if visitors else 0.0,
        "basket": sales / tickets if tickets else 0.0,
    }
