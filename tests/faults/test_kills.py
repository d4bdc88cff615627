"""Box, uploader and server killed at random instants, with answers cut off between them."""

from __future__ import annotations

import logging
import multiprocessing
import random
import socket
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from api.application import create_app
from api.client import Client
from api.database import open_database
from tests.api.shop import description
from tests.faults import sender, server, writer
from tests.faults.minutes import CAMERAS, assert_whole, number_of
from tests.faults.proxy import CuttingProxy
from vision.edge.outbox import Outbox

_log = logging.getLogger(__name__)
GIVE_UP = 600.0
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload([writer.__name__, sender.__name__, server.__name__])


class Process:
    """One of ours, that says when it is ready. Forked from one that has loaded what it needs, for
    to be killed while it works and not while it loads."""

    def __init__(self, main: Callable[..., None], *arguments: object) -> None:
        self._ear, mouth = FORKS.Pipe(duplex=False)
        self._process = FORKS.Process(target=main, args=(mouth, *arguments))
        self._process.start()
        mouth.close()
        self.hear("ready")

    def hear(self, word: str) -> None:
        assert self._ear.poll(GIVE_UP)
        assert self._ear.recv() == word

    def kill(self) -> None:
        self._process.kill()
        self._process.join()
        self._process.close()
        self._ear.close()


class Killer(threading.Thread):
    """Starts a process and kills it within ``longest`` seconds, again and again."""

    def __init__(self, start: Callable[[], Process], kills: int, longest: float, seed: int) -> None:
        super().__init__()
        self._start = start
        self._kills = kills
        self._longest = longest
        self._chance = random.Random(seed)  # noqa: S311
        self.killed = 0

    def run(self) -> None:
        while self.killed < self._kills:
            process = self._start()
            time.sleep(self._chance.uniform(0, self._longest))
            process.kill()
            self.killed += 1


@pytest.mark.parametrize(
    ("boxes", "servers", "seed"),
    [
        pytest.param(6, 3, 1, id="few"),
        pytest.param(200, 100, 2, id="many", marks=pytest.mark.long),
    ],
)
def test_nothing_is_lost_or_doubled_by_kill_9(
    tmp_path: Path, boxes: int, servers: int, seed: int
) -> None:
    outbox, log, database = (tmp_path / name for name in ("outbox.db", "log", "server.db"))
    opened = open_database(f"sqlite:///{database}")
    with Client.in_process(create_app(opened)) as api:
        api.put_store(description())
    opened.close()
    port = _free_port()

    def write() -> Process:
        return Process(writer.main, outbox, log, 15)

    def serve() -> Process:
        return Process(server.main, database, port)

    with CuttingProxy(port, 0.3, seed).listening() as proxy:

        def send() -> Process:
            return Process(sender.main, outbox, f"http://127.0.0.1:{proxy.port}/api")

        killers = [
            Killer(write, boxes, 0.5, seed),
            Killer(send, boxes, 0.6, seed + 1),
            Killer(serve, servers, 0.9, seed + 2),
        ]
        for killer in killers:
            killer.start()
        for killer in killers:
            killer.join()
        assert [killer.killed for killer in killers] == [boxes, boxes, servers]
        survivors = [serve(), send(), write()]
        try:
            survivors[-1].hear("done")
            _drain(outbox)
        finally:
            for process in survivors:
                process.kill()
    noted = log.read_text().splitlines()
    # A minute that was kept and then lost would be written again.
    assert len(noted) == len(set(noted))
    with closing(Outbox(outbox)) as box:
        assert box.state().set_aside == 0
        (batches,) = box._db.execute("SELECT last_seq FROM epoch").fetchone()
        minutes = {}
        for camera in CAMERAS:
            last = box.last_minute(camera)
            assert last is not None
            minutes[camera] = number_of(last) + 1
    assert len(set(minutes.values())) == 1
    assert set(noted) <= {f"{camera} {n}" for camera, c in minutes.items() for n in range(c)}
    assert proxy.cut > 0
    assert_whole(database, minutes, batches=batches)
    _log.info("%d batches; %d answers cut, %d passed", batches, proxy.cut, proxy.passed)


def _drain(path: Path) -> None:
    with closing(Outbox(path)) as outbox:
        least, give_up = outbox.pending(), time.monotonic() + GIVE_UP
        while waiting := outbox.pending():
            if waiting < least:
                least, give_up = waiting, time.monotonic() + GIVE_UP
            assert time.monotonic() < give_up, f"{waiting} batches wait and none goes"
            time.sleep(0.1)


def _free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        port: int = probe.getsockname()[1]
    return port
