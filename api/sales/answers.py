"""What the server answers of imports and of the mappings it keeps."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel

from api.sales.columns import Field


class ImportAnswer(BaseModel):
    """``rows_kept`` and ``rows_rejected``: of the file; ``tickets``, ``added``, ``replaced``: of
    the store. None: an import of before this was kept, which cannot be undone."""

    import_id: int
    file: str | None
    sha256: str
    layout: str | None
    mapping: dict[str, str] | None
    imported: datetime
    undone: datetime | None
    first: datetime
    last: datetime
    rows_kept: int
    rows_rejected: int
    tickets: int | None
    added: int | None
    replaced: int | None


class Imports(BaseModel):
    """The newest first."""

    imports: list[ImportAnswer]


class KeptMapping(BaseModel):
    """``header``: all columns of the file, in any order; ``columns``: field to one of them, none
    to forget the choice."""

    header: list[str]
    columns: dict[Field, str]


class MappingAnswer(BaseModel):
    fingerprint: str
    columns: dict[Field, str]
    changed: datetime | None
