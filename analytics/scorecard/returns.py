"""Product return rate: what is brought back, of what is sold."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from analytics.figure import ABOVE_ONE, NOT_ENOUGH_DATA, Figure
from analytics.scorecard.missing import missing
from analytics.scorecard.share import share_of

if TYPE_CHECKING:
    from analytics.policy import Policy

FORMULA: Final = "amount of return tickets / amount of sale tickets"
BY_TICKET_FORMULA: Final = "return tickets / sale tickets"
ASSUMPTIONS: Final = (
    "What comes back was often sold before these days: it is set against what they sold.",
    "An exchange, sold and brought back on one ticket, is neither a sale nor a return.",
)
NO_RETURNS: Final = "No ticket of these days is a return: does the export hold them?"


@dataclass(frozen=True, slots=True)
class TicketTotals:
    """Tickets of one kind: how many, their amounts without sign summed, and their squares, in the
    currency's smallest unit."""

    tickets: int = 0
    minor: int = 0
    minor_squares: float = 0.0


def return_rate_by_value(
    sold: TicketTotals | None, returned: TicketTotals | None, policy: Policy
) -> Figure:
    """None: no receipts. The interval is of the ratio of two compound Poisson sums, on the log
    scale: variance ``Σr² / (Σr)² + Σs² / (Σs)²`` (delta method)."""
    method = f"{FORMULA}; compound Poisson 95 %"
    if sold is None or returned is None:
        return missing("share", method, "sales")
    if sold.tickets < policy.min_visitors or sold.minor <= 0:
        note = f"{sold.tickets} sale tickets; at least {policy.min_visitors} are needed."
        return Figure(None, "share", method, sold.tickets, flags=(NOT_ENOUGH_DATA,), note=note)
    if returned.minor == 0:
        return Figure(0.0, "share", method, sold.tickets, note=NO_RETURNS)
    value = returned.minor / sold.minor
    spread = policy.z * math.sqrt(
        returned.minor_squares / returned.minor**2 + sold.minor_squares / sold.minor**2
    )
    return Figure(
        value,
        "share",
        method,
        sold.tickets,
        value * math.exp(-spread),
        value * math.exp(spread),
        (ABOVE_ONE,) if value > 1 else (),
    )


def return_rate_by_ticket(
    sold: TicketTotals | None, returned: TicketTotals | None, policy: Policy
) -> Figure:
    if sold is None or returned is None:
        return missing("share", BY_TICKET_FORMULA, "sales")
    figure = share_of(
        returned.tickets, sold.tickets, "sale tickets", BY_TICKET_FORMULA, policy, of_whole=False
    )
    if returned.tickets == 0 and figure.value is not None:
        return replace(figure, note=NO_RETURNS)
    return figure
