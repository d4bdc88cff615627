"""What became of every row of a receipts file."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Final

from pydantic import BaseModel

REJECTED_SHOWN: Final = 1000
PREVIEW_ROWS: Final = 20


class RejectedRow(BaseModel):
    """``line`` in the file, from 1; ``column`` as the file names it, None when it is none."""

    line: int
    reason: str
    column: str | None


class PreviewRow(BaseModel):
    """A row as it was understood. ``ticket``: None where the file has no numbers; ``items``,
    ``category`` and ``kind``: None where the row says none."""

    line: int
    ticket: str | None
    occurred: datetime
    timed: bool
    kind: str | None
    amount: Decimal
    items: int | None
    category: str | None


class FileTotal(BaseModel):
    """The file's own last total beside the sum of the amounts of all rows that were kept,
    whatever their type. ``amount``: None when it cannot be read; ``difference``: file less read."""

    line: int
    amount: Decimal | None
    read: Decimal
    difference: Decimal | None


class ClockChangeCounts(BaseModel):
    """Rows whose local time the clocks showed twice, or skipped, accepted or not."""

    ambiguous: int = 0
    missing: int = 0


class Reconciliation(BaseModel):
    """``rows_read`` is ``rows_kept`` + ``rows_rejected``; lines of totals (``total_rows``) are
    neither. Of the kept rows, ``rows_unchanged`` are of tickets that were already stored just so,
    and ``rows_replaced`` of tickets that were stored otherwise. ``rejected``: the first 1000.
    ``tickets``: all in the file; ``sales``, ``items`` and ``amount`` are of those that are sales,
    tax included, and ``items`` is None when no sale says its own. ``tickets_by_kind``: all;
    ``rows_by_kind``: as the rows say it, "" for those that do not.

    ``columns``: field to header; ``alternatives``: field to other headers that fit it;
    ``fingerprint``: of the header, for a mapping to be kept for. ``mapping``: whose choice
    ``columns`` is: "found", "kept" (an earlier choice for these columns) or "given". ``preview``:
    the first rows of a dry run. ``import_id``: None when nothing was written; that of an earlier
    import when this very file was in already."""

    file: str
    sha256: str
    import_id: int | None
    layout: str
    rows_read: int
    rows_kept: int
    rows_unchanged: int
    rows_replaced: int
    rows_rejected: int
    rejected: list[RejectedRow]
    total_rows: int
    file_total: FileTotal | None
    tickets: int
    tickets_by_kind: dict[str, int]
    rows_by_kind: dict[str, int]
    sales: int
    items: int | None
    amount: Decimal
    currency: str
    first: datetime | None
    last: datetime | None
    clock_changes: ClockChangeCounts
    columns: dict[str, str]
    mapping: str
    alternatives: dict[str, list[str]]
    ignored_columns: list[str]
    fingerprint: str | None
    preview: list[PreviewRow]
    dry_run: bool
