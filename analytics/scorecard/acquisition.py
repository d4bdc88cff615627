"""Acquisition cost: what a new customer cost in campaigns."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from scipy.special import gammaincinv

from analytics.figure import NOT_ENOUGH_DATA, Money
from analytics.money import rounded
from analytics.scorecard.missing import missing_money

if TYPE_CHECKING:
    from analytics.policy import Policy

FORMULA: Final = "campaign costs / new customers"
ASSUMPTIONS: Final = (
    "All new customers are set against all costs: those too who would have come without campaigns.",
    "Costs are what platforms bill; salaries and agencies are not in them.",
)


def acquisition_cost(
    spend: Decimal | None, new_customers: int | None, currency: str, policy: Policy
) -> Money:
    """``spend`` and ``new_customers``: of the same days; None: not imported. The spend is known;
    the interval is of the number of customers it brought, exact for a Poisson count (Garwood,
    Biometrika 28, 1936)."""
    unit, method = "amount/customer", f"{FORMULA}; Garwood 95 %"
    if spend is None:
        return missing_money(currency, unit, method, "campaigns")
    if new_customers is None:
        return missing_money(currency, unit, method, "customers")
    n = new_customers
    if n < policy.min_visitors:
        note = f"{n} new customers; at least {policy.min_visitors} are needed."
        return Money(None, currency, unit, method, n, flags=(NOT_ENOUGH_DATA,), note=note)
    tail = math.erfc(policy.z / math.sqrt(2)) / 2
    fewest, most = float(gammaincinv(n, tail)), float(gammaincinv(n + 1, 1 - tail))
    low, high = (rounded(spend / Decimal(count), currency) for count in (most, fewest))
    return Money(rounded(spend / n, currency), currency, unit, method, n, low, high)
