from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from decimal import Decimal

import pandas as pd
import pytest

from api.sales.amounts import amount_of
from api.sales.columns import FIELDS
from api.sales.layouts import layout_of, lightspeed, odoo, shopify, square, woocommerce
from api.sales.layouts.layout import Layout
from api.sales.moments import moment_of
from api.sales.zone_names import zone_of
from tests.api.sales import writers
from tests.api.sales.truth import (
    CANARIES,
    PARIS,
    Known,
    Ticket,
    beside,
    known,
    tickets,
    without,
)

Write = Callable[[Sequence[Ticket]], str]


@dataclass(frozen=True)
class Format:
    """``lacks``: kinds that the format has no word for. ``beside``: it keeps a return with its
    sale."""

    layout: str
    write: Write
    lacks: tuple[str, ...] = ()
    beside: bool = False
    offsets: bool = False
    items: bool = True
    categories: bool = False
    number: Callable[[Ticket], str] = field(default=lambda ticket: ticket.number)

    @property
    def written(self) -> list[Ticket]:
        return without(tickets(), *self.lacks, ambiguous=self.offsets)

    @property
    def truth(self) -> list[Known]:
        expected = beside(self.written) if self.beside else self.written
        return sorted(
            (
                known(
                    ticket,
                    number=self.number(ticket),
                    items=self.items and not (self.beside and ticket.of),
                    categories=self.categories,
                )
                for ticket in expected
            ),
            key=lambda each: each.number,
        )


def of_square(ticket: Ticket) -> str:
    return f"{ticket.of}/P{ticket.number}" if ticket.of else ticket.number


FORMATS = {
    "square items": Format(
        *("square_items", writers.square_items, ("void", "exchange", "training")),
        categories=True,
        number=of_square,
    ),
    "square items, 33 columns": Format(
        "square_items",
        lambda found: writers.square_items(found, writers.SQUARE_ITEMS_33),
        ("void", "exchange", "training"),
        categories=True,
        number=of_square,
    ),
    "square items, 21 columns, brackets": Format(
        "square_items",
        lambda found: writers.square_items(found, writers.SQUARE_ITEMS_21, brackets=True),
        ("void", "exchange", "training"),
        categories=True,
        number=of_square,
    ),
    "square transactions": Format(
        *("square_transactions", writers.square_transactions, ("exchange", "training")),
        items=False,
        number=of_square,
    ),
    "shopify": Format(
        *("shopify_orders", writers.shopify, ("exchange", "training")),
        beside=True,
        offsets=True,
        number=lambda ticket: f"#{ticket.number}",
    ),
    "woocommerce advanced": Format(
        *("woocommerce_advanced", writers.woocommerce_advanced, ("exchange", "training")),
        beside=True,
    ),
    "woocommerce": Format(
        "woocommerce",
        writers.woocommerce,
        ("return", "gift_card", "exchange", "training"),
        items=False,
    ),
    "woocommerce, a row an item": Format(
        *("woocommerce", writers.woocommerce_by_item, ("exchange", "training")),
        beside=True,
    ),
    "odoo, older labels": Format(
        "odoo_pos",
        lambda found: (
            writers.odoo(found)
            .replace("Tax Excl.", "Subtotal w/o Tax")
            .replace("Tax Incl.", "Subtotal")
        ),
        ("pick_up", "training"),
        categories=True,
    ),
    "odoo": Format("odoo_pos", writers.odoo, ("pick_up", "training"), categories=True),
    "odoo, technical names": Format(
        "odoo_pos",
        lambda found: writers.odoo(found, technical=True),
        ("pick_up", "training"),
        categories=True,
    ),
    "lightspeed x": Format("lightspeed_x", writers.lightspeed_x, ("training",)),
    "lightspeed r": Format(
        "lightspeed_r",
        writers.lightspeed_r,
        ("gift_card", "exchange", "pick_up", "training"),
        offsets=True,
        items=False,
    ),
}
GENERIC = "Ticket,Date,Time,Time Zone,Amount,Items,Currency,Type,Category,Status,Total"
DETECTS = {
    module.__name__.rpartition(".")[2]: module.detect
    for module in (square, shopify, woocommerce, lightspeed, odoo)
}


