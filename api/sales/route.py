"""POST /v1/stores/{store}/sales."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request

from api.authorization import may_write
from api.bodies import MEBIBYTE, stream_within
from api.errors import ApiError
from api.sales.amounts import DecimalChoice
from api.sales.importing import import_sales, import_tickets
from api.sales.mappings import columns_given
from api.sales.moments import AmbiguousChoice, ClockChanges, DateOrderChoice, MissingChoice
from api.sales.reconciliation import Reconciliation
from api.sales.sources.content import Content
from api.sales.sources.pushed import PushedTickets, TillTicket
from api.sales.staged import Choices
from api.stores import DatabaseDependency
from api.uploads import uploaded

router = APIRouter(tags=["sales"])

MAX_FILE = 128 * MEBIBYTE
"""About two million rows. A file beyond it is imported on the server itself, or in parts."""
MAX_TICKETS = 8 * MEBIBYTE


async def sent(request: Request) -> Content | PushedTickets:
    """The form's `file`, held in memory only, or a list of tickets; raises ApiError."""
    kind = request.headers.get("content-type", "")
    if kind.split(";")[0].strip() == "application/json":
        return PushedTickets(b"".join([each async for each in stream_within(request, MAX_TICKETS)]))
    if not kind.startswith("multipart/form-data"):
        raise ApiError(
            415,
            "no_file",
            "The receipts must come as a form, or as JSON.",
            "Send multipart with `file`, or a list of tickets as application/json.",
        )
    name, data = await uploaded(request, MAX_FILE)
    return Content(name or "receipts.csv", data)


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
            },
            "application/json": {
                "schema": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["ticket", "datetime", "amount"],
                        "properties": {
                            field: {"type": "number" if field in ("amount", "items") else "string"}
                            for field in TillTicket.model_fields
                        },
                    },
                }
            },
        },
    }
}


@router.post("/stores/{store}/sales", dependencies=[Depends(may_write)], openapi_extra=_BODY)
def post_sales(
    store: str,
    upload: Annotated[Content | PushedTickets, Depends(sent)],
    database: DatabaseDependency,
    dry_run: Annotated[bool, Query()] = False,
    date_order: Annotated[DateOrderChoice, Query()] = "auto",
    decimal: Annotated[DecimalChoice, Query()] = "auto",
    ambiguous: Annotated[AmbiguousChoice, Query()] = "reject",
    missing: Annotated[MissingChoice, Query()] = "reject",
    column: Annotated[list[str], Query(description="FIELD=HEADER, for each to be chosen.")] = [],  # noqa: B006
) -> Reconciliation:
    changes = ClockChanges(ambiguous, missing)
    if isinstance(upload, PushedTickets):
        # What a program writes needs no guessing.
        choices = Choices("ymd", ".", changes)
        return import_tickets(database, store, upload, choices, dry_run=dry_run)
    choices = Choices(date_order, decimal, changes, columns_given(column))
    return import_sales(database, store, upload, choices, dry_run=dry_run)
