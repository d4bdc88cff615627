"""The way to a server: batches out, its answers back, over HTTP."""

from __future__ import annotations

import gzip
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Self

import httpx
from pydantic import BaseModel, ValidationError

from vision.description import StoreDescription
from vision.edge.backoff import http_date, retry_after
from vision.errors import InputError

_log = logging.getLogger(__name__)

QUARANTINED: Final = "quarantined"
OF_THE_CONTENT: Final = (400, 413, 422)
"""Statuses by which a server refuses a whole request for what is in it."""
UNAUTHORISED: Final = (401, 403)
_MAX_ANSWER: Final = 8 * 1024 * 1024
_OK: Final = 200
_UNKNOWN_TOKEN: Final = 401
_NOT_ITS_FAULT: Final = (408, 429)
_UNKNOWN_STORE: Final = "unknown_store"


class NoAnswerError(Exception):
    """The server was not reached or did not answer. The message names no address and no secret."""


class _Fault(BaseModel):
    code: str
    message: str


class _Acknowledgement(BaseModel):
    status: str


class _Answer(BaseModel):
    code: int
    acknowledgement: _Acknowledgement | None = None
    error: _Fault | None = None


class _Answers(BaseModel):
    answers: list[_Answer]


class _Refusal(BaseModel):
    error: _Fault


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the server said of one batch."""

    code: int
    """An HTTP status."""
    fault: str
    """The server's word for what is wrong; empty: nothing is."""
    quarantined: bool
    """Received, and kept apart for a clock that is wrong."""

    @property
    def is_poisoned(self) -> bool:
        """Whether sending the same again would be refused again. A store that is not known yet may
        be described to the server tomorrow, and a batch of a device that this token is not of may
        find that device's."""
        return (
            OF_THE_CONTENT[0] <= self.code < 500
            and self.code not in (*UNAUTHORISED, *_NOT_ITS_FAULT)
            and self.fault != _UNKNOWN_STORE
        )


@dataclass(frozen=True, slots=True)
class Reply:
    """A server's answer to one request."""

    status: int
    """The HTTP status."""
    verdicts: list[Verdict] | None
    """One a batch; None: it said nothing of the batches."""
    fault: str
    """The server's word for why it refused the whole; empty: it gave none, so what answered may
    not be a Chaland server at all."""
    retry_after: float
    """Seconds it asks to be left alone, 0: it does not say."""
    clock_skew: float | None
    """Seconds by which the system clock is ahead of the server's, give or take a second and the
    way; None: it did not say."""


class Link:
    """Args:
        base_url: where the server's API is mounted, such as https://counts.example.com/api. A name
            and password in it are for a server that asks for no token.
        token: what this box may write with; None: the server asks for none.
        renewed: reads the token anew, or raises InputError. Each request asks it, since the token
            may have been changed; None: there is nowhere to look.

    Raises:
        InputError: the address is none.
    """

    def __init__(
        self,
        base_url: str,
        token: str | None,
        *,
        renewed: Callable[[], str] | None = None,
        timeout_seconds: float = 60,
    ) -> None:
        self._token = token
        self._renewed = renewed
        try:
            url = httpx.URL(base_url.rstrip("/") + "/")
            self._http = httpx.Client(
                # httpx writes the address of every request into the log.
                base_url=url.copy_with(userinfo=b""),
                headers=_bearer(token) if token else None,
                auth=(url.username, url.password) if url.userinfo and not token else None,
                timeout=timeout_seconds,
            )
        except httpx.InvalidURL:
            raise InputError(
                "The server's address is not one; an example is https://counts.example.com/api."
            ) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    def post(self, body: str) -> Reply:
        """Sends batches. Raises NoAnswerError."""
        return self._send("POST", "v1/ingest/batches", body, compressed=True)

    def describe(self, description: StoreDescription) -> Reply:
        """Tells the server of the store, its cameras, lines and zones. Raises NoAnswerError."""
        path = f"v1/stores/{description.store}"
        return self._send("PUT", path, description.model_dump_json(), compressed=False)

    def _send(self, method: str, path: str, body: str, *, compressed: bool) -> Reply:
        self._renew()
        reply = self._ask(method, path, body, compressed=compressed)
        # It may have been changed meanwhile: who is refused waits for long.
        if reply.status == _UNKNOWN_TOKEN and self._renew():
            reply = self._ask(method, path, body, compressed=compressed)
        return reply

    def _renew(self) -> bool:
        """Whether there is another token now than the one that was sent."""
        if self._renewed is None:
            return False
        try:
            token = self._renewed()
        except InputError as error:
            _log.warning("%s", error)
            return False
        if token == self._token:
            return False
        _log.info("The token was changed: the new one is used")
        self._token = token
        self._http.headers.update(_bearer(token))
        return True

    def _ask(self, method: str, path: str, body: str, *, compressed: bool) -> Reply:
        headers = {"Content-Type": "application/json"}
        content = body.encode()
        if compressed:
            headers["Content-Encoding"] = "gzip"
            content = gzip.compress(content, 6, mtime=0)
        try:
            with self._http.stream(method, path, content=content, headers=headers) as answer:
                said = _read(answer)
        except httpx.HTTPError as error:
            # Its text can hold the address, and that a password.
            raise NoAnswerError(f"no answer from the server ({type(error).__name__})") from None
        return _reply(answer, said)


def _bearer(token: str) -> dict[bytes, bytes]:
    return {b"Authorization": f"Bearer {token}".encode()}


def _read(answer: httpx.Response) -> bytes:
    content = bytearray()
    for chunk in answer.iter_bytes():
        content += chunk
        if len(content) > _MAX_ANSWER:
            raise NoAnswerError("the answer has no end: is this the server's address?")
    return bytes(content)


def _reply(answer: httpx.Response, content: bytes) -> Reply:
    verdicts, fault = None, ""
    try:
        if answer.status_code == _OK:
            verdicts = [
                Verdict(
                    code=each.code,
                    fault=each.error.code if each.error else "",
                    quarantined=(
                        each.acknowledgement is not None
                        and each.acknowledgement.status == QUARANTINED
                    ),
                )
                for each in _Answers.model_validate_json(content).answers
            ]
        else:
            fault = _Refusal.model_validate_json(content).error.code
    except ValidationError:
        pass
    date = http_date(answer.headers.get("date", ""))
    return Reply(
        status=answer.status_code,
        verdicts=verdicts,
        fault=fault,
        retry_after=retry_after(answer.headers),
        clock_skew=None if date is None else (datetime.now(UTC) - date).total_seconds(),
    )
