"""The uploader against servers that answer as servers do."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.vision.sample_records import heat, minute
from tests.vision.scripted_server import Answer, ScriptedServer, refusal, taken, verdict
from tests.vision.uploading import fill, until, uploading
from vision.backoff import Backoff
from vision.edge import uploader as module
from vision.edge.outbox import Outbox
from vision.edge.uploader import REQUEST_BYTES
from vision.errors import InputError
from vision.records import Batch


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    with closing(Outbox(tmp_path / "outbox.db")) as box:
        yield box


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with ScriptedServer().listening() as scripted:
        yield scripted


def by_seq(answers: dict[int, dict[str, Any]]) -> Callable[[list[Any]], Answer]:
    """All are stored but those named."""

    def answer(batches: list[Any]) -> Answer:
        said = [answers.get(batch["seq"], verdict(200)) for batch in batches]
        return 200, {}, {"answers": said}

    return answer


def test_many_batches_go_in_one_request_and_are_gone(
    outbox: Outbox, server: ScriptedServer
) -> None:
    fill(outbox, 50)
    batches = list(outbox.batches())
    with uploading(outbox, server) as uploader:
        until(lambda: uploader.stats.sent == 50)
    assert outbox.pending() == 0
    assert [Batch.model_validate(each) for each in server.bodies[0]["batches"]] == batches
    sent_at = datetime.fromisoformat(server.bodies[0]["sent_at"])
    assert abs(datetime.now(UTC) - sent_at) < timedelta(minutes=10)
    header = server.headers[0]
    assert header["path"] == "/api/v1/ingest/batches"
    assert header["Authorization"] == "Bearer s3cret"
    assert header["Content-Encoding"] == "gzip"
    stats = uploader.stats
    assert (stats.waiting, stats.set_aside, stats.last_error) == (0, 0, None)
    assert stats.last_success is not None
    assert stats.clock_skew_seconds is not None
    assert abs(stats.clock_skew_seconds) < 600


def test_requests_stay_below_a_mebibyte(outbox: Outbox, server: ScriptedServer) -> None:
    epoch = outbox.begin_epoch("lyon", "box")
    for number in range(12):
        outbox.put(epoch, [heat(number, 300_000)])
    outbox.put(epoch, [heat(12, 900_000), heat(13, 900_000)])
    with uploading(outbox, server):
        until(lambda: outbox.pending() == 0)
    assert [len(seqs) for seqs in server.seqs] == [3, 3, 3, 3, 1]
    assert all(size <= REQUEST_BYTES for size in server.sizes[:-1])
    # One that is larger by itself goes alone.
    assert server.sizes[-1] > REQUEST_BYTES


def test_what_comes_later_is_sent_too(outbox: Outbox, server: ScriptedServer) -> None:
    epoch = outbox.resume_epoch("lyon", "box")
    with uploading(outbox, server) as uploader:
        for number in range(5):
            outbox.put(epoch, minute(number))
            until(lambda number=number: uploader.stats.sent == number + 1)


@pytest.mark.parametrize("code", [400, 404, 413, 415, 422, 499])
def test_a_poisoned_batch_is_set_aside_and_holds_up_no_other(
    outbox: Outbox, server: ScriptedServer, code: int
) -> None:
    fill(outbox, 10)
    server.answer = by_seq({4: verdict(code)})
    with uploading(outbox, server) as uploader:
        until(lambda: uploader.stats.sent == 9)
    state = outbox.state()
    assert (state.waiting, state.set_aside, state.conflicts) == (0, 1, 0)
    assert uploader.stats.set_aside == 1
    assert outbox.retry_set_aside() == 1
    [again] = outbox.batches()
    assert again.seq == 4
    assert again.is_intact()


def test_a_conflict_is_set_aside_and_raises_an_alarm(
    outbox: Outbox, server: ScriptedServer, caplog: pytest.LogCaptureFixture
) -> None:
    fill(outbox, 3)
    server.answer = by_seq({2: verdict(409, "batch_conflict")})
    with uploading(outbox, server) as uploader:
        until(lambda: uploader.stats.sent == 2)
    assert uploader.stats.conflicts == outbox.state().conflicts == 1
    assert "do two boxes share an outbox?" in caplog.text


@pytest.mark.parametrize(
    "held",
    [
        verdict(408),
        verdict(429),
        verdict(500, "internal"),
        verdict(404, "unknown_store"),
        verdict(401, "unauthorized"),
        verdict(403, "forbidden"),
    ],
)
def test_a_batch_that_is_refused_for_now_is_offered_again_and_holds_up_no_other(
    outbox: Outbox, server: ScriptedServer, held: dict[str, Any]
) -> None:
    fill(outbox, 5)
    server.answer = by_seq({1: held})
    with uploading(outbox, server) as uploader:
        until(lambda: server.seqs[-3:] == [[1], [1], [1]])
        assert uploader.stats.sent == 4
        assert str(held["code"]) in (uploader.stats.last_error or "")
        assert not uploader.stats.unauthorised
        server.answer = taken
        until(lambda: uploader.stats.sent == 5)
        until(lambda: uploader.stats.last_error is None)
    assert outbox.state().set_aside == 0


def test_a_request_that_is_refused_whole_is_halved_until_the_bad_one_is_alone(
    outbox: Outbox, server: ScriptedServer
) -> None:
    """As by a server that cannot parse the body for what one row of a damaged file holds."""
    fill(outbox, 16)

    def answer(batches: list[Any]) -> Answer:
        bad = any(batch["seq"] == 11 for batch in batches)
        return (422, {}, refusal("invalid")) if bad else taken(batches)

    server.answer = answer
    with uploading(outbox, server) as uploader:
        until(lambda: uploader.stats.sent == 15)
        until(lambda: uploader.stats.set_aside == 1)
    assert outbox.state().waiting == 0


@pytest.mark.parametrize("status", [301, 400, 404, 413, 429, 500, 502, 503])
def test_an_answer_that_says_nothing_of_the_batches_condemns_none(
    outbox: Outbox, server: ScriptedServer, status: int
) -> None:
    """As of a proxy, or of a web site that is no Chaland server."""
    fill(outbox, 4)
    server.answer = lambda _: (status, {}, b"<html>No.</html>")
    with uploading(outbox, server) as uploader:
        until(lambda: len(server.bodies) >= 8)
        assert uploader.stats.last_error is not None
        assert str(status) in uploader.stats.last_error
        assert outbox.state().set_aside == 0
        server.answer = taken
        until(lambda: uploader.stats.sent == 4)


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"<html>", b'{"answers": []}', b'{"answers": [{"code": 200}]}']
)
def test_an_answer_that_is_none_of_ours_acknowledges_nothing(
    outbox: Outbox, server: ScriptedServer, content: bytes
) -> None:
    fill(outbox, 2)
    server.answer = lambda _: (200, {}, content)
    with uploading(outbox, server):
        until(lambda: len(server.bodies) >= 3)
    assert outbox.pending() == 2


def test_a_server_that_hangs_up_is_tried_again(outbox: Outbox, server: ScriptedServer) -> None:
    fill(outbox, 3)
    server.answer = lambda _: None
    with uploading(outbox, server) as uploader:
        until(lambda: len(server.bodies) >= 4)
        assert "no answer" in (uploader.stats.last_error or "")
        server.answer = taken
        until(lambda: uploader.stats.sent == 3)


def test_what_the_server_keeps_apart_is_delivered_and_counted(
    outbox: Outbox, server: ScriptedServer
) -> None:
    fill(outbox, 3)
    server.answer = by_seq({2: verdict(200, status="quarantined")})
    with uploading(outbox, server) as uploader:
        until(lambda: uploader.stats.sent == 3)
    assert uploader.stats.quarantined == 1
    assert outbox.pending() == 0


def test_it_lives_through_an_outbox_that_cannot_be_used(
    outbox: Outbox, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(outbox, 3)
    real = module.Outbox
    fails = iter([InputError("no"), sqlite3.OperationalError("disk I/O error"), KeyError("odd")])

    def opened(path: Path) -> Outbox:
        error = next(fails, None)
        if error is not None:
            raise error
        return real(path)

    monkeypatch.setattr(module, "Outbox", opened)
    with uploading(outbox, server) as uploader:
        until(lambda: uploader.stats.sent == 3)


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_waited_for(
    outbox: Outbox, server: ScriptedServer, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(outbox, 1)
    asked: list[float] = []
    real = Backoff.next

    def watch(self: Backoff, at_least: float = 0.0) -> float:
        asked.append(at_least)
        return real(self, 0)

    monkeypatch.setattr(Backoff, "next", watch)
    server.answer = lambda _: (status, {"Retry-After": "7"}, refusal("database"))
    with uploading(outbox, server):
        until(lambda: len(asked) >= 3)
    assert asked[:3] == [7, 7, 7]
