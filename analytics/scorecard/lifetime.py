"""Lifetime value: what a customer brings in the months after the first purchase."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from scipy.special import stdtrit

from analytics.figure import NOT_ENOUGH_DATA, Money
from analytics.money import rounded
from analytics.scorecard.missing import missing_money

if TYPE_CHECKING:
    from analytics.policy import Policy

FORMULA: Final = (
    "sum over months since the first purchase of revenue / customers of the cohorts seen that "
    "long, × margin, discounted"
)
ASSUMPTIONS: Final = (
    "Later cohorts will behave at an age as earlier ones did.",
    "A month of a cohort that the file has no row of, before the file's last month, brought none.",
    "No month is extrapolated: beyond what any cohort was seen, nothing is added.",
)
_FEWEST_COHORTS: Final = 3


@dataclass(frozen=True, slots=True)
class Cohort:
    """``customers`` who first bought in one month; ``revenue``: theirs in that month and in each
    one after it that was seen whole (right-censored after)."""

    customers: int
    revenue: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class Worth:
    """``margin``: share of revenue, 0 to 1; None: revenue is told instead. ``discount``: a year's
    rate. ``months``: the horizon, from the month of the first purchase."""

    margin: float | None = None
    discount: float = 0.0
    months: int = 12


def lifetime_value(cohorts: Sequence[Cohort], worth: Worth, currency: str, policy: Policy) -> Money:
    """At each age all cohorts that were seen that long are pooled, so that young cohorts count for
    the ages they have and censoring biases nothing. Interval: delete-one-cohort jackknife (Tukey,
    Annals of Mathematical Statistics 29, 1958) with Student's quantile, over cohorts, where every
    age has two cohorts or more."""
    of = "revenue" if worth.margin is None else "margin"
    unit, method = f"{of}/customer", f"{FORMULA}; jackknife over cohorts 95 %"
    cohorts = [each for each in cohorts if each.customers > 0 and each.revenue]
    if not cohorts:
        return missing_money(currency, unit, method, "cohorts")
    customers = sum(each.customers for each in cohorts)
    if customers < policy.min_visitors:
        note = f"{customers} customers; at least {policy.min_visitors} are needed."
        return Money(None, currency, unit, method, customers, flags=(NOT_ENOUGH_DATA,), note=note)
    months = min(worth.months, max(len(each.revenue) for each in cohorts))
    value = _value(cohorts, worth, months)
    low = high = None
    ages = [sum(len(each.revenue) > age for each in cohorts) for age in range(months)]
    if len(cohorts) >= _FEWEST_COHORTS and min(ages) > 1:
        half = _half_width(cohorts, worth, months, policy.z)
        low, high = (rounded(value + sign * half, currency) for sign in (-1, 1))
    notes = []
    if months < worth.months:
        notes.append(f"Over {months} months: no cohort was seen for all {worth.months}.")
    if worth.margin is None:
        notes.append("Revenue, not margin: the gross margin is not known.")
    return Money(
        rounded(value, currency), currency, unit, method, customers, low, high,
        note=" ".join(notes) or None,
    )  # fmt: skip


def _value(cohorts: Sequence[Cohort], worth: Worth, months: int) -> Decimal:
    total = Decimal(0)
    for age in range(months):
        seen = [each for each in cohorts if len(each.revenue) > age]
        revenue = sum((each.revenue[age] for each in seen), Decimal(0))
        customers = sum(each.customers for each in seen)
        total += revenue / customers / Decimal((1 + worth.discount) ** (age / 12))
    return total if worth.margin is None else total * Decimal(str(worth.margin))


def _half_width(cohorts: Sequence[Cohort], worth: Worth, months: int, z: float) -> Decimal:
    n = len(cohorts)
    left = [
        float(_value([*cohorts[:index], *cohorts[index + 1 :]], worth, months))
        for index in range(n)
    ]
    centre = sum(left) / n
    error = math.sqrt((n - 1) / n * sum((each - centre) ** 2 for each in left))
    return Decimal(float(stdtrit(n - 1, (1 + math.erf(z / math.sqrt(2))) / 2)) * error)
