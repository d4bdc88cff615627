"""One row, read with all the care there is: what is wrong in it is said with its column."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, TypeVar

from analytics.business_day import BusinessCalendar
from analytics.money import to_minor
from api.sales.amounts import DecimalMark, amount_of
from api.sales.columns import Field, Kind, kind_of
from api.sales.moments import (
    REJECT,
    Change,
    ClockChangeError,
    ClockChanges,
    DateOrder,
    Moment,
    moment_of,
)
from api.sales.zone_names import zone_of

MAX_ID: Final = 90
MAX_CATEGORY: Final = 64
_MAX_ITEMS: Final = 1_000_000
_MAX_MINOR: Final = 10**17
# A column that was taken for another's may hold who bought.
_PERSONAL: Final = re.compile(r"@|\x00|\d(?:[ .\-]?\d){7,}")
_FORMULA: Final = "=+-@\t\r\n "


class RowError(Exception):
    def __init__(self, reason: str, field: Field | None, change: Change | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.field = field
        self.change = change


@dataclass(frozen=True, slots=True)
class Reading:
    """How the cells of a file are to be read."""

    calendar: BusinessCalendar
    currency: str
    order: DateOrder
    mark: DecimalMark
    changes: ClockChanges = REJECT


@dataclass(frozen=True, slots=True)
class TicketLine:
    """One row. ``amount`` in minor units. ``ticket``: the till's own number, None when the file
    has none. ``day``: the store's date."""

    ticket: str | None
    moment: Moment
    day: date
    kind: Kind | None
    amount: int
    items: int | None
    category: str | None


def line_of(cells: Mapping[Field, str], reading: Reading) -> TicketLine:
    """``cells``: stripped; a file with ticket numbers has "ticket" in all its rows. Raises RowError
    with the first thing wrong."""
    date_field: Field = "datetime" if cells.get("datetime") else "date"
    date_text = cells.get(date_field, "")
    if not date_text:
        raise RowError("no date", date_field if date_field in cells else "datetime")
    time_text = cells.get("time") if date_field == "date" else None
    store = reading.calendar.zone
    zone_text = cells.get("timezone", "")
    zone = _read("timezone", lambda: zone_of(zone_text)) if zone_text else store
    moment = _read(
        date_field, lambda: moment_of(date_text, time_text, reading.order, zone, reading.changes)
    )
    amount_text = cells.get("amount", "")
    if not amount_text:
        raise RowError("no amount", "amount")
    currency = cells.get("currency", "").upper() or reading.currency
    if currency != reading.currency:
        raise RowError(
            f"in {currency!r}, but the store's currency is {reading.currency}", "currency"
        )
    amount = _read("amount", lambda: minor_of(amount_text, reading))
    ticket = None
    if "ticket" in cells:
        ticket = _ticket(cells.get("till", ""), cells["ticket"])
    kind_text = cells.get("type", "")
    items_text = cells.get("items", "")
    return TicketLine(
        ticket,
        moment,
        moment.instant.astimezone(store).date(),
        _read("type", lambda: kind_of(kind_text)) if kind_text else None,
        amount,
        _read("items", lambda: items_of(items_text, reading.mark)) if items_text else None,
        category_of(cells.get("category", "")),
    )


_T = TypeVar("_T")


def _read(field: Field, read: Callable[[], _T]) -> _T:
    try:
        return read()
    except ClockChangeError as error:
        raise RowError(str(error), field, error.change) from error
    except ValueError as error:
        raise RowError(str(error), field) from error


def _ticket(till: str, number: str) -> str:
    if not number:
        raise RowError("no ticket number", "ticket")
    ticket = "/".join(each for each in (till, number) if each)
    if len(ticket) > MAX_ID:
        raise RowError(f"the ticket number is longer than {MAX_ID} characters", "ticket")
    if "@" in ticket:
        raise RowError("the ticket number holds an @, as an address does", "ticket")
    if "\x00" in ticket:
        raise RowError("the ticket number is not text", "ticket")
    return ticket


def minor_of(text: str, reading: Reading) -> int:
    """Raises ValueError."""
    minor = to_minor(amount_of(text, reading.mark), reading.currency)
    if abs(minor) > _MAX_MINOR:
        raise ValueError(f"{text!r} is too large an amount")
    return minor


def items_of(text: str, mark: DecimalMark) -> int:
    """What is sold by weight counts as one item: 0.350 kg of cheese is one thing bought. Raises
    ValueError."""
    value = amount_of(text, mark)
    if abs(value) > _MAX_ITEMS:
        raise ValueError(f"{text!r} is more than {_MAX_ITEMS} items")
    if value == value.to_integral_value():
        return int(value)
    return 1 if value > Decimal(0) else -1


def category_of(text: str) -> str | None:
    """None where there is none, and where it looks like an address, a telephone or a card. What
    would make a formula of it in somebody's spreadsheet is left out."""
    if _PERSONAL.search(text):
        return None
    return text.lstrip(_FORMULA)[:MAX_CATEGORY].strip() or None
