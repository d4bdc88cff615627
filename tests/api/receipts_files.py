"""One shop's receipts in every form a till may export them in, and what is stored of them."""

from __future__ import annotations

import io
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import select

from api.client import Client
from api.database import Database
from api.sales.reconciliation import Reconciliation
from api.sales_models import Ticket, TicketCategory

HEADER = ("Ticket", "Date", "Heure", "Montant TTC", "Quantité", "Rayon", "E-mail")
CANARY = "camille@canari.example"
ROWS: tuple[tuple[Any, ...], ...] = (
    ("1", date(2026, 4, 29), time(10, 1), Decimal("1234.50"), 2, "Épicerie", CANARY),
    ("1", date(2026, 4, 29), time(10, 1), Decimal("5.25"), 1, "Frais", CANARY),
    ("2", date(2026, 4, 30), time(10, 2), Decimal("-7.50"), -1, "Frais", CANARY),
)


def text(delimiter: str = ";", end: str = "\n", group: str = "") -> str:
    """``group``: what stands between thousands."""
    lines = [delimiter.join(HEADER)]
    for ticket, day, moment, amount, items, category, mail in ROWS:
        written = f"{amount:,.2f}".replace(",", group).replace(".", ",")
        cells = (ticket, f"{day:%d/%m/%Y}", f"{moment:%H:%M}", written, items, category, mail)
        lines.append(delimiter.join(map(str, cells)))
    return end.join(lines) + end


def workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Export du magasin"])
    sheet.append([])
    sheet.append(list(HEADER))
    for ticket, day, moment, amount, items, category, mail in ROWS:
        sheet.append([int(ticket), day, moment, float(amount), items, category, mail])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def parquet() -> bytes:
    columns = [list(column) for column in zip(*ROWS, strict=True)]
    table = pa.table(dict(zip(HEADER, columns, strict=True)))
    out = io.BytesIO()
    pq.write_table(table, out)
    return out.getvalue()


def load(client: Client, data: str | bytes, **options: Any) -> Reconciliation:
    content = data.encode() if isinstance(data, str) else data
    return client.import_sales("lyon", ("receipts", content), **options)


def stored(database: Database) -> list[tuple[Any, ...]]:
    """Day, ticket, when, kind, amount, items, and its categories."""
    with database.read() as session:
        sums: dict[tuple[date, str], list[Any]] = {}
        for row in session.scalars(select(TicketCategory).order_by(TicketCategory.category)):
            sums.setdefault((row.day, row.ticket), []).append((row.category, row.items, row.amount))
        return [
            (
                row.day,
                row.ticket,
                row.occurred,
                row.kind,
                row.amount,
                row.items,
                tuple(sums.get((row.day, row.ticket), ())),
            )
            for row in session.scalars(select(Ticket).order_by(Ticket.day, Ticket.ticket))
        ]


def at(hour: int, minute: int, day: int = 29) -> datetime:
    from datetime import UTC

    return datetime(2026, 4, day, hour, minute, tzinfo=UTC)


EXPECTED = [
    (
        date(2026, 4, 29),
        "id:1",
        at(8, 1),
        "sale",
        123975,
        3,
        (("Frais", 1, 525), ("Épicerie", 2, 123450)),
    ),
    (date(2026, 4, 30), "id:2", at(8, 2, 30), "return", -750, -1, (("Frais", -1, -750),)),
]
