"""Lightspeed Retail: the sales history of X-Series (once Vend), and sales of R-Series.

X-Series writes a row for the sale, one for each of its lines and one for each payment, told apart
by "Line Type". A sale is read from its lines, whose totals are with tax: they tell what was brought
back and what was a gift card. R-Series sales are read by the names of its
Sale: saleID, completeTime, registerID, calcTotal, voided, completed.

Sources: the columns of X-Series' sales history (Date, Receipt Number, Line Type, Quantity,
Subtotal, Sales Tax, Total, Register, Status, Sku, AccountCodeSale …) as published with tools that
read it; "Explore the Lightspeed Retail (X-Series/Vend) API data model" (SyncHub); "List sales:
Lightspeed Retail (R-Series)" for the names of a Sale. No page of Lightspeed's own with the headers
was found: a file that is named otherwise is read as any other, with its columns corrected by hand.

Parked and laid-by sales are void until they are closed. Not read: customers, users, employees and
notes.
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

_COMPLETED: Final = ("completetime", "complete time", "completed time")
_TOTAL: Final = ("calctotal", "total")
_SALE_ID: Final = ("saleid", "sale id")
_REGISTER: Final = ("registerid", "register id", "register")
_X_FIELDS: Final[tuple[Field, ...]] = (*("ticket", "till", "datetime", "amount", "items", "type"),)
_R_FIELDS: Final[tuple[Field, ...]] = ("ticket", "till", "datetime", "amount", "type")
_YES: Final = ("true", "yes", "1", "voided")
_NO: Final = ("false", "no", "0")
_STATUS: Final = {
    **dict.fromkeys(("closed", "onaccount closed", "layby closed", "onaccount"), "sale"),
    **dict.fromkeys(("dispatched closed", "service order closed"), "sale"),
    **dict.fromkeys(("awaiting pickup", "pickup closed", "pickedup closed"), "pick_up"),
    **dict.fromkeys(("voided", "void", "saved", "parked", "open", "layby"), "void"),
}


def detect(header: Sequence[str]) -> Layout | None:
    names = Header(header)
    if names.has("date", "receipt number", "line type", "total", "register", "status"):
        return _x_series(names)
    if (
        names.first(*_SALE_ID)
        and names.first(*_COMPLETED)
        and names.first(*_TOTAL)
        and names.first(*_REGISTER)
        and (names.has("voided") or names.has("completed"))
    ):
        return _r_series(names)
    return None


def _x_series(names: Header) -> Layout:
    columns = names.columns(
        {
            "ticket": ("receipt number",),
            "till": ("register",),
            "datetime": ("date",),
            "amount": ("total",),
            "items": ("quantity",),
            "type": ("status",),
        }
    )
    return Layout("lightspeed_x", columns, names.read("line type", "details", "sku"), _XSeries())


def _r_series(names: Header) -> Layout:
    columns = names.columns(
        {
            "ticket": _SALE_ID,
            "till": _REGISTER,
            "datetime": _COMPLETED,
            "amount": _TOTAL,
        }
    )
    return Layout("lightspeed_r", columns, names.read("voided", "completed"), _of_r_series)


class _XSeries:
    def __init__(self) -> None:
        self._orders = Orders(("receipt number",), ("date", "register", "status"))

    def __call__(self, frame: pd.DataFrame) -> pd.DataFrame:
        cells = Cells(frame)
        self._orders.filled(cells)
        mark = mark_of([cells["total"]])
        rows: list[tuple[int, dict[Field, str]]] = []
        for place, line in enumerate(cells.lines):
            if word(cells["line type"][place]) != "sale line":
                continue
            sign = sign_of(cells["quantity"][place], mark) or sign_of(cells["total"][place], mark)
            gift_card = is_gift_card(cells["details"][place]) or is_gift_card(cells["sku"][place])
            row: dict[Field, str] = {
                "ticket": cells["receipt number"][place],
                "till": cells["register"][place],
                "datetime": cells["date"][place],
                "amount": cells["total"][place],
                "items": cells["quantity"][place],
                "type": _kind(cells["status"][place], sign, gift_card=gift_card),
            }
            rows.append((line, row))
        return canonical_frame(rows, _X_FIELDS)


def _kind(status: str, sign: int, *, gift_card: bool) -> str:
    # A word that is not known is handed on, and rejected with its line.
    kind = _STATUS.get(word(status), status)
    return kind_of_line(sign, gift_card=gift_card) if kind == "sale" else kind


def _of_r_series(frame: pd.DataFrame) -> pd.DataFrame:
    cells = Cells(frame)
    totals = cells.any_of(*_TOTAL)
    mark = mark_of([totals])
    rows: list[tuple[int, dict[Field, str]]] = []
    for place, line in enumerate(cells.lines):
        void = word(cells["voided"][place]) in _YES or word(cells["completed"][place]) in _NO
        row: dict[Field, str] = {
            "ticket": cells.any_of(*_SALE_ID)[place],
            "till": cells.any_of(*_REGISTER)[place],
            "datetime": cells.any_of(*_COMPLETED)[place],
            "amount": totals[place],
            "type": "void" if void else kind_of_line(sign_of(totals[place], mark), gift_card=False),
        }
        rows.append((line, row))
    return canonical_frame(rows, _R_FIELDS)
