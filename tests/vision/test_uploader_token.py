"""The uploader's token: said to the server, to nobody else, and read anew when it is not taken."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.vision.sample_records import minute
from tests.vision.scripted_server import Answer, ScriptedServer, refusal, taken
from tests.vision.uploading import FAST, fill, until, uploading
from vision.edge.link import Link
from vision.edge.outbox import Outbox
from vision.edge.uploader import Uploader, UploadSettings
from vision.errors import InputError


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    with closing(Outbox(tmp_path / "outbox.db")) as box:
        yield box


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with ScriptedServer().listening() as scripted:
        yield scripted


@pytest.mark.parametrize("status", [401, 403])
def test_a_token_that_is_not_taken_stops_it_and_is_said(
    outbox: Outbox, server: ScriptedServer, status: int
) -> None:
    fill(outbox, 3)
    server.answer = lambda _: (status, {}, refusal("unauthorized"))
    slow = UploadSettings(idle=0.01, first_wait=0.001, longest_wait=0.02, unauthorised=3600)
    with uploading(outbox, server, slow) as uploader:
        until(lambda: uploader.stats.unauthorised)
        time.sleep(0.2)
    assert len(server.bodies) == 1
    assert "token" in (uploader.stats.last_error or "")
    assert outbox.pending() == 3
    server.answer = taken
    with uploading(outbox, server) as uploader:
        until(lambda: uploader.stats.sent == 3)
    assert not uploader.stats.unauthorised


def test_a_token_that_was_changed_is_read_anew(outbox: Outbox, server: ScriptedServer) -> None:
    """Where the new one is not there yet, at the next try."""
    fill(outbox, 3)
    kept = "Bearer s3cret"

    def answer(batches: list[Any]) -> Answer:
        if server.headers[-1]["Authorization"] == kept:
            return taken(batches)
        return 401, {}, refusal("unauthorized")

    server.answer = answer
    file: list[str] = []

    def read() -> str:
        if not file:
            raise InputError("the file is gone")
        return file[-1]

    stop = threading.Event()
    with Link(server.address, "0ld", renewed=read, timeout_seconds=10) as link:
        uploader = Uploader(outbox.path, link, FAST)
        thread = threading.Thread(target=uploader.run, args=[stop])
        thread.start()
        try:
            until(lambda: uploader.stats.unauthorised)
            assert {each["Authorization"] for each in server.headers} == {"Bearer 0ld"}
            file.append("s3cret")
            until(lambda: uploader.stats.sent == 3)
            assert not uploader.stats.unauthorised
            # Changed again, while it runs: no request is lost to it, and none waits.
            file.append("n3w")
            kept = "Bearer n3w"
            outbox.put(outbox.resume_epoch("lyon", "box"), minute(3))
            until(lambda: uploader.stats.sent == 4)
        finally:
            stop.set()
            thread.join()
    assert uploader.stats.last_error is None
    assert outbox.pending() == 0


def test_a_token_changed_while_the_old_one_was_refused_is_used_at_once(
    server: ScriptedServer,
) -> None:
    server.answer = lambda batches: (
        taken(batches)
        if server.headers[-1]["Authorization"] == "Bearer s3cret"
        else (401, {}, refusal("unauthorized"))
    )
    read = iter(["0ld", "s3cret"])
    with Link(server.address, "0ld", renewed=lambda: next(read)) as link:
        assert link.post('{"batches": []}').status == 200


def test_a_token_that_did_not_change_is_sent_once(server: ScriptedServer) -> None:
    server.answer = lambda _: (401, {}, refusal("unauthorized"))
    with Link(server.address, "s3cret", renewed=lambda: "s3cret") as link:
        assert link.post('{"batches": []}').status == 401
    assert len(server.bodies) == 1


def test_neither_the_token_nor_the_address_s_password_is_told(
    outbox: Outbox, server: ScriptedServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    fill(outbox, 1)
    said = []
    for address in (
        server.address.replace("//", "//anne:p4ssword@"),
        "http://anne:p4ssword@127.0.0.1:9/api",
        "gopher://anne:p4ssword@127.0.0.1/",
    ):
        for answer in ((401, {}, refusal("unauthorized")), (200, {}, b"?"), None):
            server.answer = lambda _, answer=answer: answer
            stop = threading.Event()
            with Link(address, "s3cret") as link:
                uploader = Uploader(outbox.path, link, FAST)
                thread = threading.Thread(target=uploader.run, args=[stop])
                thread.start()
                until(lambda uploader=uploader: uploader.stats.last_error)
                stop.set()
                thread.join()
                said.append(repr(uploader.stats) + repr(link))
    with pytest.raises(InputError) as caught:
        Link("http://anne:p4ssword@[::1/", "s3cret")
    said += [str(caught.value), caplog.text]
    assert "p4ssword" not in "".join(said)
    assert "s3cret" not in "".join(said)


@pytest.mark.parametrize(
    ("token", "sent"), [(None, "Basic YW5uZTpwNHNzd29yZA=="), ("s3cret", "Bearer s3cret")]
)
def test_an_address_s_password_is_used_where_there_is_no_token(
    server: ScriptedServer, token: str | None, sent: str
) -> None:
    with Link(server.address.replace("//", "//anne:p4ssword@"), token) as link:
        link.post('{"batches": []}')
    assert server.headers[0]["Authorization"] == sent
