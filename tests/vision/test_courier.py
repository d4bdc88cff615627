"""What a box hears of the server's time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.api.shop import description
from vision.edge.clock import Clock
from vision.edge.courier import Courier
from vision.edge.link import NoAnswerError, Reply
from vision.edge.outbox import Outbox
from vision.edge.reporter import Reporter
from vision.edge.status import Status
from vision.edge.uploader import Uploader, UploadStats


@dataclass
class Server:
    """Answers a description by these; the last of them again and again. None: not at all."""

    skews: list[float | None]
    asked: int = 0

    def describe(self, _: Any) -> Reply:
        self.asked += 1
        skew = self.skews.pop(0) if len(self.skews) > 1 else self.skews[0]
        if skew is None:
            raise NoAnswerError("it is away")
        return Reply(200, None, "", 0.0, skew)


class Idle(Uploader):
    """Has nothing to send."""

    def run(self, stop: threading.Event) -> None:
        stop.wait()


def unsynchronised(system: Callable[[], float] = time.time) -> Clock:
    return Clock(system=system, synchronised=lambda: False)


def until(condition: Callable[[], bool]) -> None:
    limit = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < limit
        time.sleep(0.005)


@pytest.mark.parametrize(
    "skews",
    [[0.3], [3600.0, 0.3], [None, 0.3], [-7200.0, None, None, 0.3]],
    ids=["at once", "set right later", "away at first", "both"],
)
def test_a_box_with_nothing_to_send_learns_the_time(
    tmp_path: Path, skews: list[float | None]
) -> None:
    clock, server = unsynchronised(), Server(skews)
    courier = Courier(
        server,  # type: ignore[arg-type]
        description(),
        Idle(tmp_path / "outbox.db", server),  # type: ignore[arg-type]
        clock,
        ask_every=0.01,
    )
    courier.start()
    until(lambda: clock.now() is not None)
    asked = server.asked
    # Then it is left alone; one question may be under way.
    time.sleep(0.1)
    assert server.asked <= asked + 1
    courier.stop(10)


def test_a_server_that_disagrees_is_no_proof(tmp_path: Path) -> None:
    clock, server = unsynchronised(), Server([3600.0])
    courier = Courier(
        server,  # type: ignore[arg-type]
        description(),
        Idle(tmp_path / "outbox.db", server),  # type: ignore[arg-type]
        clock,
        ask_every=0.001,
    )
    courier.start()
    until(lambda: server.asked > 5)
    assert clock.now() is None
    courier.stop(10)


@dataclass
class Told:
    stats: UploadStats = field(default_factory=UploadStats)


def test_an_old_answer_does_not_vouch_for_a_clock_that_jumped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ahead = [0.0]
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + ahead[0])
    clock, told = unsynchronised(time.time), Told()
    box = SimpleNamespace(clock=clock, channels={}, feeds={}, backlog=SimpleNamespace(held=0))
    with closing(Outbox(tmp_path / "outbox.db")) as outbox:
        status = Status([], folder=tmp_path)
        reporter = Reporter(box, outbox, status, lambda: told.stats)  # type: ignore[arg-type]
        told.stats = replace(told.stats, clock_skew_seconds=0.25)
        reporter._own()
        ahead[0] = 3600.0
        reporter._own()
        assert clock.now() is None
        told.stats = replace(told.stats, clock_skew_seconds=0.5)
        reporter._own()
        assert clock.now() is not None
