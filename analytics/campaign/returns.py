"""What a campaign brought for what it cost, and against what was planned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from analytics.decomposition import sales_factors, split

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analytics.campaign.effect import Effect

Basis = Literal["margin", "turnover"]
PlannedMeasure = Literal["uplift", "turnover", "orders", "visitors"]

NO_SPEND = "The campaign has no spend: give it one to have its return."
NO_TURNOVER = "The extra turnover is not known."


@dataclass(frozen=True, slots=True)
class Return:
    """``value``: (gain − spend) / spend, where the gain is the extra turnover, times the margin
    where ``basis`` says so. ``gain`` and ``spend`` in the currency's smallest unit. ``note``: why
    there is none."""

    basis: Basis
    value: float | None = None
    low: float | None = None
    high: float | None = None
    gain: float | None = None
    spend: int | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """``measured`` less ``planned``, in the unit of the plan; ``low`` and ``high`` bound what was
    measured. ``reached``: None while the interval holds the plan."""

    measure: PlannedMeasure
    planned: float
    measured: float
    low: float | None = None
    high: float | None = None

    @property
    def gap(self) -> float:
        return self.measured - self.planned

    @property
    def reached(self) -> bool | None:
        low = self.measured if self.low is None else self.low
        high = self.measured if self.high is None else self.high
        if low >= self.planned:
            return True
        return False if high < self.planned else None


def return_on(turnover: Effect, spend: int | None, margin: float | None) -> Return:
    """``turnover``: the effect on it, in the smallest unit. ``spend``: likewise; None: not known.
    ``margin``: share of the turnover, 0 to 1; None: the return is of the turnover itself."""
    basis: Basis = "turnover" if margin is None else "margin"
    if not spend:
        return Return(basis, spend=spend, note=NO_SPEND)
    if turnover.extra is None or turnover.extra_low is None or turnover.extra_high is None:
        return Return(basis, spend=spend, note=turnover.refusal or NO_TURNOVER)
    share = 1.0 if margin is None else margin
    value, low, high = (
        (share * extra - spend) / spend
        for extra in (turnover.extra, turnover.extra_low, turnover.extra_high)
    )
    return Return(basis, value, low, high, share * turnover.extra, spend)


def explained(footfall: Effect, orders: Effect, turnover: Effect) -> dict[str, float] | None:
    """The extra turnover, in its smallest unit, by traffic, conversion and basket: an exact split
    of measured against expected. None where one of the three is not known."""
    sides = [
        sales_factors(visitors, tickets, sales)
        for visitors, tickets, sales in (
            (footfall.expected, orders.expected, turnover.expected),
            (footfall.measured, orders.measured, turnover.measured),
        )
        if visitors is not None and tickets is not None and sales is not None
    ]
    if len(sides) < 2:
        return None
    before, after = sides
    if before is None or after is None:
        return None
    return split(before, after)


def gap_explained(gaps: Mapping[str, Gap]) -> dict[str, float] | None:
    """The gap of the turnover to its plan, in the plan's unit: by traffic, conversion and basket
    where visitors and orders were planned too, by traffic and sales per visitor where visitors
    were. None where only the turnover was, or where a ratio has no divisor."""
    if not {"turnover", "visitors"} <= gaps.keys():
        return None
    turnover, visitors = gaps["turnover"], gaps["visitors"]
    if "orders" in gaps:
        orders = gaps["orders"]
        before = sales_factors(visitors.planned, orders.planned, turnover.planned)
        after = sales_factors(visitors.measured, orders.measured, turnover.measured)
        return None if before is None or after is None else split(before, after)
    if not visitors.planned or not visitors.measured:
        return None
    return split(
        {
            "traffic": visitors.planned,
            "sales_per_visitor": turnover.planned / visitors.planned,
        },
        {
            "traffic": visitors.measured,
            "sales_per_visitor": turnover.measured / visitors.measured,
        },
    )
