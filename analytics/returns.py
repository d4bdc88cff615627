"""Returns: what is brought back beside what is sold.

Most of it was bought before the period, so a rate is of two flows of the same time and not the
share of these sales that will come back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analytics.basket import NO_RECEIPTS, NO_SALE, Takings
from analytics.figure import ABOVE_ONE, NOT_ENOUGH_DATA, NOT_MEASURED, Figure
from analytics.intervals import compound_ratio, poisson_ratio

if TYPE_CHECKING:
    from analytics.policy import Policy

NEVER_TOLD = "None of the receipts is a return: an export may leave them out."
BY_VALUE = "amount of return tickets / sales; compound Poisson 95 %"
BY_TICKET = "return tickets / sale tickets; Poisson ratio 95 %"


@dataclass(frozen=True, slots=True)
class Returns:
    """Sums over the return tickets of a period: returns, and exchanges in which money was paid
    back. Amounts in the currency's smallest unit, above 0."""

    tickets: int = 0
    minor: int = 0
    minor_squares: float = 0.0

    def __add__(self, other: Returns) -> Returns:
        return Returns(
            self.tickets + other.tickets,
            self.minor + other.minor,
            self.minor_squares + other.minor_squares,
        )


def return_rate_by_value(
    returns: Returns | None, takings: Takings | None, policy: Policy, why: str = NO_RECEIPTS
) -> Figure:
    """Amount brought back / sales. ``returns``: None when the receipts tell of none, ever."""
    refused = _refused(returns, takings, policy, BY_VALUE, why)
    if refused is not None or returns is None or takings is None:
        return refused or _unknown(BY_VALUE, why)
    interval = compound_ratio(
        (returns.minor, returns.minor_squares), (takings.minor, takings.minor_squares), policy.z
    )
    value = returns.minor / takings.minor
    flags = (ABOVE_ONE,) if value > 1 else ()
    low, high = interval or (None, None)
    return Figure(value, "share", BY_VALUE, returns.tickets, low, high, flags)


def return_rate_by_ticket(
    returns: Returns | None, takings: Takings | None, policy: Policy, why: str = NO_RECEIPTS
) -> Figure:
    """Return tickets / sale tickets. ``returns``: as above."""
    refused = _refused(returns, takings, policy, BY_TICKET, why)
    if refused is not None or returns is None or takings is None:
        return refused or _unknown(BY_TICKET, why)
    low, high = poisson_ratio(returns.tickets, takings.tickets, policy.z)
    value = returns.tickets / takings.tickets
    flags = (ABOVE_ONE,) if value > 1 else ()
    return Figure(value, "share", BY_TICKET, takings.tickets, low, high, flags)


def _unknown(method: str, why: str) -> Figure:
    return Figure(None, "share", method, flags=(NOT_MEASURED,), note=why)


def _refused(
    returns: Returns | None, takings: Takings | None, policy: Policy, method: str, why: str
) -> Figure | None:
    if takings is None:
        return _unknown(method, why)
    if returns is None:
        return _unknown(method, NEVER_TOLD)
    if takings.tickets < policy.min_visitors:
        note = NO_SALE
        if takings.tickets:
            note = f"{takings.tickets} sale tickets; at least {policy.min_visitors} are needed."
        return Figure(None, "share", method, takings.tickets, flags=(NOT_ENOUGH_DATA,), note=note)
    return None
