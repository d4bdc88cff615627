"""A file sent as a form, held in memory only."""

from __future__ import annotations

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from api.bodies import stream_within
from api.errors import ApiError


async def uploaded(request: Request, limit: int) -> tuple[str | None, bytes]:
    """The form's `file`, its name and at most ``limit`` bytes. Raises ApiError."""

    class InMemory(MultiPartParser):
        # A file that is rolled over to disk would leave customers' columns there.
        spool_max_size = limit + 1

    parser = InMemory(request.headers, stream_within(request, limit), max_files=1, max_fields=8)
    try:
        form = await parser.parse()
    except MultiPartException as error:
        raise ApiError(400, "no_file", f"The form cannot be read: {error.message}") from error
    file = form.get("file")
    if not isinstance(file, UploadFile):
        await form.close()
        raise ApiError(422, "no_file", "The form has no `file`.", "Send the file as `file`.")
    data = await file.read()
    await form.close()
    return file.filename, data
