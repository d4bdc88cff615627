"""Tickets counted while they pass."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from api.sales.staging import Staging
from api.sales.tickets import TicketFigures, tickets_of


class TicketCount:
    """``items`` and ``amount``: of the sales; ``items``: None when none says its own."""

    def __init__(self) -> None:
        self.tickets = 0
        self.kinds: Counter[str] = Counter()
        self.sales = 0
        self.items: int | None = None
        self.amount = 0

    def counted(self, staging: Staging, *, numbered: bool) -> Iterator[TicketFigures]:
        for ticket in tickets_of(staging, numbered=numbered):
            self.tickets += 1
            self.kinds[ticket.kind] += 1
            if ticket.is_sale:
                self.sales += 1
                self.amount += ticket.amount
                if ticket.items is not None:
                    self.items = (self.items or 0) + ticket.items
            yield ticket
