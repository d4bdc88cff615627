"""A few tickets of a shop in Lyon, and what a vendor's file makes known of them.

Every writer of a vendor's format is given these tickets, and its file must read back as them.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
CANARIES = ("camille@canari.example", "Camille Serin", "0612345678", "4971", "12 rue des Oiseaux")
MAIL, PERSON, PHONE, CARD, STREET = CANARIES
GIFT_CARD = "Gift Card"


@dataclass(frozen=True)
class Line:
    """``amount`` with tax; minus, as ``items``, for what was brought back."""

    category: str
    amount: Decimal
    items: int

    @property
    def is_gift_card(self) -> bool:
        return self.category == GIFT_CARD

    @property
    def net(self) -> Decimal:
        """Without the 20 % of tax."""
        return (self.amount / Decimal("1.2")).quantize(Decimal("0.01"))

    @property
    def tax(self) -> Decimal:
        return self.amount - self.net


@dataclass(frozen=True)
class Ticket:
    """``of``: the sale that a return is of."""

    number: str
    moment: datetime
    kind: str
    lines: tuple[Line, ...]
    till: str = "T1"
    of: str | None = None

    @property
    def amount(self) -> Decimal:
        return sum((line.amount for line in self.lines), Decimal(0))

    @property
    def net(self) -> Decimal:
        return sum((line.net for line in self.lines), Decimal(0))

    @property
    def items(self) -> int:
        return sum(line.items for line in self.lines)

    @property
    def local(self) -> datetime:
        return self.moment.astimezone(PARIS)


def tickets(seed: int = 7) -> list[Ticket]:
    """Of the days around the end of summer time, with every kind; two at 02:30 local time, which
    came twice."""
    chance = random.Random(seed)  # noqa: S311
    found = []
    start = datetime(2026, 10, 24, 8, 0, tzinfo=UTC)
    for number in range(40):
        lines = tuple(
            Line(
                chance.choice(("Shoes", "Bags", 'Care & more, "new"')),
                Decimal(chance.randrange(500, 250_000)) / 100,
                chance.randrange(1, 4),
            )
            for _ in range(chance.randrange(1, 4))
        )
        moment = start + timedelta(minutes=97 * number, seconds=chance.randrange(60))
        found.append(Ticket(f"{1001 + number}", moment, "sale", lines, chance.choice(("T1", "T2"))))
    night = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    shoes = Line("Shoes", Decimal("80.00"), 1)
    back = Line("Shoes", Decimal("-80.00"), -1)
    bag = Line("Bags", Decimal("1120.50"), 1)
    gift = Line(GIFT_CARD, Decimal("50.00"), 1)
    later = start + timedelta(days=3)
    return [
        *found,
        Ticket("2001", night, "sale", (shoes,)),
        Ticket("2002", night + timedelta(hours=1), "sale", (bag,)),
        Ticket("2003", later, "sale", (shoes, bag)),
        # The same day as its sale: the two must stay two.
        Ticket("2004", later + timedelta(hours=2), "return", (back,), of="2003"),
        Ticket("2005", later + timedelta(hours=3), "void", (bag,)),
        Ticket("2006", later + timedelta(hours=4), "exchange", (back, bag)),
        Ticket("2007", later + timedelta(hours=5), "gift_card", (gift, gift)),
        Ticket("2008", later + timedelta(hours=5, minutes=1), "sale", (shoes, gift)),
        Ticket("2009", later + timedelta(hours=6), "pick_up", (shoes,)),
        Ticket("2010", later + timedelta(hours=7), "training", (shoes,)),
        Ticket("2011", later + timedelta(hours=8), "exchange", (back, Line("Care", Decimal(9), 1))),
    ]


@dataclass(frozen=True)
class Known:
    """A ticket as it is read. ``by_category``: None when the file has no categories."""

    number: str
    moment: datetime
    kind: str
    amount: Decimal
    items: int | None
    by_category: tuple[tuple[str, Decimal], ...] | None


def known(
    ticket: Ticket, *, number: str | None = None, items: bool = True, categories: bool = False
) -> Known:
    by_category: dict[str, Decimal] = {}
    for line in ticket.lines:
        by_category[line.category] = by_category.get(line.category, Decimal(0)) + line.amount
    return Known(
        number or ticket.number,
        ticket.moment.replace(microsecond=0),
        ticket.kind,
        ticket.amount,
        ticket.items if items else None,
        tuple(sorted(by_category.items())) if categories else None,
    )


def beside(found: Iterable[Ticket]) -> list[Ticket]:
    """As vendors tell it who keep a refund with its order: a return at its sale's time."""
    moments = {ticket.number: ticket for ticket in found}
    return [
        replace(ticket, moment=moments[ticket.of].moment, number=f"{ticket.of}/refund")
        if ticket.of
        else ticket
        for ticket in moments.values()
    ]


def without(found: Sequence[Ticket], *kinds: str, ambiguous: bool = True) -> list[Ticket]:
    """Less those that a format has no word for. ``ambiguous``: False leaves out local times that
    came twice, which a format without offsets cannot tell apart."""
    return [
        ticket
        for ticket in found
        if ticket.kind not in kinds and (ambiguous or not _came_twice(ticket.local))
    ]


def _came_twice(local: datetime) -> bool:
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
