"""Tickets of an import beside those that are stored: compared, and written chunk by chunk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from typing import Any, Final, TypeVar

from sqlalchemy import BigInteger, bindparam, delete, exists, insert, select, type_coerce
from sqlalchemy.orm import Session

from api.database import insert_into
from api.sales.tickets import CategorySum, TicketFigures
from api.sales_models import ReplacedTicket, Ticket, TicketCategory

CHUNK: Final = 5_000
_UNIX: Final = date(1970, 1, 1)
_OCCURRED: Final = type_coerce(Ticket.occurred, BigInteger)
_CONTENT: Final = ("occurred", "timed", "kind", "amount", "items")
_BOUND: Final = ("seconds", *_CONTENT[1:])
# Unix seconds as they are kept: a datetime of each would only be taken apart again.
_SECONDS: Final = {"occurred": bindparam("seconds", type_=BigInteger)}


@dataclass(frozen=True, slots=True)
class _Known:
    """As stored; ``content`` is what makes it the same ticket or another."""

    import_id: int | None
    content: tuple[Any, ...]
    categories: tuple[CategorySum, ...]


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
    says categories; when it does not, a ticket may keep those it has."""

    def __init__(
        self, session: Session, store: str, days: tuple[int, int], *, categorised: bool
    ) -> None:
        self._session = session
        self._store = store
        self._categorised = categorised
        first, last = (_UNIX + timedelta(days=day) for day in days)
        # Mostly a file brings days of which nothing is known: there is nothing to compare with.
        self._any = bool(
            session.scalar(
                select(exists().where(Ticket.store_id == store, Ticket.day.between(first, last)))
            )
        )

    def compare(self, tickets: Iterable[TicketFigures]) -> Merged:
        """Writes nothing."""
        merged = Merged()
        for chunk in _chunks(tickets):
            self._sorted(chunk, merged)
        return merged

    def merge(self, tickets: Iterable[TicketFigures], currency: str, import_id: int) -> Merged:
        merged = Merged()
        for chunk in _chunks(tickets):
            changed, replaced = self._sorted(chunk, merged)
            if replaced:
                self._keep(replaced, import_id, currency)
            if changed:
                self._write(changed, currency, import_id)
        return merged

    def _sorted(
        self, chunk: Sequence[TicketFigures], merged: Merged
    ) -> tuple[list[TicketFigures], list[tuple[TicketFigures, _Known]]]:
        """Those that are new or otherwise than stored; the latter with what they replace."""
        known = self._known(chunk) if self._any else {}
        changed, replaced = [], []
        for ticket in chunk:
            was = known.get((ticket.day, ticket.ticket))
            if was is None:
                merged.added += 1
            elif was.content == ticket[2:7] and (
                not self._categorised or was.categories == ticket.categories
            ):
                merged.rows_unchanged += ticket.rows
                if was.import_id is not None:
                    merged.confirms.add(was.import_id)
                continue
            else:
                merged.rows_replaced += ticket.rows
                merged.replaced += 1
                replaced.append((ticket, was))
            changed.append(ticket)
        return changed, replaced

    def _known(self, chunk: Sequence[TicketFigures]) -> dict[tuple[int, str], _Known]:
        categories: dict[tuple[int, str], list[CategorySum]] = {}
        sums = TicketCategory.category, TicketCategory.items, TicketCategory.amount
        for day, ticket, *rest in self._rows(TicketCategory, chunk, *sums):
            categories.setdefault(((day - _UNIX).days, ticket), []).append(CategorySum(*rest))
        found = {}
        content = _OCCURRED, Ticket.timed, Ticket.kind, Ticket.amount, Ticket.items
        for day, ticket, import_id, *rest in self._rows(Ticket, chunk, Ticket.import_id, *content):
            key = ((day - _UNIX).days, ticket)
            own = tuple(sorted(categories.get(key, ()), key=lambda each: each.category))
            found[key] = _Known(import_id, tuple(rest), own)
        return found

    def _rows(self, table: Any, chunk: Sequence[TicketFigures], *columns: Any) -> Any:
        """Day, ticket and ``columns`` of those of the chunk, and of a few others."""
        days = (_UNIX + timedelta(days=chunk[0].day), _UNIX + timedelta(days=chunk[-1].day))
        return self._session.execute(
            select(table.day, table.ticket, *columns).where(
                table.store_id == self._store,
                table.day.between(*days),
                table.ticket.in_({ticket.ticket for ticket in chunk}),
            )
        )

    def _keep(
        self, replaced: Sequence[tuple[TicketFigures, _Known]], import_id: int, currency: str
    ) -> None:
        """What it was before this import; what this import itself had made is not worth keeping."""
        rows = []
        for ticket, was in replaced:
            if was.import_id == import_id:
                continue
            rows.append(
                {
                    **self._key(ticket),
                    "import_id": import_id,
                    "was_import": was.import_id,
                    "currency": currency,
                    "categories": [list(each) for each in was.categories],
                    **dict(zip(_BOUND, was.content, strict=True)),
                }
            )
        if rows:
            self._session.execute(insert(ReplacedTicket).values(_SECONDS), rows)
        for day in {ticket.day for ticket, was in replaced if was.categories}:
            names = {ticket.ticket for ticket, _ in replaced if ticket.day == day}
            self._session.execute(
                delete(TicketCategory).where(
                    TicketCategory.store_id == self._store,
                    TicketCategory.day == _UNIX + timedelta(days=day),
                    TicketCategory.ticket.in_(names),
                )
            )

    def _write(self, tickets: Sequence[TicketFigures], currency: str, import_id: int) -> None:
        statement = insert_into(self._session, Ticket).values(_SECONDS)
        changing = (*_CONTENT, "currency", "import_id")
        self._session.execute(
            statement.on_conflict_do_update(
                index_elements=["store_id", "day", "ticket"],
                set_={name: statement.excluded[name] for name in changing},
            ),
            [
                {
                    **self._key(ticket),
                    **dict(zip(_BOUND, ticket[2:7], strict=True)),
                    "currency": currency,
                    "import_id": import_id,
                }
                for ticket in tickets
            ],
        )
        sums = [
            {**self._key(ticket), **each._asdict()}
            for ticket in tickets
            for each in ticket.categories
        ]
        if sums:
            self._session.execute(insert(TicketCategory), sums)

    def _key(self, ticket: TicketFigures) -> dict[str, Any]:
        day = _UNIX + timedelta(days=ticket.day)
        return {"store_id": self._store, "day": day, "ticket": ticket.ticket}


_T = TypeVar("_T")


def _chunks(items: Iterable[_T]) -> Iterator[list[_T]]:
    iterator = iter(items)
    while chunk := list(islice(iterator, CHUNK)):
        yield chunk
