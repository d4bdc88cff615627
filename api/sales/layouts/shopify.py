"""Shopify's export of orders: a row a line item, the order's own cells on its first row alone.

Sources: "OrderDisplayFinancialStatus" (Shopify GraphQL Admin reference), "Shopify Orders –
Available Columns For Export And Import" (WebToffee) and the headers of exports as published with
tools that read them.

- The amount is the order's total. The file has no categories, and line prices are before discounts
  and tax: the first row has the whole amount, the others none.
- What was refunded is a return beside the sale, named after it. The export does not say when, so
  it has the order's time.
- A cancelled, voided or expired order is void, and has no return beside it. A pending one is void
  until it is paid: the next export says so.
- An order whose source is not the point of sale was made elsewhere than at the till, and counts as
  picked up: no visitor of the shop stands behind it. Without a source it is taken for the till's.
- Not read: customers, addresses, phones, notes, tags, employees, payment references.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pandas as pd

from api.sales.columns import Field
from api.sales.layouts.header import Cells, Header, canonical_frame
from api.sales.layouts.kinds import is_gift_card, kind_of_line, word
from api.sales.layouts.layout import Layout
from api.sales.layouts.orders import Orders, returned
from api.sales.layouts.sums import added, mark_of, sign_of

_FIELDS: Final[tuple[Field, ...]] = (
    *("ticket", "till", "datetime", "amount", "items", "currency", "type"),
)
_OWN: Final = (
    *("device id", "created at", "currency", "financial status", "cancelled at", "source"),
)
_KINDS: Final = {
    **dict.fromkeys(("paid", "partially paid", "authorized"), "sale"),
    **dict.fromkeys(("partially refunded", "refunded"), "sale"),
    **dict.fromkeys(("pending", "voided", "expired"), "void"),
}


def detect(header: Sequence[str]) -> Layout | None:
    names = Header(header)
    if not names.has("name", "financial status", "created at", "total", "lineitem quantity"):
        return None
    columns = names.columns(
        {
            "ticket": ("name",),
            "till": ("device id",),
            "datetime": ("created at",),
            "amount": ("total",),
            "items": ("lineitem quantity",),
            "currency": ("currency",),
            "type": ("financial status",),
        }
    )
    read = names.read("lineitem name", "cancelled at", "refunded amount", "source")
    return Layout("shopify_orders", columns, read, _Orders())


class _Orders:
    def __init__(self) -> None:
        self._orders = Orders(("name",), _OWN)

    def __call__(self, frame: pd.DataFrame) -> pd.DataFrame:
        cells = Cells(frame)
        totals, refunds = list(cells["total"]), list(cells["refunded amount"])
        mark = mark_of([totals, refunds])
        rows: list[tuple[int, dict[Field, str]]] = []
        for place, begins in enumerate(self._orders.filled(cells)):
            row: dict[Field, str] = {
                "ticket": cells["name"][place],
                "till": cells["device id"][place],
                "datetime": cells["created at"][place],
                "amount": added((totals[place],), mark) if begins else "0",
                "items": cells["lineitem quantity"][place],
                "currency": cells["currency"][place],
                "type": _kind(cells, place),
            }
            rows.append((cells.lines[place], row))
            if begins and row["type"] != "void" and sign_of(refunds[place], mark):
                back = returned(row, refunds[place], mark)
                rows.append((cells.lines[place], back))
        return canonical_frame(rows, _FIELDS)


def _kind(cells: Cells, place: int) -> str:
    if cells["cancelled at"][place]:
        return "void"
    status = cells["financial status"][place]
    # A word that is not known is handed on, and rejected with its line.
    kind = _KINDS.get(word(status), status)
    if kind != "sale":
        return kind
    if word(cells["source"][place]) not in ("", "pos"):
        return "pick_up"
    return kind_of_line(1, gift_card=is_gift_card(cells["lineitem name"][place]))