def cells_of(text: str, layout: Layout) -> pd.DataFrame:
    """As the import reads a file: only the columns that the layout names, by line."""
    reader = csv.DictReader(io.StringIO(text, newline=""))
    names = layout.headers
    rows, lines = [], []
    line = reader.line_num
    for row in reader:
        rows.append([row[name].strip() for name in names])
        lines.append(line + 1)
        line = reader.line_num
    return pd.DataFrame(rows, columns=list(names), index=lines, dtype="str")


def canonical(text: str, block: int = 10_000) -> pd.DataFrame:
    layout = layout_of(text.partition("\n")[0].split(","))
    frame = cells_of(text, layout)
    assert layout.canonical is not None
    return pd.concat(
        [layout.canonical(frame.iloc[at : at + block]) for at in range(0, len(frame), block)]
    )


def read_back(frame: pd.DataFrame) -> list[Known]:
    """Tickets of canonical cells, put together as the import does it."""
    groups: dict[tuple[str, str], list[dict[str, str]]] = {}
    for row in frame.to_dict("records"):
        moment = row.get("datetime") or row["date"]
        groups.setdefault((row["ticket"], moment[:10]), []).append(row)
    return sorted((_ticket(rows) for rows in groups.values()), key=lambda each: each.number)


def _ticket(rows: list[dict[str, str]]) -> Known:
    first = rows[0]
    zone = zone_of(first["timezone"]) if first.get("timezone") else PARIS
    written = first.get("datetime") or first["date"]
    moment = moment_of(written, first.get("time") or None, "ymd", zone).instant.astimezone(UTC)
    kinds = {row["type"] for row in rows}
    kind = kinds.pop() if len(kinds) == 1 else "exchange" if "return" in kinds else "sale"
    amounts = [(row, amount_of(row["amount"], ".")) for row in rows]
    items = [row["items"] for row in rows if row.get("items")]
    by_category: dict[str, Decimal] = {}
    for row, amount in amounts:
        if "category" in row:
            category = row["category"]
            by_category[category] = by_category.get(category, Decimal(0)) + amount
    return Known(
        first["ticket"],
        moment.replace(microsecond=0),
        kind,
        sum((amount for _, amount in amounts), Decimal(0)),
        sum(int(Decimal(each)) for each in items) if items else None,
        tuple(sorted(by_category.items())) if "category" in first else None,
    )


@pytest.mark.parametrize("name", FORMATS)
def test_what_is_written_is_read_back(name: str) -> None:
    form = FORMATS[name]
    text = form.write(form.written)
    assert layout_of(text.partition("\n")[0].split(",")).name == form.layout
    assert read_back(canonical(text)) == form.truth
    assert len(form.truth) > 30


@pytest.mark.parametrize("block", [1, 2, 7])
@pytest.mark.parametrize("name", FORMATS)
def test_a_block_may_end_within_an_order(name: str, block: int) -> None:
    text = FORMATS[name].write(FORMATS[name].written)
    frames = canonical(text, block), canonical(text)
    pd.testing.assert_frame_equal(*frames)


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_may_be_read_more_than_once_by_one_layout(name: str) -> None:
    text = FORMATS[name].write(FORMATS[name].written[:1])
    layout = layout_of(text.partition("\n")[0].split(","))
    frame = cells_of(text, layout)
    assert layout.canonical is not None
    pd.testing.assert_frame_equal(layout.canonical(frame), layout.canonical(frame))


@pytest.mark.parametrize("name", FORMATS)
def test_nobody_is_in_what_is_read(name: str) -> None:
    text = FORMATS[name].write(FORMATS[name].written)
    layout = layout_of(text.partition("\n")[0].split(","))
    assert any(canary in text for canary in CANARIES)
    for frame in (cells_of(text, layout), canonical(text)):
        read = frame.to_csv()
        assert not [canary for canary in CANARIES if canary in read]
        assert set(canonical(text).columns) <= set(FIELDS)


