"""POST /v1/stores/{store}/facts, and the history of these imports."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request

from api.authorization import may_write
from api.bodies import MEBIBYTE
from api.errors import ApiError
from api.facts.answers import FactImportAnswer, FactImports, FactReconciliation
from api.facts.fact import Kind
from api.facts.history import fact_imports_of, undo_facts
from api.facts.importing import import_facts
from api.facts.reading import FactChoices
from api.sales.amounts import DecimalChoice
from api.sales.moments import DateOrderChoice
from api.stores import DatabaseDependency, described
from api.uploads import uploaded

router = APIRouter(tags=["facts"])

MAX_FILE = 16 * MEBIBYTE


async def sent(request: Request) -> tuple[str, bytes]:
    """The form's `file`, held in memory only; raises ApiError."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise ApiError(
            415, "no_file", "The facts must come as a form.", "Send multipart with `file`."
        )
    name, data = await uploaded(request, MAX_FILE)
    return name or "facts.csv", data


_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            }
        },
    }
}


@router.post("/stores/{store}/facts", dependencies=[Depends(may_write)], openapi_extra=_BODY)
def post_facts(
    store: str,
    upload: Annotated[tuple[str, bytes], Depends(sent)],
    database: DatabaseDependency,
    kind: Annotated[Kind, Query()],
    source: Annotated[str | None, Query()] = None,
    dry_run: Annotated[bool, Query()] = False,
    date_order: Annotated[DateOrderChoice, Query()] = "auto",
    decimal: Annotated[DecimalChoice, Query()] = "auto",
) -> FactReconciliation:
    choices = FactChoices(date_order, decimal)
    return import_facts(database, store, kind, upload, choices, source=source, dry_run=dry_run)


@router.get("/stores/{store}/facts/imports", dependencies=[Depends(may_write)])
def get_fact_imports(
    store: str,
    database: DatabaseDependency,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> FactImports:
    with database.read() as session:
        described(session, store)
        return fact_imports_of(session, store, limit)


@router.delete("/stores/{store}/facts/imports/{import_id}", dependencies=[Depends(may_write)])
def delete_fact_import(
    store: str, import_id: int, database: DatabaseDependency
) -> FactImportAnswer:
    with database.write() as session:
        described(session, store)
        return undo_facts(session, store, import_id)
