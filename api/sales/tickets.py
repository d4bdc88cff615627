"""Tickets from their lines."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby, islice
from operator import itemgetter
from typing import Any, Final

import numpy as np

from api.sales.columns import KINDS
from api.sales.staging import Staging

CHUNK: Final = 10_000
_EXCHANGE: Final = {KINDS.index("sale") + 1, KINDS.index("return") + 1}
_NO_SALE: Final = tuple(KINDS.index(kind) + 1 for kind in ("void", "training"))
_NAMES: Final = np.array(("sale", *KINDS), dtype=object)
_SALE: Final = KINDS.index("sale") + 1
_EXACT: Final = 2**53
"""Minor units, up to which sums of a chunk cannot overflow."""


@dataclass(slots=True)
class TicketChunk:
    """``tickets``: day since 1970, name, Unix seconds of the first line, whether all lines have a
    time, kind, amount in minor units, items (None: a line does not say), rows of the file.
    ``categories``: day, name, category, items, amount. In the order of day and name."""

    tickets: list[tuple[Any, ...]] = field(default_factory=list)
    categories: list[tuple[Any, ...]] = field(default_factory=list)


def tickets_of(staging: Staging, *, numbered: bool) -> Iterator[TicketChunk]:
    """Rows of one number on one date are one ticket: many tills begin again at 1 every day.
    Without numbers each row is a ticket, known by its content and by its place among rows of the
    same content, so that the same file, or one that overlaps it, gives the same tickets."""
    return _by_number(staging.parts()) if numbered else _by_content(staging.alike())


def _by_number(parts: Iterable[tuple[Any, ...]]) -> Iterator[TicketChunk]:
    iterator = iter(parts)
    pending: list[tuple[Any, ...]] = []
    while piece := list(islice(iterator, CHUNK)):
        pending += piece
        # The last ticket of a piece may go on in the next.
        last = pending[-1][:2]
        whole = len(pending)
        while whole and pending[whole - 1][:2] == last:
            whole -= 1
        if whole:
            yield _chunk(pending[:whole])
        pending = pending[whole:]
    if pending:
        yield _chunk(pending)


def _chunk(parts: list[tuple[Any, ...]]) -> TicketChunk:
    """Of whole tickets."""
    days, tickets, kinds, categories, counts, amounts, items, known, instants, timed = zip(
        *parts, strict=True
    )
    changes = [a != b or c != d for a, b, c, d in zip(tickets[1:], tickets, days[1:], days)]  # noqa: B905
    starts = np.flatnonzero(np.array([True, *changes]))
    amount = np.array(amounts, dtype=np.int64)
    kind = np.array(kinds, dtype=np.int64)
    mixed = np.minimum.reduceat(kind, starts) != np.maximum.reduceat(kind, starts)
    if np.abs(amount).max() > _EXACT:
        mixed[:] = True
    count = np.add.reduceat(np.array(counts, dtype=np.int64), starts)
    total = np.add.reduceat(amount, starts)
    code = kind[starts]
    names = _NAMES[code]
    names[((code == 0) | (code == _SALE)) & (total < 0)] = "return"
    bought = np.add.reduceat(np.array(items, dtype=np.int64), starts).astype(object)
    bought[np.add.reduceat(np.array(known, dtype=np.int64), starts) != count] = None
    first = starts.tolist()
    found = TicketChunk(
        list(
            zip(
                [days[index] for index in first],
                [f"id:{tickets[index]}" for index in first],
                np.minimum.reduceat(np.array(instants, dtype=np.int64), starts).tolist(),
                (np.minimum.reduceat(np.array(timed, dtype=np.int64), starts) > 0).tolist(),
                names.tolist(),
                total.tolist(),
                bought.tolist(),
                count.tolist(),
                strict=True,
            )
        )
    )
    if mixed.any():
        ends = [*first[1:], len(parts)]
        for place in np.flatnonzero(mixed).tolist():
            group = parts[first[place] : ends[place]]
            found.tickets[place] = _ticket(f"id:{group[0][1]}", group)
    if any(categories):
        found.categories = _categories(parts, np.repeat(mixed, np.diff([*first, len(parts)])))
    return found


def _categories(parts: list[tuple[Any, ...]], mixed: Any) -> list[tuple[Any, ...]]:
    # Of a ticket whose lines are all of one kind each category is one part.
    found = [
        (day, f"id:{ticket}", category, bought if known == count else None, amount)
        for (day, ticket, _, category, count, amount, bought, known, _, _), other in zip(
            parts, mixed.tolist(), strict=True
        )
        if category is not None and not other
    ]
    if mixed.any():
        others = [parts[index] for index in np.flatnonzero(mixed).tolist()]
        for (day, ticket), group in groupby(others, itemgetter(0, 1)):
            by_name: dict[str, list[tuple[Any, ...]]] = {}
            for part in _counted(list(group)):
                if part[3] is not None:
                    by_name.setdefault(part[3], []).append(part)
            found += [
                (day, f"id:{ticket}", name, _items(same), sum(part[5] for part in same))
                for name, same in sorted(by_name.items())
            ]
    return found


def _by_content(alike: Iterable[tuple[Any, ...]]) -> Iterator[TicketChunk]:
    found = TicketChunk()
    for (day, instant, kind, amount, items), group in groupby(alike, itemgetter(0, 1, 2, 3, 4)):
        moment = datetime.fromtimestamp(instant, UTC).isoformat()
        content = (moment, KINDS[kind - 1] if kind else None, amount, items)
        digest = hashlib.sha256(repr(content).encode()).hexdigest()[:32]
        known = 0 if items is None else 1
        place = 0
        for *_, timed, category, count in group:
            part = (day, None, kind, category, 1, amount, items or 0, known, instant, timed)
            for _ in range(count):
                place += 1
                name = f"row:{digest}:{place}"
                found.tickets.append(_ticket(name, [part]))
                if category is not None:
                    found.categories.append((day, name, category, items, amount))
                if len(found.tickets) >= CHUNK:
                    yield found
                    found = TicketChunk()
    if found.tickets:
        yield found


def _ticket(name: str, parts: list[tuple[Any, ...]]) -> tuple[Any, ...]:
    """A ticket's kind is that of its lines when they agree. Else void and training lines drop out;
    what was sold and what was brought back on one ticket is an exchange, and what remains beside
    gift cards is the sale."""
    counted = _counted(parts)
    kinds = {part[2] for part in counted}
    if len(kinds) == 1:
        code = next(iter(kinds))
        kind = KINDS[code - 1] if code else "sale"
    elif kinds >= _EXCHANGE:
        kind = "exchange"
    else:
        kind = "void" if kinds <= set(_NO_SALE) else "sale"
    amount = sum(part[5] for part in counted)
    # A file without types says by its sign which it is.
    if kind == "sale" and amount < 0:
        kind = "return"
    return (
        parts[0][0],
        name,
        min(part[8] for part in parts),
        all(part[9] for part in parts),
        kind,
        amount,
        _items(counted),
        sum(part[4] for part in parts),
    )


def _counted(parts: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    if len({part[2] for part in parts}) == 1:
        return parts
    return [part for part in parts if part[2] not in _NO_SALE] or parts


def _items(parts: list[tuple[Any, ...]]) -> int | None:
    if any(part[7] != part[4] for part in parts):
        return None
    total: int = sum(part[6] for part in parts)
    return total