@pytest.mark.parametrize("name", FORMATS)
def test_only_its_own_vendor_takes_a_file(name: str) -> None:
    header = FORMATS[name].write([]).strip().split(",")
    takers = [vendor for vendor, detect in DETECTS.items() if detect(header) is not None]
    assert takers == [FORMATS[name].layout.partition("_")[0]]


@pytest.mark.parametrize(
    "header",
    [
        GENERIC,
        "Ticket;Date;Heure;Montant TTC;Quantité;E-mail".replace(";", ","),
        "Date,Receipt Number,Type,Status,Amount,Tip,Fee,Card Type",
        "Date,Receipt number,Receipt type,Category,SKU,Quantity,Net sales,Taxes,POS,Store,Status",
        "Order ID,Date,Total,Status,Currency",
        "name,date,total,state",
        "Name,Email,Created at,Total",
        "id,Description,Created (UTC),Amount,Amount Refunded,Currency,Status",
        "Order Number,Order Date,Order Total",
        "Sale ID,Date,Register,Total",
    ],
)
def test_no_vendor_takes_another_file(header: str) -> None:
    assert [each for each, detect in DETECTS.items() if detect(header.split(","))] == []


@pytest.mark.parametrize("change", [str.upper, str.lower, lambda name: f"  {name} "])
@pytest.mark.parametrize("name", FORMATS)
def test_columns_are_found_by_name_wherever_they_stand(
    name: str, change: Callable[[str], str]
) -> None:
    header = FORMATS[name].write([]).strip().split(",")
    other = [change(each) for each in reversed(header)]
    layout = layout_of(other)
    assert layout.name == FORMATS[name].layout
    assert set(layout.headers) <= set(other)
    plain = layout_of(header)
    assert layout.headers == tuple(change(each) for each in plain.headers)


ODD = ("", " ", "?", "-", "1,2,3", "1e9", "NaN", "(1", "9" * 40, "é\x00", "2026-13-45", "$")


@pytest.mark.parametrize("name", FORMATS)
def test_whatever_a_cell_holds_is_handed_on(name: str) -> None:
    text = FORMATS[name].write(FORMATS[name].written)
    layout = layout_of(text.partition("\n")[0].split(","))
    frame = cells_of(text, layout)
    assert layout.canonical is not None
    fields = list(layout.canonical(frame).columns)
    chance = random.Random(3)  # noqa: S311
    for row in range(len(frame)):
        for column in range(frame.shape[1]):
            if chance.random() < 0.4:
                frame.iat[row, column] = chance.choice(ODD)
    found = layout.canonical(frame)
    assert list(found.columns) == fields
    assert set(found.index) <= set(frame.index)
    assert found.map(lambda cell: isinstance(cell, str)).all(axis=None)


def row_of(header: str, **cells: str) -> pd.DataFrame:
    names = {each.replace(" ", "_").replace("/", "_").lower(): each for each in header.split(",")}
    return canonical(writers.table(header, [{names[name]: cell for name, cell in cells.items()}]))


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("paid", "sale"),
        ("authorized", "sale"),
        ("partially_paid", "sale"),
        ("pending", "void"),
        ("voided", "void"),
        ("expired", "void"),
        ("novel", "novel"),
        ("", ""),
    ],
)
def test_shopify_states(status: str, kind: str) -> None:
    frame = row_of(
        *(writers.SHOPIFY,), name="#1", financial_status=status, total="10.00", source="pos"
    )
    assert frame["type"].tolist() == [kind]


