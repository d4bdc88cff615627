"""Who may write: the holder of the server's token, when it has one; and who may send a hand count:
also the holder of that audit's own key, which a phone is given."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from fastapi import Request

from api.errors import ApiError


def may_write(request: Request) -> None:
    """Raises ApiError 401 unless the request carries the server's bearer token."""
    if not is_writer(request):
        raise ApiError(
            401,
            "unauthorized",
            "This server takes data only with its token.",
            "Send the header Authorization: Bearer TOKEN.",
        )


def is_writer(request: Request) -> bool:
    expected: str | None = request.app.state.ingest_token
    return expected is None or _carries(request, expected)


def tally_key(request: Request, store: str, audit: str) -> str | None:
    """What lets its holder send the counts of this audit and nothing else; None where the server
    has no token, so anyone may. It is made from the token: a new token makes new keys."""
    token: str | None = request.app.state.ingest_token
    if token is None:
        return None
    # No identifier of a store or an audit holds a slash.
    message = f"tally/{store}/{audit}".encode()
    return hmac.new(token.encode(), message, hashlib.sha256).hexdigest()[:32]


def may_tally(request: Request, store: str, audit: str) -> None:
    """Raises ApiError 401 unless the request carries the server's token or the audit's key."""
    key = tally_key(request, store, audit)
    if key is not None and not is_writer(request) and not _carries(request, key):
        raise ApiError(
            401,
            "unauthorized",
            "This address has no valid key for this audit.",
            "Open the link again from the dashboard's page Audit, or send the server's token.",
        )


def _carries(request: Request, expected: str) -> bool:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    # Header bytes arrive as Latin-1; a token beyond ASCII was sent as UTF-8.
    right = secrets.compare_digest(token.strip().encode("latin-1"), expected.encode())
    return scheme.lower() == "bearer" and right
