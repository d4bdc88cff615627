"""Tables of receipts and of the files they came in."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Date, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from api.instant import Instant
from api.table import StoreTable, of_store


class Ticket(StoreTable):
    """A till ticket, without anything about who bought. ``day`` is its local date, not its business
    day: were the cut-over hour changed, the same file would else make other tickets. ``timed``:
    whether its time of day is known; else ``occurred`` is in the middle of its day. ``amount`` in
    minor units, tax in. ``import_id``: which import made it as it is; None: one of before these
    were kept."""

    __tablename__ = "tickets"
    __table_args__ = of_store(Index(None, "store_id", "occurred"))

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    ticket: Mapped[str] = mapped_column(String(200), primary_key=True)
    occurred: Mapped[datetime] = mapped_column(Instant)
    timed: Mapped[bool]
    kind: Mapped[str] = mapped_column(String(16))
    amount: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    items: Mapped[int | None] = mapped_column(BigInteger)
    import_id: Mapped[int | None] = mapped_column(Integer)


class TicketCategory(StoreTable):
    """What of a ticket is of one category, where its lines say one. ``amount`` in minor units."""

    __tablename__ = "ticket_categories"
    __table_args__ = of_store()

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    ticket: Mapped[str] = mapped_column(String(200), primary_key=True)
    category: Mapped[str] = mapped_column(String(64), primary_key=True)
    items: Mapped[int | None] = mapped_column(BigInteger)
    amount: Mapped[int] = mapped_column(BigInteger)


class SalesImport(StoreTable):
    """A receipts file that was imported, or a day's tickets that a till sent: it speaks for the
    business days from its first ticket to its last, until it is ``undone``. ``layout`` and all that
    follows it is None for imports of before it was kept. ``mapping``: field to header.
    ``confirms``: earlier imports of which it held tickets that were the same."""

    __tablename__ = "sales_imports"
    __table_args__ = of_store()

    import_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    sha256: Mapped[str] = mapped_column(String(64))
    imported: Mapped[datetime] = mapped_column(Instant)
    undone: Mapped[datetime | None] = mapped_column(Instant)
    first: Mapped[datetime] = mapped_column(Instant)
    last: Mapped[datetime] = mapped_column(Instant)
    rows_kept: Mapped[int] = mapped_column(Integer)
    rows_rejected: Mapped[int] = mapped_column(Integer)
    layout: Mapped[str | None] = mapped_column(String(64))
    file: Mapped[str | None] = mapped_column(String(255))
    mapping: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True))
    tickets: Mapped[int | None] = mapped_column(Integer)
    added: Mapped[int | None] = mapped_column(Integer)
    replaced: Mapped[int | None] = mapped_column(Integer)
    confirms: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True))


class ReplacedTicket(StoreTable):
    """A ticket as it was before the import ``import_id`` replaced it, for that to be undone.
    ``was_import``: which had made it so; ``categories``: [category, items, amount] each."""

    __tablename__ = "replaced_tickets"
    __table_args__ = of_store()

    import_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    ticket: Mapped[str] = mapped_column(String(200), primary_key=True)
    was_import: Mapped[int | None] = mapped_column(Integer)
    occurred: Mapped[datetime] = mapped_column(Instant)
    timed: Mapped[bool]
    kind: Mapped[str] = mapped_column(String(16))
    amount: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    items: Mapped[int | None] = mapped_column(BigInteger)
    categories: Mapped[list[list[Any]]] = mapped_column(JSON)


class SalesMapping(StoreTable):
    """The user's own choice of columns for files with one header. ``mapping``: field to header."""

    __tablename__ = "sales_mappings"
    __table_args__ = of_store()

    fingerprint: Mapped[str] = mapped_column(String(64), primary_key=True)
    mapping: Mapped[dict[str, str]] = mapped_column(JSON)
    changed: Mapped[datetime] = mapped_column(Instant)