def test_a_shopify_order_that_was_refunded_and_cancelled_has_no_return() -> None:
    order = {"name": "#1", "financial_status": "refunded", "total": "10", "refunded_amount": "10"}
    assert row_of(writers.SHOPIFY, **order)["type"].tolist() == ["sale", "return"]
    cancelled = order | {"cancelled_at": "2026-09-12 13:00:00 -0400"}
    assert row_of(writers.SHOPIFY, **cancelled)["type"].tolist() == ["void"]


@pytest.mark.parametrize(
    ("status", "refund", "types"),
    [
        ("processing", "0", ["sale"]),
        ("wc-completed", "", ["sale"]),
        ("on-hold", "", ["void"]),
        ("pending payment", "", ["void"]),
        ("refunded", "", ["sale", "return"]),
        ("completed", "-4.00", ["sale", "return"]),
        ("shipped", "", ["shipped"]),
    ],
)
def test_woocommerce_states(status: str, refund: str, types: list[str]) -> None:
    frame = row_of(
        writers.WOOCOMMERCE_ADVANCED,
        order_number="7",
        order_status=status,
        order_total_amount="10.00",
        order_refund_amount=refund,
    )
    assert frame["type"].tolist() == types
    if len(types) == 2:
        assert frame["amount"].tolist()[1] == ("-4.00" if refund else "-10.00")


def test_woocommerce_of_a_shop_with_decimal_commas() -> None:
    frame = row_of(
        writers.WOOCOMMERCE_ADVANCED,
        order_number="7",
        order_status="completed",
        order_total_amount="1.012,50",
        order_refund_amount="4,00",
    )
    assert frame["amount"].tolist() == ["1012.50", "-4.00"]


def test_a_square_amount_that_cannot_be_read_is_handed_on_as_written() -> None:
    frame = row_of(
        *(writers.SQUARE_ITEMS,), transaction_id="A", net_sales="$8.OO", tax="$1.60", qty="1"
    )
    assert frame["amount"].tolist() == ["$8.OO"]
    assert row_of(writers.SQUARE_ITEMS, transaction_id="A", qty="1")["amount"].tolist() == [""]


def test_square_of_a_country_with_decimal_commas() -> None:
    frame = row_of(writers.SQUARE_ITEMS, transaction_id="A", net_sales="1.008,00 €", tax="201,60 €")
    assert frame["amount"].tolist() == ["1209.60"]


def test_a_partial_square_refund_is_a_return() -> None:
    cells = {"transaction_id": "A", "payment_id": "P", "event_type": "Refund"}
    frame = row_of(
        writers.SQUARE_TRANSACTIONS, **cells, net_sales="$0.00", total_collected="-$5.00"
    )
    assert frame[["ticket", "type", "amount"]].to_numpy().tolist() == [["A/P", "return", "-5.00"]]


def test_an_odoo_order_without_its_lines_totals() -> None:
    header = "Order Ref,Date,Point of Sale,Total,Status"
    rows = [
        {"Order Ref": "1", "Total": "10.0", "Status": "Paid"},
        {"Order Ref": "2", "Total": "-4.0", "Status": "Paid"},
        {"Order Ref": "3", "Total": "7.0", "Status": "New"},
        {"Order Ref": "4", "Total": "7.0", "Status": "Odd"},
    ]
    frame = canonical(writers.table(header, rows))
    assert frame["type"].tolist() == ["sale", "return", "void", "Odd"]
    assert frame["amount"].tolist() == ["10.0", "-4.0", "7.0", "7.0"]
    plain = canonical(writers.table(header.removesuffix(",Status"), rows))
    assert plain["type"].tolist() == ["sale", "return", "sale", "sale"]


@pytest.mark.parametrize(
    ("status", "kind"), [("LAYBY", "void"), ("ONACCOUNT", "sale"), ("AWAITING_PICKUP", "pick_up")]
)
def test_lightspeed_states(status: str, kind: str) -> None:
    cells = {"receipt_number": "1", "line_type": "Sale Line", "quantity": "1", "total": "2.00"}
    assert row_of(writers.LIGHTSPEED_X, **cells, status=status)["type"].tolist() == [kind]
