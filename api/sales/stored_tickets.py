"""Tickets of an import beside those that are stored: compared, and written chunk by chunk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import BigInteger, bindparam, delete, exists, insert, select, type_coerce
from sqlalchemy.orm import Session

from api.database import insert_into, insert_tuples
from api.sales.tickets import TicketChunk
from api.sales_models import ReplacedTicket, Ticket, TicketCategory

_UNIX: Final = date(1970, 1, 1)
_CONTENT: Final = ("occurred", "timed", "kind", "amount", "items")
_PIECE: Final = 2_000
"""Names in one query; SQLite takes 32 766 values."""


@dataclass(frozen=True, slots=True)
class _Known:
    """As stored; ``content``: of `_CONTENT`, ``categories``: category, items, amount."""

    import_id: int | None
    content: tuple[Any, ...]
    categories: list[tuple[Any, ...]]


@dataclass(slots=True)
class Merged:
    """``confirms``: imports of which tickets were found unchanged."""

    rows_unchanged: int = 0
    rows_replaced: int = 0
    added: int = 0
    replaced: int = 0
    confirms: set[int] = field(default_factory=set)

    @property
    def is_nothing_new(self) -> bool:
        return not self.added and not self.replaced


class StoredTickets:
    """``days``: first and last of all that will come, since 1970. ``categorised``: whether the file
    says categories; when it does not, a ticket that is the same keeps those it has."""

    def __init__(
        self, session: Session, store: str, days: tuple[int, int], *, categorised: bool
    ) -> None:
        self._session = session
        self._store = store
        self._categorised = categorised
        within = Ticket.day.between(_day(days[0]), _day(days[1]))
        # Mostly a file brings days of which nothing is known: there is nothing to compare with.
        self._any = session.scalar(select(exists().where(Ticket.store_id == store, within)))

    def compare(self, chunks: Iterable[TicketChunk]) -> Merged:
        """Writes nothing."""
        merged = Merged()
        for chunk in chunks:
            self._sorted(chunk, merged)
        return merged

    def merge(self, chunks: Iterable[TicketChunk], currency: str, import_id: int) -> Merged:
        merged = Merged()
        for chunk in chunks:
            changed, replaced = self._sorted(chunk, merged)
            if replaced:
                self._keep(replaced, import_id, currency)
            self._write(changed, currency, import_id)
        return merged

    def _sorted(
        self, chunk: TicketChunk, merged: Merged
    ) -> tuple[TicketChunk, dict[tuple[int, str], _Known]]:
        """What is new or otherwise than stored, and what of the latter is stored."""
        known = self._known(chunk) if self._any else {}
        if not known:
            merged.added += len(chunk.tickets)
            return chunk, {}
        own = _by_ticket(chunk.categories)
        changed, replaced = [], {}
        for ticket in chunk.tickets:
            key, content, rows = ticket[:2], ticket[2:7], ticket[7]
            was = known.get(key)
            if was is None:
                merged.added += 1
            elif was.content == content and (
                not self._categorised or was.categories == own.get(key, [])
            ):
                merged.rows_unchanged += rows
                if was.import_id is not None:
                    merged.confirms.add(was.import_id)
                continue
            else:
                merged.rows_replaced += rows
                merged.replaced += 1
                replaced[key] = was
            changed.append(ticket)
        keys = {ticket[:2] for ticket in changed}
        return TicketChunk(changed, [row for row in chunk.categories if row[:2] in keys]), replaced

    def _known(self, chunk: TicketChunk) -> dict[tuple[int, str], _Known]:
        found = {}
        for start in range(0, len(chunk.tickets), _PIECE):
            piece = chunk.tickets[start : start + _PIECE]
            sums = TicketCategory.category, TicketCategory.items, TicketCategory.amount
            categories = _by_ticket(self._rows(TicketCategory, piece, *sums))
            occurred = type_coerce(Ticket.occurred, BigInteger)
            content = occurred, Ticket.timed, Ticket.kind, Ticket.amount, Ticket.items
            for day, ticket, import_id, *rest in self._rows(
                Ticket, piece, Ticket.import_id, *content
            ):
                key = (day, ticket)
                found[key] = _Known(import_id, tuple(rest), categories.get(key, []))
        return found

    def _rows(
        self, table: Any, piece: list[tuple[Any, ...]], *columns: Any
    ) -> list[tuple[Any, ...]]:
        """Day, ticket and ``columns`` of those of the piece, and of a few others."""
        rows = self._session.execute(
            select(table.day, table.ticket, *columns).where(
                table.store_id == self._store,
                table.day.between(_day(piece[0][0]), _day(piece[-1][0])),
                table.ticket.in_({ticket[1] for ticket in piece}),
            )
        )
        return [((row[0] - _UNIX).days, *row[1:]) for row in rows]

    def _keep(self, replaced: dict[tuple[int, str], _Known], import_id: int, currency: str) -> None:
        """What it was before this import; what this import itself had made is not worth keeping."""
        rows = [
            {
                "store_id": self._store,
                "day": _day(day),
                "ticket": ticket,
                "import_id": import_id,
                "was_import": was.import_id,
                "currency": currency,
                "categories": [list(each) for each in was.categories],
                "seconds": was.content[0],
                **dict(zip(_CONTENT[1:], was.content[1:], strict=True)),
            }
            for (day, ticket), was in replaced.items()
            if was.import_id != import_id
        ]
        if rows:
            # Unix seconds as they are kept: a datetime would only be taken apart again.
            seconds = {"occurred": bindparam("seconds", type_=BigInteger)}
            self._session.execute(insert(ReplacedTicket).values(seconds), rows)
        categorised = [key for key, was in replaced.items() if was.categories]
        for day in {day for day, _ in categorised}:
            names = [ticket for other, ticket in categorised if other == day]
            self._session.execute(
                delete(TicketCategory).where(
                    TicketCategory.store_id == self._store,
                    TicketCategory.day == _day(day),
                    TicketCategory.ticket.in_(names),
                )
            )

    def _write(self, chunk: TicketChunk, currency: str, import_id: int) -> None:
        days: dict[int, Any] = {day: _day(day) for day in {ticket[0] for ticket in chunk.tickets}}
        if self._session.get_bind().dialect.name == "sqlite":
            days = {since: day.isoformat() for since, day in days.items()}
        key = ("store_id", "day", "ticket")
        changing = ("occurred", "timed", "kind", "amount", "currency", "items", "import_id")
        statement = insert_into(self._session, Ticket)
        insert_tuples(
            self._session,
            statement.on_conflict_do_update(
                index_elements=key, set_={name: statement.excluded[name] for name in changing}
            ),
            (*key, *changing),
            [
                (self._store, days[day], ticket, *content, currency, items, import_id)
                for day, ticket, *content, items, _ in chunk.tickets
            ],
        )
        insert_tuples(
            self._session,
            insert_into(self._session, TicketCategory),
            (*key, "category", "items", "amount"),
            [(self._store, days[row[0]], *row[1:]) for row in chunk.categories],
        )


def _day(since: int) -> date:
    return _UNIX + timedelta(days=since)


def _by_ticket(rows: list[tuple[Any, ...]]) -> dict[tuple[int, str], list[tuple[Any, ...]]]:
    """Categories of each, in their order."""
    found: dict[tuple[int, str], list[tuple[Any, ...]]] = {}
    for row in rows:
        found.setdefault((row[0], row[1]), []).append(row[2:])
    for own in found.values():
        own.sort(key=lambda each: each[0])
    return found
