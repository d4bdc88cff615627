"""Square's two exports of the dashboard: item details (a row an item) and transactions (a row a
payment).

Columns come and go (21, 33 and 35 of item details are known), so they are found by name. Sources:
"About sales summary, sales trends, and payment methods reports" (Square Support Centre: net sales
are without tax and tips, gift cards apart) and the headers of exports as published with tools that
read them.

- What the customer paid for goods is net sales and tax; for transactions, total collected less
  the tip, which also holds gift cards and service charges.
- A refund carries the transaction ID of its sale: it is made a ticket of its own by its payment ID.
- Zones have Ruby on Rails' names, "Eastern Time (US & Canada)": the import knows them.
- Square has no training mode in these files, and does not say when a payment and a refund are
  one exchange.
- Not read: device and staff names, customers, cards, notes, and the description of a transaction,
  which holds what buyers typed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import pandas as pd

from api.sales.columns import Field, Kind
from api.sales.layouts.header import Cells, Header, canonical_frame
from api.sales.layouts.kinds import is_gift_card, is_online, is_pick_up, kind_of_line, word
from api.sales.layouts.layout import Layout
from api.sales.layouts.sums import added, mark_of, negative, sign_of

_SHARED: Final = ("date", "time", "time zone", "net sales", "tax", "transaction id")
_FIELDS: Final[tuple[Field, ...]] = ("ticket", "date", "time", "timezone", "type")
_STATUS_VOID: Final = ("voided", "canceled", "cancelled", "failed")


def detect(header: Sequence[str]) -> Layout | None:
    names = Header(header)
    if not names.has(*_SHARED):
        return None
    if names.has("total collected"):
        return _transactions(names)
    return _items(names) if names.has("item", "qty") else None


def _columns(names: Header, amount: str, more: Mapping[Field, tuple[str, ...]]) -> dict[Field, str]:
    return names.columns(
        {
            "ticket": ("transaction id",),
            "date": ("date",),
            "time": ("time",),
            "timezone": ("time zone",),
            "amount": (amount,),
            "type": ("event type",),
            **more,
        }
    )


def _items(names: Header) -> Layout:
    return Layout(
        "square_items",
        _columns(names, "net sales", {"items": ("qty",), "category": ("category",)}),
        names.read("tax", "payment id", "item", "itemization type", "dining option", "channel"),
        _of_items,
    )


def _transactions(names: Header) -> Layout:
    return Layout(
        "square_transactions",
        _columns(names, "total collected", {}),
        names.read(
            *("tip", "net sales", "gift card sales", "payment id", "source", "channel"),
            *("dining option", "transaction status"),
        ),
        _of_transactions,
    )


def _of_items(frame: pd.DataFrame) -> pd.DataFrame:
    cells = Cells(frame)
    mark = mark_of([cells["net sales"], cells["tax"]])
    kinds: list[Kind] = []
    amounts, items = [], []
    for place in range(len(cells)):
        amount = added((cells["net sales"][place], cells["tax"][place]), mark)
        quantity = cells["qty"][place]
        refund = _is_refund(cells["event type"][place], amount)
        gift_card = is_gift_card(cells["itemization type"][place]) or is_gift_card(
            cells["item"][place]
        )
        kinds.append(_kind(cells, place, refund=refund, gift_card=gift_card))
        amounts.append(negative(amount, ".") if refund else amount)
        items.append(negative(quantity, mark) if refund else added((quantity,), mark))
    figures: dict[Field, list[str]] = {"amount": amounts, "items": items}
    if cells.has("category"):
        figures["category"] = cells["category"]
    return _frame(cells, kinds, figures)


def _of_transactions(frame: pd.DataFrame) -> pd.DataFrame:
    cells = Cells(frame)
    mark = mark_of([cells["total collected"], cells["tip"]])
    kinds: list[Kind] = []
    amounts = []
    for place in range(len(cells)):
        amount = added((cells["total collected"][place],), mark, minus=(cells["tip"][place],))
        refund = _is_refund(cells["event type"][place], amount)
        gift_card = (
            sign_of(cells["gift card sales"][place], mark) > 0
            and sign_of(cells["net sales"][place], mark) == 0
        )
        kind = _kind(cells, place, refund=refund, gift_card=gift_card)
        void = word(cells["transaction status"][place]) in _STATUS_VOID
        kinds.append("void" if void else kind)
        amounts.append(negative(amount, ".") if refund else amount)
    return _frame(cells, kinds, {"amount": amounts})


def _is_refund(event: str, amount: str) -> bool:
    # Older files have no event type: the sign tells.
    return word(event) == "refund" or (not event and sign_of(amount, ".") < 0)


def _kind(cells: Cells, place: int, *, refund: bool, gift_card: bool) -> Kind:
    # An order made online, collected or sent: no visitor of the shop stands behind it.
    elsewhere = (
        is_pick_up(cells["dining option"][place])
        or is_online(cells["source"][place])
        or is_online(cells["channel"][place])
    )
    if elsewhere and not refund:
        return "pick_up"
    return kind_of_line(-1 if refund else 1, gift_card=gift_card)


def _frame(cells: Cells, kinds: list[Kind], figures: dict[Field, list[str]]) -> pd.DataFrame:
    rows: list[tuple[int, dict[Field, str]]] = []
    for place, line in enumerate(cells.lines):
        ticket = cells["transaction id"][place]
        if kinds[place] == "return" and ticket:
            ticket = f"{ticket}/{cells['payment id'][place] or 'refund'}"
        row: dict[Field, str] = {
            "ticket": ticket,
            "date": cells["date"][place],
            "time": cells["time"][place],
            "timezone": cells["time zone"][place],
            "type": kinds[place],
        }
        rows.append((line, row | {field: texts[place] for field, texts in figures.items()}))
    return canonical_frame(rows, (*_FIELDS, *figures))
