"""ARTS POSLog, the XML that tills of large chains write (version 6, and 2.x before it).

Sources: the POSLog schemas' element and attribute names as used in files published by retailers and
till makers, and "Digital Receipt" examples of the same ARTS data model (sale and return with
``Total TotalType="TransactionGrandAmount"``).

- A ticket is a Transaction with a RetailTransaction. Others (control, inventory, tender) are left
  out, and so are suspended ones: they come again when they are taken up.
- Its amount is the grand total, tax included; without one, net and tax. Tills write a return's
  total with a minus, with NegativeTotalFlag or TypeCode="Return", or just as a size: all are minus.
- A row a line item, with the first level of its MerchandiseHierarchy as category. What the total
  has beyond its lines (tax put on at the end, discounts on the whole) is a row without category
  and without items.
- Voided lines are left out. A transaction that was cancelled or voided is void. One that voids
  another afterwards is void itself; the other is not changed.
- Not read: operators, customers, loyalty accounts, tenders, addresses, notes.

The file is read a transaction at a time, and each is forgotten when it has been read. DTDs,
entities and external references are refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import IO, Final
from xml.etree.ElementTree import Element, ParseError

import pandas as pd
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from api.errors import ApiError
from api.sales.columns import Field, Kind, normal
from api.sales.layouts.header import canonical_frame
from api.sales.layouts.kinds import is_gift_card, is_online, kind_of_line
from api.sales.layouts.sums import number, plain

COLUMNS: Final[dict[Field, str]] = {
    "ticket": "SequenceNumber",
    "till": "WorkstationID",
    "datetime": "BeginDateTime",
    "amount": "Total",
    "items": "Quantity",
    "currency": "CurrencyCode",
    "type": "TransactionStatus",
    "category": "MerchandiseHierarchy",
}
"""Field to the element that says it."""

_BLOCK: Final = 4096
_CHUNK: Final = 16384
_VOID: Final = ("voided", "void", "postvoided", "post voided", "canceled", "cancelled", "failed")
_SUSPENDED: Final = ("suspended", "suspendedretrieved", "suspendeddeleted", "retrieved")
_BACK: Final = ("Return", "ReturnForPickup", "ReturnForDelivery")
_COLLECTED: Final = (
    *("SaleForPickup", "CustomerOrderForPickup", "CustomerOrderPickup", "PreviousCustomerOrder"),
)
_TIMES: Final = ("BeginDateTime", "POSLogDateTime", "ReceiptDateTime", "EndDateTime")


def is_poslog(head: bytes) -> bool:
    """Whether a file that begins so is a POSLog."""
    text = head.decode("utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", "ignore")
    return text.lstrip("\ufeff \t\r\n").startswith("<") and "POSLog" in text


def read_poslog(file: IO[bytes], name: str) -> Iterator[pd.DataFrame]:
    """Blocks of canonical text cells by field, indexed by the line where their transaction begins;
    a transaction is never cut. Raises ApiError 422 when it is no POSLog, when the XML cannot be
    read, and when it holds transactions of two stores."""
    lines = _Lines(file)
    rows: list[tuple[int, dict[Field, str]]] = []
    store: str | None = None
    root: Element | None = None
    begun = depth = 0
    for event, element in _events(lines, name):
        depth += 1 if event == "start" else -1
        if root is None:
            root = element
            if _local(root) != "POSLog":
                raise _unfit(f"{name!r} is XML, but its root is {_local(root)!r}, not POSLog.")
        elif event == "start" and depth == 2:
            begun = lines.number
        elif event == "end" and depth == 1 and _local(element) == "Transaction":
            store = _one_store(element, store, name, begun)
            rows += [(begun, row) for row in _rows(element)]
            root.clear()
            if len(rows) >= _BLOCK:
                yield canonical_frame(rows, tuple(COLUMNS))
                rows = []
    yield canonical_frame(rows, tuple(COLUMNS))


def _events(lines: _Lines, name: str) -> Iterator[tuple[str, Element]]:
    try:
        yield from iterparse(lines, ("start", "end"), forbid_dtd=True)
    except DefusedXmlException as error:
        raise _unfit(f"{name!r} has a document type or entities, which are refused.") from error
    # The latter two are of encodings that the parser does not know.
    except (ParseError, LookupError, ValueError) as error:
        raise _unfit(f"{name!r}, line {lines.number}: the XML cannot be read ({error}).") from error


class _Lines:
    """A file handed out a line at a time, so that the parser's place is known by its line. Long
    lines come in parts: a file may be a single one."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._ended = True
        self.number = 0

    def read(self, _size: int = -1) -> bytes:
        part = self._file.readline(_CHUNK)
        self.number += self._ended and bool(part)
        self._ended = part.endswith(b"\n")
        return part


def _unfit(message: str) -> ApiError:
    return ApiError(422, "unreadable_sales", message, "Export the POSLog again.")


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _has(element: Element, *names: str) -> bool:
    return next(_children(element, *names), None) is not None


def _children(element: Element, *names: str) -> Iterator[Element]:
    return (child for child in element if _local(child) in names)


def _text(element: Element, *names: str) -> str:
    """The text of the first child of the first name that has one."""
    for name in names:
        for child in _children(element, name):
            if child.text and child.text.strip():
                return child.text.strip()
    return ""


def _flag(element: Element, name: str) -> bool:
    return element.get(name, "").strip().lower() in ("true", "1")


