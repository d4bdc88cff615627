"""Sales density: sales for each square metre of the shop."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from analytics.basket import NO_RECEIPTS, Takings
from analytics.figure import NOT_ENOUGH_DATA, NOT_MEASURED, Money
from analytics.money import from_minor, rounded

NO_AREA = "No data: give the store's `area_m2` in the site file, or draw the plan's outline."
NO_WHOLE_DAY = "The period holds no whole business day."
METHOD = "sales / square metres"
METHOD_PER_DAY = "sales of whole business days / square metres / days open"


def polygon_area(corners: Sequence[tuple[float, float]]) -> float:
    """Square metres within ``corners`` in metres, whichever way round (Gauss)."""
    following = [*corners[1:], *corners[:1]]
    return abs(sum(x * v - u * y for (x, y), (u, v) in zip(corners, following, strict=True))) / 2


def sales_density(
    takings: Takings | None, currency: str, area: float | None, why: str = NO_RECEIPTS
) -> Money:
    """Sales / m². ``area``: None when it is not known. A census of the till: no interval."""
    if area is None or takings is None:
        note = NO_AREA if area is None else why
        return Money(None, currency, "amount/m²", METHOD, flags=(NOT_MEASURED,), note=note)
    value = from_minor(takings.minor, currency) / Decimal(area)
    return Money(rounded(value, currency), currency, "amount/m²", METHOD, takings.tickets)


def sales_density_per_day(
    takings: Takings | None,
    currency: str,
    area: float | None,
    days: int,
    why: str = NO_RECEIPTS,
) -> Money:
    """Sales / m² / business day. ``takings``: of the ``days`` whole business days of the period
    on which the store was open and whose receipts are known."""
    unit = "amount/m²/day"
    if area is None or takings is None:
        note = NO_AREA if area is None else why
        return Money(None, currency, unit, METHOD_PER_DAY, flags=(NOT_MEASURED,), note=note)
    if days == 0:
        return Money(
            None, currency, unit, METHOD_PER_DAY, 0, flags=(NOT_ENOUGH_DATA,), note=NO_WHOLE_DAY
        )
    value = from_minor(takings.minor, currency) / Decimal(area) / days
    return Money(rounded(value, currency), currency, unit, METHOD_PER_DAY, days)
