"""GET and DELETE /v1/stores/{store}/imports, and the mapping kept for the next file."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import ValidationError

from api.authorization import may_write
from api.bodies import MEBIBYTE, body_within
from api.errors import invalid
from api.sales.answers import ImportAnswer, Imports, KeptMapping, MappingAnswer
from api.sales.history import imports_of
from api.sales.mappings import keep_mapping
from api.sales.undoing import undo
from api.stores import DatabaseDependency, described

router = APIRouter(tags=["sales"])


@router.get("/stores/{store}/imports", dependencies=[Depends(may_write)])
def get_imports(
    store: str,
    database: DatabaseDependency,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> Imports:
    with database.read() as session:
        described(session, store)
        return imports_of(session, store, limit)


@router.put("/stores/{store}/imports/mapping", dependencies=[Depends(may_write)])
def put_mapping(
    store: str,
    body: Annotated[bytes, Depends(body_within(MEBIBYTE))],
    database: DatabaseDependency,
) -> MappingAnswer:
    """The next file with this header is read by it, without being asked."""
    try:
        kept = KeptMapping.model_validate_json(body)
    except ValidationError as error:
        raise invalid(error.errors(include_input=False), "mapping") from error
    with database.write() as session:
        described(session, store)
        return keep_mapping(session, store, kept)


@router.delete("/stores/{store}/imports/{import_id}", dependencies=[Depends(may_write)])
def delete_import(store: str, import_id: int, database: DatabaseDependency) -> ImportAnswer:
    with database.write() as session:
        described(session, store)
        return undo(session, store, import_id)
