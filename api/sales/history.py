"""The history of a store's imports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.sales.answers import ImportAnswer, Imports
from api.sales.sources.pushed import TILL
from api.sales.staged import Staged
from api.sales.stored_tickets import Merged
from api.sales.ticket_count import TicketCount
from api.sales_models import SalesImport


@dataclass(frozen=True, slots=True)
class Imported:
    """``mapping``: field to header; None: tickets that a till sent."""

    file: str
    sha256: str
    layout: str
    mapping: dict[Any, str] | None


def imports_of(session: Session, store: str, limit: int) -> Imports:
    rows = session.scalars(
        select(SalesImport)
        .where(SalesImport.store_id == store)
        .order_by(SalesImport.import_id.desc())
        .limit(limit)
    )
    return Imports(imports=[_answer(row) for row in rows])


def _answer(row: SalesImport) -> ImportAnswer:
    return ImportAnswer.model_validate(row, from_attributes=True)


def next_id(session: Session, store: str) -> int:
    last = session.scalar(
        select(func.max(SalesImport.import_id)).where(SalesImport.store_id == store)
    )
    return (last or 0) + 1


def same_file(session: Session, store: str, sha256: str) -> int | None:
    """The last import of this very file that was not undone."""
    return session.scalar(
        select(func.max(SalesImport.import_id)).where(
            SalesImport.store_id == store,
            SalesImport.sha256 == sha256,
            SalesImport.undone.is_(None),
        )
    )


def till_import(session: Session, store: str) -> int | None:
    """Today's import of what tills send, while no file came after it."""
    last = session.get(SalesImport, (store, next_id(session, store) - 1))
    if last is None or last.layout != TILL or last.undone is not None:
        return None
    return last.import_id if last.imported.date() == datetime.now(UTC).date() else None


def record(
    session: Session,
    store: str,
    import_id: int,
    imported: Imported,
    staged: Staged,
    bounds: tuple[int, int, int, int],
    count: TicketCount,
    merged: Merged,
) -> None:
    first, last = (datetime.fromtimestamp(seconds, UTC) for seconds in bounds[2:])
    row = session.get(SalesImport, (store, import_id))
    if row is None:
        row = SalesImport(
            store_id=store,
            import_id=import_id,
            imported=datetime.now(UTC).replace(microsecond=0),
            first=first,
            last=last,
            rows_kept=0,
            rows_rejected=0,
            tickets=0,
            added=0,
            replaced=0,
            confirms=[],
            file=imported.file[:255],
            layout=imported.layout,
            mapping=imported.mapping,
        )
        session.add(row)
    row.sha256 = imported.sha256
    row.first, row.last = min(row.first, first), max(row.last, last)
    row.rows_kept += staged.rows_kept
    row.rows_rejected += staged.rows_rejected
    row.tickets = (row.tickets or 0) + count.tickets
    row.added = (row.added or 0) + merged.added
    row.replaced = (row.replaced or 0) + merged.replaced
    row.confirms = sorted({*(row.confirms or ()), *merged.confirms} - {import_id})
