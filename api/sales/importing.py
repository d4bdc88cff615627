"""One receipts file into the database, in one transaction."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from analytics.money import from_minor
from api.database import insert_into
from api.errors import ApiError
from api.models import SalesImport, Ticket
from api.sales.amounts import DecimalChoice, decimal_mark
from api.sales.moments import DateOrderChoice, date_order
from api.sales.reconciliation import Reconciliation, RejectedRow
from api.sales.table import Table, read_table
from api.sales.tickets import (
    Reading,
    RowError,
    TicketFigures,
    TicketLine,
    line_of,
    tickets_of,
)
from api.stores import calendar_of, described


@dataclass(frozen=True, slots=True)
class SalesFile:
    name: str
    data: bytes
    date_order: DateOrderChoice = "auto"
    decimal: DecimalChoice = "auto"


def import_sales(session: Session, store: str, file: SalesFile, *, dry_run: bool) -> Reconciliation:
    """With ``dry_run`` nothing is written. Raises ApiError."""
    description = described(session, store)
    table = read_table(file.data, file.name)
    if not table.rows:
        raise ApiError(
            422, "unreadable_sales", f"{file.name!r} has a header but no row.", "Export it again."
        )
    date_field = "datetime" if "datetime" in table.columns else "date"
    reading = Reading(
        calendar_of(description),
        description.currency,
        date_order(
            (row.cells[date_field] for row in table.rows),  # type: ignore[index]
            file.name,
            table.columns[date_field],  # type: ignore[index]
            file.date_order,
        ),
        decimal_mark(
            (row.cells["amount"] for row in table.rows),
            file.name,
            table.columns["amount"],
            file.decimal,
        ),
        "ticket" in table.columns,
    )
    lines, rejected = _read_rows(table, reading)
    tickets = tickets_of(lines)
    unchanged, replaced = _compare(session, store, tickets)
    sha256 = hashlib.sha256(file.data).hexdigest()
    if not dry_run and tickets:
        _write(session, store, description.currency, tickets)
        _record(session, store, sha256, tickets, len(lines), len(rejected))
    sales = [ticket for ticket in tickets if ticket.is_sale]
    items = [ticket.items for ticket in sales if ticket.items is not None]
    zone = reading.calendar.zone
    instants = [ticket.occurred.astimezone(zone) for ticket in tickets]
    return Reconciliation(
        file=file.name,
        sha256=sha256,
        rows_read=len(table.rows),
        rows_kept=len(lines),
        rows_unchanged=unchanged,
        rows_replaced=replaced,
        rows_rejected=len(rejected),
        rejected=rejected,
        tickets=len(tickets),
        sales=len(sales),
        items=sum(items) if items else None,
        amount=from_minor(sum(ticket.amount for ticket in sales), description.currency),
        currency=description.currency,
        first=min(instants, default=None),
        last=max(instants, default=None),
        columns=dict(table.columns),
        ignored_columns=list(table.ignored),
        dry_run=dry_run,
    )


def _read_rows(table: Table, reading: Reading) -> tuple[list[TicketLine], list[RejectedRow]]:
    lines, rejected = [], []
    for row in table.rows:
        try:
            lines.append(line_of(row, reading))
        except RowError as error:
            column = table.columns.get(error.field) if error.field is not None else None
            rejected.append(RejectedRow(line=row.line, reason=error.reason, column=column))
    return lines, rejected


def _compare(session: Session, store: str, tickets: list[TicketFigures]) -> tuple[int, int]:
    """Rows of tickets already stored the same, and stored otherwise."""
    if not tickets:
        return 0, 0
    days = [ticket.day for ticket in tickets]
    known = {
        (row.day, row.ticket): row
        for row in session.scalars(
            select(Ticket).where(Ticket.store_id == store, Ticket.day.between(min(days), max(days)))
        )
    }
    unchanged = replaced = 0
    for ticket in tickets:
        row = known.get((ticket.day, ticket.ticket))
        if row is None:
            continue
        if _content(ticket) == _content(row):
            unchanged += len(ticket.lines)
        else:
            replaced += len(ticket.lines)
    return unchanged, replaced


def _content(ticket: TicketFigures | Ticket) -> tuple[Any, ...]:
    # Instants are stored to the second.
    occurred = ticket.occurred.replace(microsecond=0)
    return occurred, ticket.timed, ticket.kind, ticket.amount, ticket.items


def _write(session: Session, store: str, currency: str, tickets: list[TicketFigures]) -> None:
    statement = insert_into(session, Ticket)
    changing = ("occurred", "timed", "kind", "amount", "currency", "items")
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["store_id", "day", "ticket"],
            set_={name: statement.excluded[name] for name in changing},
        ),
        [
            {
                "store_id": store,
                "day": ticket.day,
                "ticket": ticket.ticket,
                "occurred": ticket.occurred,
                "timed": ticket.timed,
                "kind": ticket.kind,
                "amount": ticket.amount,
                "currency": currency,
                "items": ticket.items,
            }
            for ticket in tickets
        ],
    )


def _record(
    session: Session,
    store: str,
    sha256: str,
    tickets: list[TicketFigures],
    kept: int,
    rejected: int,
) -> None:
    instants = [ticket.occurred for ticket in tickets]
    values = {
        "imported": datetime.now(UTC),
        "first": min(instants),
        "last": max(instants),
        "rows_kept": kept,
        "rows_rejected": rejected,
    }
    statement = insert_into(session, SalesImport).values(store_id=store, sha256=sha256, **values)
    session.execute(
        statement.on_conflict_do_update(index_elements=["store_id", "sha256"], set_=values)
    )
