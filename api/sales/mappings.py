"""The user's own choice of columns, kept for the next file that has the same ones."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.database import insert_into
from api.errors import ApiError
from api.sales.answers import KeptMapping, MappingAnswer
from api.sales.columns import FIELDS, Field, normal
from api.sales.layouts import layout_of
from api.sales_models import SalesMapping


def fingerprint_of(header: Sequence[str]) -> str:
    """The same whatever the order of the columns, their case and accents."""
    names = sorted(normal(name) for name in header if normal(name))
    return hashlib.sha256(json.dumps(names).encode()).hexdigest()


def kept_mappings(session: Session, store: str) -> dict[str, dict[Field, str]]:
    rows = session.scalars(select(SalesMapping).where(SalesMapping.store_id == store))
    return {
        row.fingerprint: {field: row.mapping[field] for field in FIELDS if field in row.mapping}
        for row in rows
    }


def keep_mapping(session: Session, store: str, kept: KeptMapping) -> MappingAnswer:
    """Raises ApiError 422 when the header has no such column."""
    fingerprint = fingerprint_of(kept.header)
    if not kept.columns:
        row = session.get(SalesMapping, (store, fingerprint))
        if row is not None:
            session.delete(row)
        return MappingAnswer(fingerprint=fingerprint, columns={}, changed=None)
    try:
        layout_of(kept.header, kept.columns)
    except ValueError as error:
        raise ApiError(
            422, "bad_mapping", f"The header {error}.", "Name the columns as the file does."
        ) from error
    now = datetime.now(UTC).replace(microsecond=0)
    values = {"mapping": dict(kept.columns), "changed": now}
    statement = insert_into(session, SalesMapping).values(
        store_id=store, fingerprint=fingerprint, **values
    )
    session.execute(
        statement.on_conflict_do_update(index_elements=["store_id", "fingerprint"], set_=values)
    )
    return MappingAnswer(fingerprint=fingerprint, columns=kept.columns, changed=now)


def columns_given(texts: Sequence[str]) -> Mapping[Field, str]:
    """From FIELD=HEADER each; raises ApiError 422."""
    found: dict[Field, str] = {}
    for text in texts:
        name, _, header = text.partition("=")
        field = next((each for each in FIELDS if each == name.strip()), None)
        if field is None or not header.strip():
            raise ApiError(
                422,
                "bad_mapping",
                f"{text!r} does not say which column is which.",
                f"Write FIELD=HEADER, where FIELD is one of {', '.join(FIELDS)}.",
            )
        found[field] = header.strip()
    return found
