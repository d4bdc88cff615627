"""Campaign performance: what came back of what campaigns cost."""

from __future__ import annotations

from decimal import Decimal
from typing import Final, Literal

from analytics.figure import NOT_ENOUGH_DATA, NOT_MEASURED, Figure, Money
from analytics.money import rounded
from analytics.scorecard.missing import missing

Basis = Literal["attributed", "incremental"]

FORMULA: Final = "(revenue × margin − campaign costs) / campaign costs"
ATTRIBUTED: Final = "attributed by the platform: not incremental"
NO_MARGIN: Final = "The gross margin is not known: give it with the assumptions."
NO_REVENUE: Final = (
    "A campaign file names no conversion value: export that column, or give "
    "`incremental_revenue` from an experiment."
)
ASSUMPTIONS: Final[dict[Basis, tuple[str, ...]]] = {
    "attributed": (
        "The platform takes credit for sales that would have been made without it.",
        "No interval: what a platform claims is no sample.",
    ),
    "incremental": (
        "The incremental revenue is what was given, from an experiment of these days.",
        "No interval: its own is not known here.",
    ),
}


def return_on_investment(
    spend: Decimal | None, revenue: Decimal | None, margin: float | None, basis: Basis
) -> Figure:
    """``spend`` and ``revenue``: of the same days and currency; None: not known. ``margin``: share
    of revenue, 0 to 1. ``basis``: whose claim the revenue is. Below 0: the campaigns cost more
    than they brought."""
    method = f"{FORMULA}; {basis} revenue"
    if spend is None:
        return missing("share", method, "campaigns")
    if spend <= 0:
        note = "The campaigns of these days cost nothing."
        return Figure(None, "share", method, flags=(NOT_ENOUGH_DATA,), note=note)
    if revenue is None:
        return Figure(None, "share", method, flags=(NOT_MEASURED,), note=NO_REVENUE)
    if margin is None:
        return Figure(None, "share", method, flags=(NOT_MEASURED,), note=NO_MARGIN)
    value = float((revenue * Decimal(str(margin)) - spend) / spend)
    flags = (ATTRIBUTED,) if basis == "attributed" else ()
    return Figure(value, "share", method, flags=flags)


def campaign_money(amount: Decimal | None, currency: str, method: str) -> Money:
    """What the return on investment is made of; None: not known."""
    if amount is None:
        return Money(None, currency, "amount", method, flags=(NOT_MEASURED,))
    return Money(rounded(amount, currency), currency, "amount", method)
