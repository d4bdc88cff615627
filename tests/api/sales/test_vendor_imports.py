"""Vendors' files through the whole import, and what is then stored."""

from __future__ import annotations

import csv
import io
import re
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook
from sqlalchemy import select

from api.client import Client
from api.database import Database
from api.sales.columns import is_sale
from api.sales_models import Ticket, TicketCategory
from tests.api.sales.poslog_writer import poslog
from tests.api.sales.test_layouts import FORMATS, Format
from tests.api.sales.test_poslog import truth as poslog_truth
from tests.api.sales.truth import CANARIES, Known, tickets

POSLOGS = {
    f"poslog {version}": Format(
        "poslog", lambda found, version=version: poslog(found, version), offsets=True
    )
    for version in ("6", "2")
}
ALL = FORMATS | POSLOGS


def truth_of(name: str) -> list[Known]:
    return poslog_truth(name[-1]) if name in POSLOGS else ALL[name].truth


def stored(database: Database) -> list[Known]:
    with database.read() as session:
        categories: dict[tuple[object, str], list[tuple[str, Decimal]]] = {}
        for row in session.scalars(select(TicketCategory)):
            of_ticket = categories.setdefault((row.day, row.ticket), [])
            of_ticket.append((row.category, Decimal(row.amount) / 100))
        return sorted(
            (
                Known(
                    row.ticket.removeprefix("id:").removeprefix("T1/").removeprefix("T2/"),
                    row.occurred,
                    row.kind,
                    Decimal(row.amount) / 100,
                    row.items,
                    tuple(sorted(categories.get((row.day, row.ticket), ()))) or None,
                )
                for row in session.scalars(select(Ticket))
            ),
            key=lambda each: each.number,
        )


def without_uncategorised(found: list[Known]) -> list[Known]:
    """What has no category is not stored by category."""
    return [
        Known(
            *(each.number, each.moment, each.kind, each.amount, each.items),
            tuple((name, amount) for name, amount in each.by_category or () if name) or None,
        )
        for each in found
    ]


@pytest.mark.parametrize(
    ("mark", "ends", "block"), [(b"", "\n", 50_000), (b"\xef\xbb\xbf", "\r\n", 3)]
)
@pytest.mark.parametrize("name", ALL)
def test_what_a_vendor_writes_is_stored(
    client: Client,
    database: Database,
    file: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    mark: bytes,
    ends: str,
    block: int,
) -> None:
    monkeypatch.setattr("api.sales.sources.delimited.BLOCK_ROWS", block)
    form = ALL[name]
    written = tickets() if name in POSLOGS else form.written
    text = form.write(written)
    data = mark + text.replace("\n", ends).encode()
    found = client.import_sales("lyon", ("export", data))
    assert (found.layout, found.rows_rejected, found.rejected) == (form.layout, 0, [])
    assert stored(database) == without_uncategorised(truth_of(name))
    assert found.sales == sum(is_sale(each.kind, each.amount) for each in truth_of(name))
    again = client.import_sales("lyon", ("export", data))
    assert (again.rows_unchanged, again.rows_replaced) == (again.rows_kept, 0)
    assert any(canary in text for canary in CANARIES)
    for path in file.parent.iterdir():
        content = path.read_bytes()
        assert not [canary for canary in CANARIES if canary.encode() in content]


def test_odoo_s_own_workbook_with_numbers_and_moments(client: Client, database: Database) -> None:
    form = FORMATS["odoo"]
    rows = list(csv.reader(io.StringIO(form.write(form.written), newline="")))
    numbers = {at for at, name in enumerate(rows[0]) if name.endswith(("Total", "Incl.", "ity"))}
    book = Workbook()
    for cells in rows:
        book.active.append(
            [
                datetime.fromisoformat(cell)
                if re.fullmatch(r"\d{4}-\d\d-\d\d .*", cell)
                else float(cell)
                if at in numbers and cells is not rows[0] and cell
                else cell or None
                for at, cell in enumerate(cells)
            ]
        )
    file = io.BytesIO()
    book.save(file)
    found = client.import_sales("lyon", ("pos.order.xlsx", file.getvalue()))
    assert (found.layout, found.rows_rejected) == (form.layout, 0)
    assert stored(database) == without_uncategorised(form.truth)


def test_any_file_with_a_line_sold_and_one_brought_back(client: Client, database: Database) -> None:
    text = "Ticket,Date,Amount,Type\n1,2026-10-24,10,sale\n1,2026-10-24,-4,return\n"
    text += "2,2026-10-24,10,sale\n2,2026-10-24,-10,void\n3,2026-10-24,10,\n3,2026-10-24,-4,\n"
    client.import_sales("lyon", ("till.csv", text.encode()))
    assert [each.kind for each in stored(database)] == ["exchange", "sale", "sale"]


def test_a_row_that_cannot_be_read_is_named_with_its_vendors_column(client: Client) -> None:
    form = FORMATS["square items"]
    text = form.write(form.written[:3])
    lines = text.split("\n")
    lines[1] = lines[1].replace("$", "?")
    found = client.import_sales("lyon", ("items.csv", "\n".join(lines).encode()))
    assert [(row.line, row.column) for row in found.rejected] == [(2, "Net Sales")]


def test_a_state_that_is_not_known_is_named_with_its_vendors_column(client: Client) -> None:
    form = FORMATS["shopify"]
    text = form.write(form.written[:3]).replace("paid", "levitating")
    found = client.import_sales("lyon", ("orders.csv", text.encode()))
    assert found.rows_kept == 0
    assert {row.column for row in found.rejected} == {"Financial Status"}
    assert "levitating" in found.rejected[0].reason
