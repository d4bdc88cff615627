"""The history of a store's imports of facts, and their undoing."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from api.errors import ApiError
from api.fact_models import FactImport, FactRow, ReplacedFact
from api.facts.answers import FactImportAnswer, FactImports
from api.models import Store

_COLUMNS: Final = ("store_id", "kind", "day", "source", "name", "measure", "currency", "value")
_SHOWN: Final = 10


def fact_imports_of(session: Session, store: str, limit: int) -> FactImports:
    rows = session.scalars(
        select(FactImport)
        .where(FactImport.store_id == store)
        .order_by(FactImport.import_id.desc())
        .limit(limit)
    )
    return FactImports(imports=[FactImportAnswer.model_validate(row) for row in rows])


def undo_facts(session: Session, store: str, import_id: int) -> FactImportAnswer:
    """The facts of the import go, those it replaced come back. Raises ApiError 404, and 409 when a
    later import rests on it."""
    # One import or undoing at a time in a store.
    session.get(Store, store, with_for_update=True)
    row = session.get(FactImport, (store, import_id))
    if row is None:
        raise ApiError(
            404,
            "unknown_import",
            f"Store {store!r} has no import of facts {import_id}.",
            f"GET /v1/stores/{store}/facts/imports lists them.",
        )
    if row.undone is not None:
        raise ApiError(
            409, "already_undone", f"Import {import_id} was undone on {row.undone:%Y-%m-%d}."
        )
    _refuse_later(session, row)
    session.execute(
        delete(FactRow).where(
            FactRow.store_id == store,
            FactRow.kind == row.kind,
            FactRow.day.between(row.first, row.last),
            FactRow.import_id == import_id,
        )
    )
    replaced = (ReplacedFact.store_id == store, ReplacedFact.import_id == import_id)
    own = [getattr(ReplacedFact, name) for name in (*_COLUMNS, "was_import")]
    session.execute(
        insert(FactRow).from_select([*_COLUMNS, "import_id"], select(*own).where(*replaced))
    )
    session.execute(delete(ReplacedFact).where(*replaced))
    row.undone = datetime.now(UTC).replace(microsecond=0)
    session.flush()
    return FactImportAnswer.model_validate(row)


def _refuse_later(session: Session, row: FactImport) -> None:
    later = session.scalars(
        select(ReplacedFact.import_id)
        .where(ReplacedFact.store_id == row.store_id, ReplacedFact.was_import == row.import_id)
        .distinct()
    ).all()
    if not later:
        return
    named = ", ".join(str(each) for each in sorted(later, reverse=True)[:_SHOWN])
    raise ApiError(
        409,
        "later_import",
        f"Import {row.import_id} cannot be undone: days of it were replaced by later imports "
        f"({named}).",
        "Undo those first, the newest first.",
    )
