"""`chaland edge` in a process of its own, killed with all that it started, and a witness inside its
outbox of what it put."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter

from tests.cli.commands import environment
from tests.faults import fast_box, walker
from vision.edge.outbox import Outbox
from vision.edge.running_box import OUTBOX
from vision.records import Record

GIVE_UP: Final = 600.0
_RECORDS: Final[TypeAdapter[list[Record]]] = TypeAdapter(list[Record])
_SITE: Final = """\
version: 1
store: {id: lyon, name: Lyon, timezone: Europe/Paris}
privacy: {controller: Chaland SARL, contact: privacy@example.com, notice: at the door}
detector: {model: model, threads: 1}
cameras:
  - id: door
    source: loop:film.mkv
    lines: [{id: gate, role: entrance, start: [0.1, 0.6], end: [0.9, 0.6]}]
  - id: aisle
    source: loop:film.mkv
    zones: [{id: table, polygon: [[0.2, 0.5], [0.8, 0.5], [0.8, 1], [0.2, 1]]}]
"""
CAMERAS: Final = ("door", "aisle")
FPS: Final = 5.0
# A trigger is of the transaction that fires it: what is put is noted, and nothing else is.
_WITNESS: Final = """
CREATE TABLE witness (id INTEGER PRIMARY KEY, records TEXT NOT NULL);
CREATE TRIGGER witness_put AFTER INSERT ON batch
BEGIN INSERT INTO witness VALUES (new.id, new.records); END;
"""


class FastTime:
    """The time that its boxes live in, from ``start`` on."""

    def __init__(self, start: datetime) -> None:
        self._began = time.monotonic()
        self._wall = start.timestamp()

    def now(self) -> float:
        """POSIX seconds."""
        return self._wall + (time.monotonic() - self._began) * fast_box.RATE

    def pass_by(self, seconds: float) -> None:
        """While no box runs."""
        self._wall += seconds

    def __str__(self) -> str:
        return f"{self._began!r} {self._wall!r}"


class WholeBox:
    """A shop with two cameras, whose box may be started and killed again and again.

    Args:
        address: of the server's API.
        options: more of the command line's.
    """

    def __init__(self, folder: Path, address: str, clock: FastTime, *options: str) -> None:
        self._folder = folder
        self._address = address
        self._clock = clock
        self._options = options
        self._process: subprocess.Popen[bytes] | None = None
        self.outbox = folder / "chaland-state" / OUTBOX
        self.log = folder / "box.log"
        self.lives: list[tuple[float, float]] = []
        """In the boxes' time: not before the first was any of it alive, nor after the second."""
        walker.write_film(folder / "film.mkv")
        walker.write_network(folder / "model")
        (folder / "site.yaml").write_text(_SITE, "utf-8")
        self.outbox.parent.mkdir()
        Outbox(self.outbox).close()
        with closing(sqlite3.connect(self.outbox)) as db:
            db.executescript(_WITNESS)

    def start(self) -> None:
        self._born = self._clock.now()
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [
                    *(sys.executable, "-m", fast_box.__name__, "edge", "site.yaml"),
                    *("--server", self._address, "--device", "box", "--trust-clock"),
                    *("--listen", "off", *self._options),
                ],
                cwd=self._folder,
                env={**environment(), fast_box.VARIABLE: str(self._clock)},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def processes(self) -> set[int]:
        """The box's own and all that it started and has not outlived."""
        return set() if self._process is None else _of_session(self._process.pid)

    def kill(self, *, alone: bool) -> None:
        """``alone``: its own process and none that it started. Returns when it is dead, they may
        not be yet."""
        assert self._process is not None
        assert self._process.poll() is None, self.log.read_text()
        (os.kill if alone else os.killpg)(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self.lives.append((self._born, self._clock.now()))

    def stop(self) -> None:
        """As a service manager does."""
        assert self._process is not None
        self._process.terminate()
        assert self._process.wait(GIVE_UP) == 0, self.log.read_text()
        self.lives.append((self._born, self._clock.now()))

    def wait_until_all_are_gone(self) -> None:
        give_up = time.monotonic() + 20
        while left := self.processes():
            assert time.monotonic() < give_up, f"outlived their box: {left}"
            time.sleep(0.02)

    def end(self) -> None:
        """Whatever is left of it."""
        for process in self.processes():
            os.kill(process, signal.SIGKILL)
        if self._process is not None:
            self._process.wait()

    def put(self) -> list[Record]:
        """All that was ever put into the outbox."""
        with closing(sqlite3.connect(self.outbox)) as db:
            rows = db.execute("SELECT records FROM witness ORDER BY id").fetchall()
        return [record for (records,) in rows for record in _RECORDS.validate_json(records)]


def _of_session(leader: int) -> set[int]:
    found = set()
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            stat = place.read_text()
        except OSError:  # it ended meanwhile
            continue
        state, _, _, session = stat.rpartition(")")[2].split()[:4]
        if int(session) == leader and state not in "ZX":
            found.add(int(place.parent.name))
    return found
