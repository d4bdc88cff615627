"""Who may write: the holder of the server's token, when it has one."""

from __future__ import annotations

import secrets

from fastapi import Request

from api.errors import ApiError


def may_write(request: Request) -> None:
    """Raises ApiError 401 unless the request carries the server's bearer token."""
    expected: str | None = request.app.state.ingest_token
    if expected is None:
        return
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    # Header bytes arrive as Latin-1; a token beyond ASCII was sent as UTF-8.
    right = secrets.compare_digest(token.strip().encode("latin-1"), expected.encode())
    if scheme.lower() != "bearer" or not right:
        raise ApiError(
            401,
            "unauthorized",
            "This server takes data only with its token.",
            "Send the header Authorization: Bearer TOKEN.",
        )
