"""POST /v1/stores/{store}/sales."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from api.authorization import may_write
from api.bodies import MEBIBYTE, stream_within
from api.errors import ApiError
from api.sales.amounts import DecimalChoice
from api.sales.importing import SalesFile, import_sales
from api.sales.moments import DateOrderChoice
from api.sales.reconciliation import Reconciliation
from api.stores import DatabaseDependency

router = APIRouter(tags=["sales"])

MAX_FILE = 32 * MEBIBYTE


class _InMemory(MultiPartParser):
    # A file that is rolled over to disk would leave customers' columns there.
    spool_max_size = MAX_FILE + 1


@dataclass(frozen=True, slots=True)
class _Upload:
    name: str
    data: bytes


async def uploaded(request: Request) -> _Upload:
    """The form's `file`, held in memory only; raises ApiError."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise ApiError(
            415, "no_file", "The receipts must come as a form.", "Send multipart with `file`."
        )
    parser = _InMemory(request.headers, stream_within(request, MAX_FILE), max_files=1, max_fields=8)
    try:
        form = await parser.parse()
    except MultiPartException as error:
        raise ApiError(400, "no_file", f"The form cannot be read: {error.message}") from error
    file = form.get("file")
    if not isinstance(file, UploadFile):
        await form.close()
        raise ApiError(422, "no_file", "The form has no `file`.", "Send the CSV as `file`.")
    data = await file.read()
    await form.close()
    return _Upload(file.filename or "receipts.csv", data)


_FORM = {
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


@router.post("/stores/{store}/sales", dependencies=[Depends(may_write)], openapi_extra=_FORM)
def post_sales(
    store: str,
    upload: Annotated[_Upload, Depends(uploaded)],
    database: DatabaseDependency,
    dry_run: Annotated[bool, Query()] = False,
    date_order: Annotated[DateOrderChoice, Query()] = "auto",
    decimal: Annotated[DecimalChoice, Query()] = "auto",
) -> Reconciliation:
    file = SalesFile(upload.name, upload.data, date_order, decimal)
    with database.read() if dry_run else database.write() as session:
        return import_sales(session, store, file, dry_run=dry_run)
