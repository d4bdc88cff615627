"""Tickets from their lines."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, Final, NamedTuple

from api.sales.columns import KINDS
from api.sales.staging import Staging

_NO_SALE: Final = tuple(KINDS.index(kind) + 1 for kind in ("void", "training"))


class CategorySum(NamedTuple):
    """What of a ticket is of one category; ``items``: None when a line does not say."""

    category: str
    items: int | None
    amount: int


class TicketFigures(NamedTuple):
    """A ticket as it is stored. ``day``: since 1970; ``occurred``: Unix seconds, of its first line;
    ``amount`` in minor units; ``rows``: of the file, that it came from."""

    day: int
    ticket: str
    occurred: int
    timed: bool
    kind: str
    amount: int
    items: int | None
    rows: int
    categories: tuple[CategorySum, ...]

    @property
    def is_sale(self) -> bool:
        """Whether conversion counts it: positive, not void, not training, not only a gift card,
        not the pick-up of an order made elsewhere, not an exchange."""
        return self.kind == "sale" and self.amount > 0


def tickets_of(staging: Staging, *, numbered: bool) -> Iterator[TicketFigures]:
    """In the order of day and ticket. Rows of one number on one date are one ticket: many tills
    begin again at 1 every day. Without numbers each row is a ticket, known by its content and by
    its place among rows of the same content, so that the same file, or one that overlaps it, gives
    the same tickets."""
    return _by_number(staging.parts()) if numbered else _by_content(staging.alike())


def _by_number(parts: Iterable[tuple[Any, ...]]) -> Iterator[TicketFigures]:
    for (day, ticket), group in groupby(parts, itemgetter(0, 1)):
        yield _ticket(day, f"id:{ticket}", list(group))


def _by_content(alike: Iterable[tuple[Any, ...]]) -> Iterator[TicketFigures]:
    for (day, instant, kind, amount, items), group in groupby(alike, itemgetter(0, 1, 2, 3, 4)):
        moment = datetime.fromtimestamp(instant, UTC).isoformat()
        content = (moment, KINDS[kind - 1] if kind else None, amount, items)
        digest = hashlib.sha256(repr(content).encode()).hexdigest()[:32]
        known = 0 if items is None else 1
        place = 0
        for *_, timed, category, count in group:
            part = (day, None, kind, category, 1, amount, items, known, instant, timed)
            for _ in range(count):
                place += 1
                yield _ticket(day, f"row:{digest}:{place}", [part])


def _ticket(day: int, name: str, parts: list[tuple[Any, ...]]) -> TicketFigures:
    """A ticket's kind is that of its lines when they agree. Else void and training lines drop out,
    and what remains beside sales, returns and gift cards is the sale."""
    kinds = {part[2] for part in parts}
    counted = parts
    if len(kinds) > 1:
        counted = [part for part in parts if part[2] not in _NO_SALE]
        kinds = {part[2] for part in counted}
    if not counted:
        counted, kind = parts, "void"
    elif len(kinds) == 1:
        code = next(iter(kinds))
        kind = KINDS[code - 1] if code else "sale"
    else:
        kind = "sale"
    amount = sum(part[5] for part in counted)
    # A file without types, or with lines of a sale and of a return, says by its sign which it is.
    if kind == "sale" and amount < 0:
        kind = "return"
    return TicketFigures(
        day,
        name,
        min(part[8] for part in parts),
        all(part[9] for part in parts),
        kind,
        amount,
        _items(counted),
        sum(part[4] for part in parts),
        _categories(counted),
    )


def _items(parts: list[tuple[Any, ...]]) -> int | None:
    if any(part[7] != part[4] for part in parts):
        return None
    total: int = sum(part[6] for part in parts)
    return total


def _categories(parts: list[tuple[Any, ...]]) -> tuple[CategorySum, ...]:
    if len(parts) == 1:
        [part] = parts
        return () if part[3] is None else (CategorySum(part[3], _items(parts), part[5]),)
    by_name: dict[str, list[tuple[Any, ...]]] = {}
    for part in parts:
        if part[3] is not None:
            by_name.setdefault(part[3], []).append(part)
    return tuple(
        CategorySum(name, _items(same), sum(part[5] for part in same))
        for name, same in sorted(by_name.items())
    )
