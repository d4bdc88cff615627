"""Request bodies, read up to a limit and never beyond it."""

from __future__ import annotations

import zlib
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Final

from fastapi import Request

from api.errors import ApiError

MEBIBYTE: Final = 1024 * 1024
_GZIP_WINDOW: Final = 31


def too_large(limit: int) -> ApiError:
    return ApiError(
        413, "too_large", f"The body is larger than {limit / MEBIBYTE:g} MiB.", "Send it in parts."
    )


async def stream_within(request: Request, limit: int) -> AsyncGenerator[bytes, None]:
    """The body's pieces; raises ApiError 413 before more than ``limit`` bytes are held."""
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > limit:
        raise too_large(limit)
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit:
            raise too_large(limit)
        yield chunk


def body_within(limit: int) -> Callable[[Request], Awaitable[bytes]]:
    """A dependency that gives the body as it was sent."""

    async def body(request: Request) -> bytes:
        return b"".join([chunk async for chunk in stream_within(request, limit)])

    return body


def decoded(body: bytes, encoding: str, limit: int) -> bytes:
    """The body behind its Content-Encoding, at most ``limit`` bytes of it."""
    if encoding in ("", "identity"):
        return body
    if encoding != "gzip":
        raise ApiError(415, "encoding", f"Content-Encoding {encoding!r} is not known.", "Use gzip.")
    inflate = zlib.decompressobj(_GZIP_WINDOW)
    try:
        data = inflate.decompress(body, limit + 1)
    except zlib.error as error:
        raise ApiError(400, "encoding", "The body is not valid gzip.") from error
    if len(data) > limit:
        raise too_large(limit)
    if not inflate.eof or inflate.unused_data:
        raise ApiError(400, "encoding", "The body is not one whole gzip member.")
    return data
