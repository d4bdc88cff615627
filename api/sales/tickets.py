"""Tickets from rows: lines of one ticket are summed, and each row that cannot be read is named."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Final, TypeVar

from analytics.business_day import BusinessCalendar
from analytics.money import to_minor
from api.sales.amounts import DecimalMark, amount_of
from api.sales.columns import Field, Kind, kind_of
from api.sales.moments import DateOrder, Moment, moment_of
from api.sales.table import Row

_MAX_ID: Final = 90
_MAX_ITEMS: Final = 1_000_000


class RowError(Exception):
    def __init__(self, reason: str, field: Field | None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.field = field


@dataclass(frozen=True, slots=True)
class Reading:
    """How the cells of a file are to be read."""

    calendar: BusinessCalendar
    currency: str
    order: DateOrder
    mark: DecimalMark
    has_ids: bool


@dataclass(frozen=True, slots=True)
class TicketLine:
    """One row. ``amount`` in minor units. ``ticket``: the till's own number, None when the file
    has none."""

    line: int
    ticket: str | None
    moment: Moment
    day: date
    kind: Kind | None
    amount: int
    items: int | None


@dataclass(frozen=True, slots=True)
class TicketFigures:
    """A ticket as it is stored; ``lines`` are the rows it came from."""

    day: date
    ticket: str
    occurred: datetime
    timed: bool
    kind: str
    amount: int
    items: int | None
    lines: tuple[int, ...] = field(compare=False)

    @property
    def is_sale(self) -> bool:
        """Whether conversion counts it: positive, not void, not training, not only a gift card,
        not the pick-up of an order made elsewhere."""
        return self.kind == "sale" and self.amount > 0


def line_of(row: Row, reading: Reading) -> TicketLine:
    """Raises RowError with the first thing wrong in the row."""
    cells = row.cells
    if row.surplus:
        raise RowError(
            f"{row.surplus} more cells than the header has: is a decimal comma the delimiter?", None
        )
    date_field: Field = "datetime" if cells.get("datetime") else "date"
    date_text = cells.get(date_field, "")
    if not date_text:
        raise RowError("no date", date_field)
    time_text = cells.get("time") if date_field == "date" else None
    zone = reading.calendar.zone
    moment = _read(date_field, lambda: moment_of(date_text, time_text, reading.order, zone))
    amount_text = cells.get("amount", "")
    if not amount_text:
        raise RowError("no amount", "amount")
    currency = cells.get("currency", "").upper() or reading.currency
    if currency != reading.currency:
        raise RowError(
            f"in {currency!r}, but the store's currency is {reading.currency}", "currency"
        )
    amount = _read(
        "amount", lambda: to_minor(amount_of(amount_text, reading.mark), reading.currency)
    )
    ticket = None
    if reading.has_ids:
        ticket = "/".join(each for each in (cells.get("till"), cells.get("ticket")) if each)
        if not cells.get("ticket"):
            raise RowError("no ticket number", "ticket")
        if len(ticket) > _MAX_ID:
            raise RowError(f"the ticket number is longer than {_MAX_ID} characters", "ticket")
    kind_text = cells.get("type", "")
    items_text = cells.get("items", "")
    return TicketLine(
        row.line,
        ticket,
        moment,
        moment.instant.astimezone(zone).date(),
        _read("type", lambda: kind_of(kind_text)) if kind_text else None,
        amount,
        _read("items", lambda: _items(items_text, reading.mark)) if items_text else None,
    )


_T = TypeVar("_T")


def _read(field: Field, read: Callable[[], _T]) -> _T:
    try:
        return read()
    except ValueError as error:
        raise RowError(str(error), field) from error


def _items(text: str, mark: DecimalMark) -> int:
    """What is sold by weight counts as one item: 0.350 kg of cheese is one thing bought."""
    value = amount_of(text, mark)
    if abs(value) > _MAX_ITEMS:
        raise ValueError(f"{text!r} is more than {_MAX_ITEMS} items")
    if value == value.to_integral_value():
        return int(value)
    return 1 if value > Decimal(0) else -1


def tickets_of(lines: list[TicketLine]) -> list[TicketFigures]:
    """Rows of one number on one date are one ticket: many tills begin again at 1 every
    day. Without numbers each row is a ticket, known by its content and by its place among rows of
    the same content, so that the same file, or one that overlaps it, gives the same tickets."""
    groups: dict[tuple[date, str], list[TicketLine]] = {}
    alike: Counter[str] = Counter()
    for line in lines:
        if line.ticket is not None:
            name = f"id:{line.ticket}"
        else:
            content = (line.moment.instant.isoformat(), line.kind, line.amount, line.items)
            digest = hashlib.sha256(repr(content).encode()).hexdigest()[:32]
            alike[digest] += 1
            name = f"row:{digest}:{alike[digest]}"
        groups.setdefault((line.day, name), []).append(line)
    return [_ticket(day, name, group) for (day, name), group in groups.items()]


def _ticket(day: date, name: str, group: list[TicketLine]) -> TicketFigures:
    """A ticket's kind is that of its lines when they agree. Else void and training lines drop out,
    and what remains beside sales, returns and gift cards is the sale."""
    kinds = {line.kind for line in group}
    counted = group
    if len(kinds) > 1:
        counted = [line for line in group if line.kind not in ("void", "training")] or group
        kinds = {line.kind for line in counted}
    kind = next(iter(kinds)) if len(kinds) == 1 else "sale"
    amount = sum(line.amount for line in counted)
    # A file without types, or with lines of a sale and of a return, says by its sign which it is.
    if kind in (None, "sale"):
        kind = "return" if amount < 0 else "sale"
    known = [line.items for line in counted if line.items is not None]
    first = min(group, key=lambda line: line.moment.instant)
    return TicketFigures(
        day,
        name,
        first.moment.instant,
        all(line.moment.timed for line in group),
        kind or "sale",
        amount,
        sum(known) if len(known) == len(counted) else None,
        tuple(line.line for line in group),
    )