def _one_store(transaction: Element, store: str | None, name: str, line: int) -> str | None:
    """Raises ApiError when it is another than before: all would be taken for one store's."""
    found = _text(transaction, "RetailStoreID")
    for unit in _children(transaction, "BusinessUnit"):
        found = found or _text(unit, "UnitID")
    if store and found and found != store:
        raise ApiError(
            422,
            "several_stores",
            f"{name!r}, line {line}: a transaction of store {found!r}, but those before are of "
            f"{store!r}.",
            "Export each store's POSLog by itself.",
        )
    return store or found or None


def _rows(transaction: Element) -> list[dict[Field, str]]:
    retail = next(_children(transaction, "RetailTransaction"), None)
    if retail is None:
        return []
    status = normal(retail.get("TransactionStatus", "") or transaction.get("TransactionStatus", ""))
    if status in _SUSPENDED:
        return []
    lines = [line for item in _children(retail, "LineItem") if (line := _line(item)) is not None]
    kind = _kind(transaction, retail, status, lines)
    total = _total(retail, lines)
    head: dict[Field, str] = {
        "ticket": _text(transaction, "SequenceNumber", "TransactionID", "ReceiptNumber"),
        "till": _text(transaction, "WorkstationID"),
        "datetime": _time(transaction, retail),
        "currency": _text(transaction, "CurrencyCode"),
        "type": kind,
    }
    if isinstance(total, str):
        # It cannot be read, or there is none: for the import to say so.
        return [{**head, "amount": total}]
    rows: list[dict[Field, str]] = [
        {**head, "amount": plain(line.amount), "items": line.items, "category": line.category}
        for line in lines
    ]
    rest = total - sum((line.amount for line in lines), Decimal(0))
    if rest or not rows:
        rows.append({**head, "amount": plain(rest), "items": "0" if rows else ""})
    return rows


class _Line:
    """A line item. ``amount`` and ``items`` are minus for what was brought back."""

    def __init__(self, element: Element, *, back: bool, gift_card: bool) -> None:
        amount = _decimal(_text(element, "ExtendedAmount")) or Decimal(0)
        quantity = _text(element, "Quantity")
        self.amount = -abs(amount) if back else amount
        self.items = f"-{quantity.lstrip('-')}" if back and quantity else quantity
        self.category = _text(element, "MerchandiseHierarchy")
        self.kind = kind_of_line(-1 if self.amount < 0 or back else 1, gift_card=gift_card)


def _line(item: Element) -> _Line | None:
    if _flag(item, "VoidFlag") or _flag(item, "CancelFlag") or _flag(item, "DeleteFlag"):
        return None
    for element in _children(item, "Sale", "SaleForPickup", *_BACK):
        gift_card = is_gift_card(_spaced(element.get("ItemType", ""))) or _has(
            element, "GiftCard", "GiftCertificate"
        )
        return _Line(element, back=_local(element) in _BACK, gift_card=gift_card)
    return None


def _spaced(name: str) -> str:
    """GiftCertificate → Gift Certificate."""
    return "".join(f" {each}" if each.isupper() else each for each in name)


def _kind(transaction: Element, retail: Element, status: str, lines: list[_Line]) -> Kind:
    if _flag(transaction, "TrainingModeFlag") or _flag(retail, "TrainingModeFlag"):
        return "training"
    if _flag(transaction, "CancelFlag") or _flag(retail, "CancelFlag") or status in _VOID:
        return "void"
    channel = next(_children(transaction, "Channel"), None)
    online = channel is not None and is_online(channel.get("OnLineOffLineTypeCode", ""))
    collected = any(_has(item, *_COLLECTED) for item in _children(retail, "LineItem"))
    kinds = {line.kind for line in lines}
    if online or (collected and "return" not in kinds):
        return "pick_up"
    if "return" in kinds and len(kinds) > 1:
        return "exchange"
    return kinds.pop() if len(kinds) == 1 else "sale"


def _time(transaction: Element, retail: Element) -> str:
    for name in _TIMES:
        for element in (*_children(transaction, name), *_children(retail, name)):
            # POSLogDateTime also says when the message was sent.
            if element.text and element.get("TypeCode", "Transaction") == "Transaction":
                return element.text.strip()
    return _text(transaction, "BusinessDayDate")


def _decimal(text: str) -> Decimal | None:
    try:
        return number(text, ".")
    except ValueError:
        return None


def _total(retail: Element, lines: list[_Line]) -> Decimal | str:
    """With its sign; the text as written when it is no number, empty when there is none."""
    totals = {each.get("TotalType", ""): each for each in _children(retail, "Total")}
    grand = totals.get("TransactionGrandAmount")
    parts = [grand] if grand is not None else []
    if grand is None and "TransactionNetAmount" in totals:
        parts = [totals[name] for name in _NET_AND_TAX if name in totals]
    value = Decimal(0)
    for part in parts:
        text = (part.text or "").strip()
        amount = _decimal(text)
        if amount is None:
            return text
        value += amount
    if not parts:
        return ""
    back = any(
        _flag(part, "NegativeTotalFlag") or normal(part.get("TypeCode", "")) in ("return", "refund")
        for part in parts
    )
    sold = sum((line.amount for line in lines), Decimal(0))
    return -abs(value) if back or sold < 0 else value


_NET_AND_TAX: Final = ("TransactionNetAmount", "TransactionTaxAmount")
