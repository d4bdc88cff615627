"""An import undone: the tickets it added go, those it replaced come back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, delete, exists, insert, select
from sqlalchemy.orm import Session

from api.errors import ApiError
from api.models import Store
from api.sales.answers import ImportAnswer
from api.sales_models import ReplacedTicket, SalesImport, Ticket, TicketCategory

_DAY: Final = timedelta(days=1)
_PIECE: Final = 1_000
_SHOWN: Final = 10


def undo(session: Session, store: str, import_id: int) -> ImportAnswer:
    """Raises ApiError 404, and 409 when a later import rests on it."""
    # One import or undoing at a time in a store.
    session.get(Store, store, with_for_update=True)
    row = session.get(SalesImport, (store, import_id))
    if row is None:
        raise ApiError(
            404,
            "unknown_import",
            f"Store {store!r} has no import {import_id}.",
            f"GET /v1/stores/{store}/imports lists them.",
        )
    if row.undone is not None:
        raise ApiError(
            409, "already_undone", f"Import {import_id} was undone on {row.undone:%Y-%m-%d}."
        )
    if row.layout is None:
        raise ApiError(
            409,
            "not_undoable",
            f"Import {import_id} was made before it was kept which tickets are whose.",
            "Import a corrected file over it.",
        )
    _refuse_later(session, row)
    of_import = _tickets_of(row)
    session.execute(
        delete(TicketCategory).where(
            TicketCategory.store_id == store,
            exists().where(
                Ticket.store_id == TicketCategory.store_id,
                Ticket.day == TicketCategory.day,
                Ticket.ticket == TicketCategory.ticket,
                *of_import,
            ),
        )
    )
    session.execute(delete(Ticket).where(*of_import))
    _restore(session, row)
    row.undone = datetime.now(UTC).replace(microsecond=0)
    session.flush()
    return ImportAnswer.model_validate(row, from_attributes=True)


def _tickets_of(row: SalesImport) -> tuple[ColumnElement[bool], ...]:
    # By their days too, which are in the key: an import is not.
    days = (row.first.date() - _DAY, row.last.date() + _DAY)
    return (
        Ticket.store_id == row.store_id,
        Ticket.day.between(*days),
        Ticket.import_id == row.import_id,
    )


def _refuse_later(session: Session, row: SalesImport) -> None:
    replacing = set(
        session.scalars(
            select(ReplacedTicket.import_id)
            .where(
                ReplacedTicket.store_id == row.store_id,
                ReplacedTicket.was_import == row.import_id,
            )
            .distinct()
        )
    )
    others = session.execute(
        select(SalesImport.import_id, SalesImport.confirms).where(
            SalesImport.store_id == row.store_id,
            SalesImport.import_id != row.import_id,
            SalesImport.undone.is_(None),
        )
    )
    confirming = {other for other, confirms in others if row.import_id in (confirms or ())}
    later = sorted(replacing | confirming, reverse=True)
    if not later:
        return
    named = ", ".join(str(each) for each in later[:_SHOWN])
    raise ApiError(
        409,
        "later_import",
        f"Import {row.import_id} cannot be undone: tickets of it were "
        f"{'changed' if replacing else 'confirmed'} by later imports ({named}).",
        "Undo those first, the newest first.",
    )


def _restore(session: Session, row: SalesImport) -> None:
    replaced = (
        ReplacedTicket.store_id == row.store_id,
        ReplacedTicket.import_id == row.import_id,
    )
    names = ("store_id", "day", "ticket", "occurred", "timed", "kind", "amount", "currency")
    own = [getattr(ReplacedTicket, name) for name in (*names, "items", "was_import")]
    session.execute(
        insert(Ticket).from_select([*names, "items", "import_id"], select(*own).where(*replaced))
    )
    last: tuple[date, str] | None = None
    while True:
        piece = _piece(session, replaced, last)
        if not piece:
            break
        last = (piece[-1][0], piece[-1][1])
        sums = [
            {
                "store_id": row.store_id,
                "day": day,
                "ticket": ticket,
                "category": category,
                "items": items,
                "amount": amount,
            }
            for day, ticket, categories in piece
            for category, items, amount in categories
        ]
        if sums:
            session.execute(insert(TicketCategory), sums)
    session.execute(delete(ReplacedTicket).where(*replaced))


def _piece(
    session: Session, replaced: tuple[ColumnElement[bool], ...], last: tuple[date, str] | None
) -> list[Any]:
    """In the order of the key, so that memory holds a piece at a time."""
    table = ReplacedTicket
    statement = select(table.day, table.ticket, table.categories).where(*replaced)
    if last is not None:
        day, ticket = last
        statement = statement.where(
            (table.day > day) | ((table.day == day) & (table.ticket > ticket))
        )
    ordered = statement.order_by(table.day, table.ticket).limit(_PIECE)
    return list(session.execute(ordered))
