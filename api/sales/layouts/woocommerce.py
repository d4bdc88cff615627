"""WooCommerce orders as its common export plugins write them.

- "Advanced Order Export For WooCommerce" (its field list names the headers): Order Number, Order
  Total Amount …, a row an item, the order's cells repeated on each.
- "Import and Export of WooCommerce Orders" (documentation of Import Export Suite for WooCommerce,
  by WebToffee): order_id, order_total …, a row an order.
- "WooCommerce Customer / Order / Coupon Export developer documentation": order_id, order_total …
  and, with a row an item, item_name and item_quantity.

The amount is the order's total, once, however many rows it has; rows of one order must follow one
another, as these plugins write them. What was refunded is a return beside the sale, at the order's
time: when it was is not in the file. Orders that wait for a payment are void until they are paid.
Orders collected in the shop, and those whose file says that they came through the website's
checkout, were made elsewhere; others are taken for the till's. Customers, addresses, mails, IP
addresses and notes are not read.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pandas as pd

from api.sales.columns import Field
from api.sales.layouts.header import Cells, Header, canonical_frame
from api.sales.layouts.kinds import is_gift_card, is_pick_up, kind_of_line, word
from api.sales.layouts.layout import Layout
from api.sales.layouts.orders import Orders, returned
from api.sales.layouts.sums import added, mark_of, sign_of

_TOTAL: Final = ("order total amount", "order total")
_NUMBER: Final = ("order number", "order id")
_DATE: Final = ("order date", "date")
_STATUS: Final = ("order status", "status")
_QUANTITY: Final = ("quantity", "item quantity")
_CURRENCY: Final = ("order currency", "currency")
_REFUND: Final = ("order refund amount", "refunded total")
_METHOD: Final = ("shipping method title", "shipping method")
_COLUMNS: Final[dict[Field, tuple[str, ...]]] = {
    "ticket": _NUMBER,
    "datetime": _DATE,
    "amount": _TOTAL,
    "items": _QUANTITY,
    "currency": _CURRENCY,
    "type": _STATUS,
}
_CHECKOUT: Final = ("checkout", "store api")
_KINDS: Final = {
    **dict.fromkeys(("completed", "processing", "refunded"), "sale"),
    **dict.fromkeys(("on hold", "pending", "pending payment", "checkout draft", "draft"), "void"),
    **dict.fromkeys(("cancelled", "canceled", "failed", "trash"), "void"),
}


def detect(header: Sequence[str]) -> Layout | None:
    names = Header(header)
    advanced = names.has("order number", "order status", "order date", "order total amount")
    coded = names.has("order id", "status", "order total", "order currency") and names.first(*_DATE)
    if not advanced and not coded:
        return None
    columns = names.columns(_COLUMNS)
    read = names.read(*_REFUND, *_METHOD, "item name", "created via")
    return Layout("woocommerce_advanced" if advanced else "woocommerce", columns, read, _Orders())


class _Orders:
    def __init__(self) -> None:
        self._orders = Orders(_NUMBER, (*_DATE, *_STATUS, *_CURRENCY, *_METHOD, "created via"))

    def __call__(self, frame: pd.DataFrame) -> pd.DataFrame:
        cells = Cells(frame)
        begins = self._orders.filled(cells)
        totals, refunds = cells.any_of(*_TOTAL), cells.any_of(*_REFUND)
        columns = {field: cells.any_of(*names) for field, names in _COLUMNS.items()}
        mark = mark_of([totals, refunds])
        rows: list[tuple[int, dict[Field, str]]] = []
        for place, line in enumerate(cells.lines):
            row = {field: texts[place] for field, texts in columns.items()}
            status = word(row["type"].removeprefix("wc-"))
            row["type"] = _kind(cells, place, status)
            row["amount"] = added((totals[place],), mark) if begins[place] else "0"
            row["items"] = added((row["items"],), mark)
            rows.append((line, row))
            # An order whose status is refunded went back whole, be the sum told or not.
            refunded = refunds[place] if sign_of(refunds[place], mark) else ""
            if status == "refunded":
                refunded = refunded or totals[place]
            if begins[place] and row["type"] != "void" and refunded:
                rows.append((line, returned(row, refunded, mark)))
        return canonical_frame(rows, tuple(_COLUMNS))


def _kind(cells: Cells, place: int, status: str) -> str:
    # A word that is not known is handed on, and rejected with its line.
    kind = _KINDS.get(status, status)
    if kind != "sale":
        return kind
    collected = is_pick_up(cells.any_of(*_METHOD)[place])
    if collected or word(cells["created via"][place]) in _CHECKOUT:
        return "pick_up"
    return kind_of_line(1, gift_card=is_gift_card(cells["item name"][place]))
