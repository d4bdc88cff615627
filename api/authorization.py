"""Who may write: the holder of the server's token, when it has one. A device may with its own token
send what is its own, and a phone with an audit's key the counts of that audit."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Annotated

from fastapi import Depends, Request

from api.database import Database
from api.devices.enrolment import end_rotation, is_first_use
from api.devices.tokens import Holder, holder_named
from api.errors import ApiError
from api.models import Device


def may_write(request: Request) -> None:
    """Raises ApiError 401 unless the request carries the server's bearer token."""
    if not is_writer(request):
        raise _unauthorized()


def is_writer(request: Request) -> bool:
    expected: str | None = request.app.state.ingest_token
    return expected is None or _carries(request, expected)


class Sender:
    """Who sends: one device or, where ``holder`` is None, somebody who may send for any."""

    def __init__(self, holder: Holder | None) -> None:
        self._holder = holder

    def check(self, store: str, device: str) -> None:
        """Raises ApiError 403 unless it may send what is of ``device``."""
        if self._holder is not None and self._holder != (store, device):
            raise ApiError(
                403,
                "forbidden",
                f"The token is of device {self._holder.device!r} of store "
                f"{self._holder.store!r}, the batch of {device!r} of {store!r}.",
                "Send it with that device's own token.",
            )

    def check_store(self, store: str) -> None:
        """Raises ApiError 403 unless it may describe ``store``."""
        if self._holder is not None and self._holder.store != store:
            raise ApiError(
                403, "forbidden", f"The token is of a device of store {self._holder.store!r}."
            )


def sender(request: Request) -> Sender:
    """Raises ApiError 401 unless the request carries the server's token or a device's."""
    if is_writer(request):
        return Sender(None)
    holder = device_of(request)
    if holder is None:
        raise _unauthorized()
    return Sender(holder)


def may_describe(store: str, sender: Annotated[Sender, Depends(sender)]) -> None:
    """Raises ApiError 401 or 403."""
    sender.check_store(store)


def device_of(request: Request) -> Holder | None:
    """The device whose token the request carries, None when it carries none that is good. The
    first use of a new token ends the one before. Raises ApiError 401 when it was revoked."""
    token = _bearer(request)
    holder = None if token is None else holder_named(token)
    if token is None or holder is None:
        return None
    database: Database = request.app.state.database
    with database.read() as session:
        known = session.get(Device, holder)
        first = None if known is None else is_first_use(known, token)
    if known is None or first is None:
        return None
    if known.revoked is not None:
        raise ApiError(
            401,
            "revoked",
            f"The token of device {holder.device!r} was revoked.",
            f"Enrol it again with a new code: chaland device code {holder.store}.",
        )
    if first:
        with database.write() as session:
            end_rotation(session, holder, token)
    return holder


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


def _unauthorized() -> ApiError:
    return ApiError(
        401,
        "unauthorized",
        "This server takes data only with its token.",
        "Send the header Authorization: Bearer TOKEN.",
    )


def _carries(request: Request, expected: str) -> bool:
    token = _bearer(request)
    return token is not None and secrets.compare_digest(token.encode(), expected.encode())


def _bearer(request: Request) -> str | None:
    """None where there is none, or one that is not UTF-8."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    try:
        # Header bytes arrive as Latin-1; a token beyond ASCII was sent as UTF-8.
        text = token.strip().encode("latin-1").decode()
    except UnicodeDecodeError:
        return None
    return text if scheme.lower() == "bearer" else None
