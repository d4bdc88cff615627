"""Tickets counted while they pass."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from api.sales.columns import is_sale
from api.sales.staging import Staging
from api.sales.tickets import TicketChunk, tickets_of


class TicketCount:
    """A sale is what conversion counts: positive, not void, not training, not only a gift card,
    not the pick-up of an order made elsewhere; an exchange that more was bought in than brought
    back. ``items`` and ``amount``: of the sales; ``items``: None when none says its own."""

    def __init__(self) -> None:
        self.tickets = 0
        self.kinds: Counter[str] = Counter()
        self.sales = 0
        self.items: int | None = None
        self.amount = 0

    def counted(self, staging: Staging, *, numbered: bool) -> Iterator[TicketChunk]:
        for chunk in tickets_of(staging, numbered=numbered):
            self.tickets += len(chunk.tickets)
            self.kinds.update([ticket[4] for ticket in chunk.tickets])
            sales = [ticket[5:7] for ticket in chunk.tickets if is_sale(ticket[4], ticket[5])]
            self.sales += len(sales)
            self.amount += sum(amount for amount, _ in sales)
            items = [bought for _, bought in sales if bought is not None]
            if items:
                self.items = (self.items or 0) + sum(items)
            yield chunk
