"""The server's address, as the client is given it: what is secret in it is in no message."""

from __future__ import annotations

import base64
import logging
import re
import socket

import httpx
import pytest

from api.client import Client
from api.errors import ApiError


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def everything_said(error: BaseException) -> str:
    """With the errors that it came of, as a traceback would show them."""
    of = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return str(error) + ("" if of is None else everything_said(of))


@pytest.mark.parametrize(
    "address",
    [
        "http://gate:s3cret@127.0.0.1:{port}/api",
        "http://gate:s3%40cret@127.0.0.1:{port}/api",
        "http://gate:s3@cret@127.0.0.1:{port}/api",
        # Typed as they are, these end the host: what is left of the password must not show either.
        "http://gate:1s3cret/@127.0.0.1:{port}/api",
        "http://gate:1/s3cret@127.0.0.1:{port}/api",
        "http://gate:1?s3cret@127.0.0.1:{port}/api",
        "http://gate:1#s3cret@127.0.0.1:{port}/api",
        "http://gate:s3cret@127.0.0.1:999999/api",
        "gate:s3cret@127.0.0.1:{port}/api",
    ],
)
def test_a_server_that_does_not_answer(address: str) -> None:
    with (
        pytest.raises(ApiError) as caught,
        Client(address.format(port=free_port()), timeout_seconds=5) as client,
    ):
        client.health()
    assert not re.search("gate|s3|cret", everything_said(caught.value))


@pytest.mark.parametrize("status", [200, 404])
def test_a_server_that_is_not_chaland(status: int, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    transport = httpx.MockTransport(lambda _: httpx.Response(status, text="hello"))
    with (
        Client("http://gate:s3cret@box/api", transport=transport) as client,
        pytest.raises(ApiError, match="http://box/api/v1") as caught,
    ):
        client.store("lyon")
    assert "s3cret" not in everything_said(caught.value) + caplog.text


@pytest.mark.parametrize(
    ("token", "scheme"), [(None, "Basic"), ("t0ken", "Bearer")], ids=["no token", "a token"]
)
def test_a_name_and_password_are_sent_where_there_is_no_token(
    token: str | None, scheme: str
) -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200)

    with Client(
        "http://gate:s3%40@box/api", token, transport=httpx.MockTransport(answer)
    ) as client:
        client.health()
    said = {"Basic": base64.b64encode(b"gate:s3@").decode(), "Bearer": "t0ken"}[scheme]
    assert asked[0].headers["authorization"] == f"{scheme} {said}"
