"""Tickets as a till sends them, in JSON."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from api.errors import invalid
from api.sales.columns import FIELDS
from api.sales.layouts.layout import Layout
from api.sales.sources.cells import text_of
from api.sales.sources.source import BLOCK_ROWS, Block, text_frame

TILL: Final = "till"
MAX_TICKETS: Final = 10_000


class TillTicket(BaseModel):
    """A ticket, or a line of one: those of one number and day are summed. ``datetime`` without an
    offset is the store's time. ``amount``: tax in, a number or its text with a point. What else is
    sent is dropped unread."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)

    ticket: Annotated[str, Field(min_length=1)]
    datetime: str
    amount: Decimal
    items: Decimal | None = None
    till: str | None = None
    timezone: str | None = None
    currency: str | None = None
    type: str | None = None
    category: str | None = None


_TICKETS: Final = TypeAdapter(
    Annotated[list[TillTicket], Field(min_length=1, max_length=MAX_TICKETS)]
)


class PushedTickets:
    """A source whose lines are the places in the list, from 1. Raises ApiError 422."""

    name = "till"

    def __init__(self, body: bytes) -> None:
        try:
            tickets = _TICKETS.validate_json(body)
        except ValidationError as error:
            raise invalid(error.errors(include_input=False), "list of tickets") from error
        self.sha256 = hashlib.sha256(body).hexdigest()
        rows = [ticket.model_dump() for ticket in tickets]
        self._columns = {
            field: [text_of(row[field]) for row in rows]
            for field in FIELDS
            if any(row.get(field) is not None for row in rows)
        }
        self.header = tuple(self._columns)
        self.layout = Layout(TILL, {field: field for field in self._columns})

    def blocks(self, headers: Sequence[str]) -> Iterator[Block]:
        frame = text_frame(
            {name: self._columns[name] for name in headers},  # type: ignore[index]
            range(1, 1 + len(next(iter(self._columns.values())))),
        )
        for start in range(0, len(frame), BLOCK_ROWS):
            yield Block(frame.iloc[start : start + BLOCK_ROWS])
