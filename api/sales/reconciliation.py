"""What became of every row of a receipts file."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from pydantic import BaseModel


class RejectedRow(BaseModel):
    """``line`` in the file, from 1; ``column`` as the file names it, None when it is none."""

    line: int
    reason: str
    column: str | None


class Reconciliation(BaseModel):
    """``rows_read`` is ``rows_kept`` + ``rows_rejected``. Of the kept rows, ``rows_unchanged`` are
    of tickets that were already stored just so, and ``rows_replaced`` of tickets that were stored
    otherwise. ``tickets``: all in the file; ``sales``, ``items`` and ``amount`` are of those that
    are sales, tax included, and ``items`` is None when no sale says its own."""

    file: str
    sha256: str
    rows_read: int
    rows_kept: int
    rows_unchanged: int
    rows_replaced: int
    rows_rejected: int
    rejected: list[RejectedRow]
    tickets: int
    sales: int
    items: int | None
    amount: Decimal
    currency: str
    first: datetime | None
    last: datetime | None
    columns: dict[str, str]
    ignored_columns: list[str]
    dry_run: bool
