"""Odoo's export of point of sale orders (pos.order), alone or with their lines.

Headers are the labels of the fields, "Order Lines/Quantity", or their technical names, "lines/qty",
when the export is "import-compatible". With lines, the order's cells stand on its first row only.
Sources: the fields of ``pos.order`` and ``pos.order.line`` in the source of Odoo's Point of Sale
(the line's total with tax was labelled "Subtotal", now "Tax Incl."; labels here are the English
ones) and pull request 29576 of odoo/odoo: since version 12 times are written in the exporting
user's zone. That zone must be the store's; the file does not say it.

- The ticket is the order's reference: a refund has one of its own, while it may print the receipt
  number of its sale.
- With lines that have their totals, the order's amount is their sum, which leaves out what cash
  rounding took off. A line brought back beside one sold makes an exchange.
- A draft is void until it is paid, if the status was exported.
- Not read: customers, cashiers, notes, lots, payments.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pandas as pd

from api.sales.columns import Field
from api.sales.layouts.header import Cells, Header, canonical_frame
from api.sales.layouts.kinds import is_gift_card, kind_of_line, word
from api.sales.layouts.layout import Layout
from api.sales.layouts.orders import Orders
from api.sales.layouts.sums import mark_of, sign_of

_ORDER: Final[dict[Field, tuple[str, ...]]] = {
    "ticket": ("order ref", "name", "receipt number", "pos reference"),
    "till": ("point of sale", "config id", "config id name"),
    "datetime": ("date", "order date", "date order"),
    "amount": ("total", "amount total"),
    "currency": ("currency", "currency id", "currency id name"),
    "type": ("status", "state"),
}
_QUANTITY: Final = ("order lines quantity", "lines qty")
_LINE_TOTAL: Final = (
    *("order lines tax incl", "order lines subtotal", "lines price subtotal incl"),
)
_PRODUCT: Final = (
    *("order lines product", "order lines full product name", "lines full product name"),
    *("lines product id", "lines product id name"),
)
_CATEGORY: Final = (
    *("order lines product product category", "order lines product pos product category"),
    *("order lines product point of sale category", "lines product id categ id"),
    *("lines product id categ id name", "lines product id pos categ ids name"),
)
_COLUMNS: Final[dict[Field, tuple[str, ...]]] = {
    **_ORDER,
    "items": _QUANTITY,
    "category": _CATEGORY,
}
_OWN: Final = tuple(name for names in _ORDER.values() for name in names)
_KINDS: Final = {
    **dict.fromkeys(("paid", "done", "posted", "invoiced"), "sale"),
    **dict.fromkeys(("draft", "new", "cancel", "cancelled", "canceled"), "void"),
}


def detect(header: Sequence[str]) -> Layout | None:
    names = Header(header)
    of_point_of_sale = ("point of sale", "session", *_QUANTITY[:1], *_LINE_TOTAL[:2])
    labels = (
        names.has("date", "total")
        and names.first("order ref", "receipt number") is not None
        and names.first(*of_point_of_sale) is not None
    )
    technical = (
        names.has("date order", "amount total")
        and names.first("pos reference", "config id", "lines qty", *_LINE_TOTAL[2:]) is not None
    )
    if not labels and not technical:
        return None
    columns = names.columns(_COLUMNS)
    line_total, product = names.first(*_LINE_TOTAL), names.first(*_PRODUCT)
    read = tuple(name for name in (line_total, product) if name is not None)
    return Layout("odoo_pos", columns, read, _Orders())


class _Orders:
    def __init__(self) -> None:
        self._orders = Orders(_ORDER["ticket"], _OWN)

    def __call__(self, frame: pd.DataFrame) -> pd.DataFrame:
        cells = Cells(frame)
        begins = self._orders.filled(cells)
        sums, totals = cells.any_of(*_LINE_TOTAL), cells.any_of(*_ORDER["amount"])
        products = cells.any_of(*_PRODUCT)
        columns = {field: cells.any_of(*names) for field, names in _COLUMNS.items()}
        mark = mark_of([totals, sums])
        by_line = any(cells.has(name) for name in _LINE_TOTAL)
        rows: list[tuple[int, dict[Field, str]]] = []
        for place, line in enumerate(cells.lines):
            row = {field: texts[place] for field, texts in columns.items()}
            row["amount"] = sums[place] if by_line else totals[place] if begins[place] else "0"
            # Of an order without its lines' totals the order's own sign tells, on each of its rows.
            sign = sign_of(sums[place] if by_line else totals[place], mark)
            row["type"] = _kind(row["type"], sign, is_gift_card(products[place]))
            rows.append((line, row))
        return canonical_frame(
            rows,
            [
                field
                for field, names in _COLUMNS.items()
                if field in _ORDER or any(cells.has(name) for name in names)
            ],
        )


def _kind(status: str, sign: int, gift_card: bool) -> str:
    # A word that is not known is handed on, and rejected with its line.
    kind = _KINDS.get(word(status), status)
    return kind_of_line(sign, gift_card=gift_card) if kind in ("sale", "") else kind
