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
    right = secrets.compare_digest(token.strip().encode(), expected.encode())
    if scheme.lower() != "bearer" or not right:
        raise ApiError(
            401,
            "unauthorized",
            "This server takes data only with its token.",
            "Send the header Authorization: Bearer TOKEN.",
        )
