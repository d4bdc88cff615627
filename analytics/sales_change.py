"""What a change of sales is owed to: traffic, conversion and basket."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from analytics.decomposition import sales_factors, split
from analytics.figure import NOT_ENOUGH_DATA
from analytics.money import from_minor

if TYPE_CHECKING:
    from analytics.comparison import Compared, Side

METHOD = "split by logarithmic means; the parts are the change, exactly"
FACTORS = ("footfall", "conversion", "sales")
NOT_DEFINED = "Tickets without visitors cannot be split."


@dataclass(frozen=True, slots=True)
class SalesChange:
    """``change``: this side's sales less the other's, of which the three are the parts; of other
    shops, the mean shop's. None where either side does not bear visitors and sales."""

    change: Decimal | None
    traffic: Decimal | None
    conversion: Decimal | None
    basket: Decimal | None
    currency: str
    method: str = METHOD
    flags: tuple[str, ...] = ()
    note: str | None = None


def sales_change(
    this: Side, other: Side, compared: tuple[Compared, ...], currency: str
) -> SalesChange:
    """``compared``: the figures of both sides; what they are not given for is not split."""
    needed = [each for each in compared if each.figure in FACTORS]
    for figure in needed:
        for side in (figure.this, figure.other):
            if side.value is None:
                return _nothing(currency, side.note)
    after, before = _factors(this), _factors(other)
    if after is None or before is None:
        return _nothing(currency, NOT_DEFINED)
    parts = {name: round(part) for name, part in split(before, after).items()}
    # The rounding to whole units goes where it shows least.
    change = round(_sales(this)) - round(_sales(other))
    largest = max(parts, key=lambda name: abs(parts[name]))
    parts[largest] += change - sum(parts.values())
    flags = dict.fromkeys(flag for figure in needed for flag in figure.change.flags)
    return SalesChange(
        from_minor(change, currency),
        from_minor(parts["traffic"], currency),
        from_minor(parts["conversion"], currency),
        from_minor(parts["basket"], currency),
        currency,
        flags=tuple(flags),
    )


def _sales(side: Side) -> float:
    return 0.0 if side.takings is None else side.takings.minor / side.stores


def _factors(side: Side) -> dict[str, float] | None:
    if side.visitors is None or side.takings is None:
        return None
    return sales_factors(
        side.visitors / side.stores, side.takings.tickets / side.stores, _sales(side)
    )


def _nothing(currency: str, note: str | None) -> SalesChange:
    return SalesChange(None, None, None, None, currency, flags=(NOT_ENOUGH_DATA,), note=note)
