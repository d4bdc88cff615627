"""What the server answers of imports of facts."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict

from api.facts.fact import Kind


class RejectedFactRow(BaseModel):
    """``line`` in the file, from 1."""

    model_config = ConfigDict(from_attributes=True)

    line: int
    column: str
    reason: str


class FactReconciliation(BaseModel):
    """What became of every row: ``rows_read`` is the sum of the four that follow it.
    ``days_left_out``: those with a rejected row; they stay as they were. ``facts``: figures of the
    file's ``days``; ``added``, ``replaced`` and ``unchanged``: beside those that the store had of
    these days, and ``removed``: names that they had and the file has not. ``import_id``: None when
    nothing was written."""

    file: str
    sha256: str
    kind: Kind
    source: str
    import_id: int | None
    rows_read: int
    rows_kept: int
    rows_rejected: int
    rows_left_out: int
    rows_of_other_stores: int
    rejected: list[RejectedFactRow]
    days_left_out: list[date]
    first: date
    last: date
    days: int
    facts: int
    added: int
    replaced: int
    unchanged: int
    removed: list[str]
    columns: dict[str, str]
    ignored_columns: list[str]
    dry_run: bool


class FactImportAnswer(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    import_id: int
    kind: str
    source: str
    file: str
    sha256: str
    imported: datetime
    undone: datetime | None
    first: date
    last: date
    days: int
    rows_kept: int
    rows_rejected: int
    facts: int
    replaced: int


class FactImports(BaseModel):
    """The newest first."""

    imports: list[FactImportAnswer]
