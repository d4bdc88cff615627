"""The basket: sales, average transaction value, units per transaction, sales per visitor."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from analytics import footfall
from analytics.figure import NOT_ENOUGH_DATA, NOT_MEASURED, Figure, Money
from analytics.intervals import (
    CounterError,
    Interval,
    compound_total,
    mean,
    ratio_of_totals,
    widened,
)
from analytics.money import from_minor, rounded

if TYPE_CHECKING:
    from analytics.coverage import Coverage
    from analytics.policy import Policy

NO_RECEIPTS = "No receipts were imported for this period."
NO_SALE = "No ticket of this period is a sale."
NO_ITEMS = "The receipts do not say how many items were sold."


@dataclass(frozen=True, slots=True)
class Takings:
    """Sums over the sale tickets of a period, in the currency's smallest unit. ``items`` and all
    that follows are over the ``itemised`` tickets, those whose items are known. ``items_minor``:
    sum of items times amount."""

    tickets: int = 0
    minor: int = 0
    minor_squares: float = 0.0
    itemised: int = 0
    items: int = 0
    items_squares: float = 0.0
    itemised_minor: int = 0
    itemised_minor_squares: float = 0.0
    items_minor: float = 0.0

    def __add__(self, other: Takings) -> Takings:
        return Takings(
            self.tickets + other.tickets,
            self.minor + other.minor,
            self.minor_squares + other.minor_squares,
            self.itemised + other.itemised,
            self.items + other.items,
            self.items_squares + other.items_squares,
            self.itemised_minor + other.itemised_minor,
            self.itemised_minor_squares + other.itemised_minor_squares,
            self.items_minor + other.items_minor,
        )


def transactions(takings: Takings | None, why: str = NO_RECEIPTS) -> Figure:
    """A census of the till: it has no interval."""
    method = "count of tickets that are sales"
    if takings is None:
        return Figure(None, "tickets", method, flags=(NOT_MEASURED,), note=why)
    return Figure(float(takings.tickets), "tickets", method, takings.tickets)


def sales(takings: Takings | None, currency: str, why: str = NO_RECEIPTS) -> Money:
    """Tax included, returns not deducted: conversion × basket × footfall is this amount."""
    method = "sum of tickets that are sales"
    if takings is None:
        return Money(None, currency, "amount", method, flags=(NOT_MEASURED,), note=why)
    return Money(from_minor(takings.minor, currency), currency, "amount", method, takings.tickets)


def average_transaction_value(
    takings: Takings | None, currency: str, policy: Policy, why: str = NO_RECEIPTS
) -> Money:
    """ATV: sales / sale tickets."""
    method = "sales / sale tickets; Student 95 %"
    if takings is None:
        return Money(None, currency, "amount/ticket", method, flags=(NOT_MEASURED,), note=why)
    if takings.tickets == 0:
        return Money(
            None, currency, "amount/ticket", method, 0, flags=(NOT_ENOUGH_DATA,), note=NO_SALE
        )
    value = from_minor(takings.minor, currency) / takings.tickets
    interval = mean(takings.tickets, takings.minor, takings.minor_squares, policy.z)
    low, high = _ends(interval, currency)
    return Money(
        rounded(value, currency), currency, "amount/ticket", method, takings.tickets, low, high
    )


def units_per_transaction(
    takings: Takings | None, policy: Policy, why: str = NO_RECEIPTS
) -> Figure:
    """UPT: items / the sale tickets whose items are known."""
    method = "items / sale tickets; Student 95 %"
    if takings is None:
        return Figure(None, "items/ticket", method, flags=(NOT_MEASURED,), note=why)
    if takings.tickets == 0:
        return Figure(None, "items/ticket", method, 0, flags=(NOT_ENOUGH_DATA,), note=NO_SALE)
    if takings.itemised == 0:
        return Figure(None, "items/ticket", method, flags=(NOT_MEASURED,), note=NO_ITEMS)
    interval = mean(takings.itemised, takings.items, takings.items_squares, policy.z)
    return Figure(
        takings.items / takings.itemised,
        "items/ticket",
        method,
        takings.itemised,
        interval.low if interval else None,
        interval.high if interval else None,
        note=_without_items(takings),
    )


def average_unit_retail(
    takings: Takings | None, currency: str, policy: Policy, why: str = NO_RECEIPTS
) -> Money:
    """AUR: sales / items, both of the tickets whose items are known, so that ATV = UPT × AUR on
    them."""
    unit, method = "amount/item", "sales / items of sale tickets; ratio estimate 95 %"
    if takings is None:
        return Money(None, currency, unit, method, flags=(NOT_MEASURED,), note=why)
    if takings.tickets == 0:
        return Money(None, currency, unit, method, 0, flags=(NOT_ENOUGH_DATA,), note=NO_SALE)
    if takings.itemised == 0:
        return Money(None, currency, unit, method, flags=(NOT_MEASURED,), note=NO_ITEMS)
    if takings.items <= 0:
        # An exchange may leave fewer items than were brought back.
        note = "As many items were brought back as were sold."
        return Money(None, currency, unit, method, 0, flags=(NOT_ENOUGH_DATA,), note=note)
    interval = ratio_of_totals(
        takings.itemised,
        (takings.itemised_minor, takings.items),
        (takings.itemised_minor_squares, takings.items_squares),
        takings.items_minor,
        policy.z,
    )
    value = rounded(from_minor(takings.itemised_minor, currency) / takings.items, currency)
    low, high = _ends(interval, currency)
    missing = _without_items(takings)
    return Money(value, currency, unit, method, takings.items, low, high, note=missing)


def sales_per_visitor(
    takings: Takings | None,
    visitors: int | None,
    currency: str,
    coverage: Coverage,
    policy: Policy,
    *,
    counter_error: CounterError | None = None,
    why: str = NO_RECEIPTS,
) -> Money:
    """Sales / visitors in. The interval holds the chance in how many buy and for how much
    (compound Poisson), and the counter's error and coverage."""
    unit, method = "amount/visitor", "sales / visitors in; compound Poisson 95 %"
    if visitors is None:
        return Money(None, currency, unit, method, flags=(NOT_MEASURED,), note=footfall.NO_ENTRANCE)
    refusal = footfall.refused(coverage, policy)
    if refusal is not None:
        return Money(None, currency, unit, method, flags=(NOT_ENOUGH_DATA,), note=refusal)
    if takings is None:
        return Money(None, currency, unit, method, flags=(NOT_MEASURED,), note=why)
    if visitors < policy.min_visitors:
        note = f"{visitors} visitors; at least {policy.min_visitors} are needed."
        return Money(None, currency, unit, method, visitors, flags=(NOT_ENOUGH_DATA,), note=note)
    value = from_minor(takings.minor, currency) / visitors
    interval = compound_total(takings.minor, takings.minor_squares, policy.z)
    if interval is not None:
        per_visitor = Interval(interval.low / visitors, interval.high / visitors)
        interval = widened(
            takings.minor / visitors, per_visitor, counter_error, coverage.share or 1.0, policy.z
        )
    low, high = _ends(interval, currency)
    flags = footfall.doubts(coverage, counter_error)
    return Money(rounded(value, currency), currency, unit, method, visitors, low, high, flags)


def _without_items(takings: Takings) -> str | None:
    missing = takings.tickets - takings.itemised
    return f"{missing} tickets do not say how many items they hold." if missing else None


def _ends(interval: Interval | None, currency: str) -> tuple[Decimal | None, Decimal | None]:
    """The ends of an interval in minor units, as money."""
    if interval is None:
        return None, None
    scale = from_minor(1, currency)
    low, high = (rounded(Decimal(end) * scale, currency) for end in interval)
    return low, high
