"""PUT /v1/stores/{store}/roster."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import ValidationError

from api.authorization import may_write
from api.bodies import MEBIBYTE, body_within
from api.errors import invalid
from api.roster.shifts import RosterAnswer, RosterBody, keep_roster
from api.stores import DatabaseDependency, calendar_of, described

router = APIRouter(tags=["roster"])


@router.put("/stores/{store}/roster", dependencies=[Depends(may_write)])
def put_roster(
    store: str,
    body: Annotated[bytes, Depends(body_within(8 * MEBIBYTE))],
    database: DatabaseDependency,
) -> RosterAnswer:
    """Replaces the business days on which the shifts start: sent again it changes nothing."""
    try:
        asked = RosterBody.model_validate_json(body)
    except ValidationError as error:
        raise invalid(error.errors(include_input=False), "roster") from error
    with database.write() as session:
        return keep_roster(session, store, calendar_of(described(session, store)), asked)
