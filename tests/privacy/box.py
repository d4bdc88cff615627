"""A box that counts a film with canaries in it, and everything that it writes, says and sends."""

from __future__ import annotations

import json
import os
import re
import secrets
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from tests.cli.commands import ROOT
from tests.cli.commands import environment as inherited
from tests.privacy import confinement
from tests.privacy.layers import archived, filed, layers
from tests.privacy.needles import Needle, Pattern, Secret
from tests.privacy.server import recording
from tests.vision.clip import make_clip
from tests.vision.models import candidates, write_model
from tests.vision.rtsp_server import REALM, RtspServer

CAMERA_USER = "admin"
FPS = 2

SITE = """\
version: 1
store: {id: lyon, name: Lyon, timezone: Europe/Paris}
privacy: {controller: Chaland SARL, contact: privacy@example.com, notice: at the door}
detector: {model: model}
staff: {uniform: [{colour: "#d06818"}]}
cameras:
  - id: door
    source: film.mkv
    starts_at: 2026-11-21T10:00:00+01:00
    analysis_fps: 2
    lines: [{id: gate, role: entrance, start: [0.1, 0.5], end: [0.9, 0.5]}]
    zones: [{id: table, polygon: [[0, 0], [1, 0], [1, 1], [0, 1]]}]
"""


@dataclass(frozen=True)
class Box:
    """A command that counts. ``command(site, state, server)`` is what follows `chaland`; `server`
    is None when nothing is to be sent. ``outbox`` is its file within ``state``, the one folder that
    it may write to. One that is ``live`` is given the film as a camera, and beside it a network
    camera that asks for a password, and is told to stop (SIGTERM) when it has seen both."""

    command: Callable[[Path, Path, str | None], list[str]]
    outbox: str
    live: bool = False


def _run(site: Path, state: Path, server: str | None) -> list[str]:
    where = ["--keep"] if server is None else ["--server", server]
    return ["run", str(site), "--outbox", str(state / "outbox.db"), *where]


def _edge(site: Path, state: Path, server: str | None) -> list[str]:
    where = [] if server is None else ["--server", server]
    return ["edge", str(site), "--state", str(state), "--trust-clock", *where]


BOXES: dict[str, Box] = {
    "run": Box(_run, "outbox.db"),
    "edge": Box(_edge, "outbox.db", live=True),
}
"""Every command that looks at pictures is to be here."""


@dataclass
class Outcome:
    status: int
    left: list[tuple[str, bytes]] = field(default_factory=list)
    """All that was written, said or sent: where, and the bytes."""
    trail: list[tuple[str, str]] = field(default_factory=list)
    """What Python was asked to write, connect to or start."""
    records: list[dict[str, Any]] = field(default_factory=list)
    """What waits in the outbox."""

    def find(self, needles: Mapping[str, Needle]) -> list[str]:
        """Every place where a needle is."""
        return [
            f"{name} {form} in {place}"
            for place, data in self.left
            for layer in layers(data)
            for name, needle in needles.items()
            if (form := needle.within(layer)) is not None
        ]


class Shop:
    """Folders of a shop: ``inputs``, which the box reads, and ``state``, which it writes; and the
    canaries, which no other shop has: proofs may run beside each other."""

    def __init__(self, folder: Path, box: str, *, seconds: float = 4, slow: bool = False) -> None:
        self.folder = folder
        self._box = BOXES[box]
        self.token = f"kÖ7/zanar1e:§w0rt+{secrets.token_hex(4)}"
        person, background = Pattern(secrets.randbits(32)), Pattern(secrets.randbits(32))
        self.canaries: dict[str, Needle] = {
            "person": person,
            "background": background,
            "token": Secret(self.token),
        }
        self._password = f"pass/w:rd @{secrets.token_hex(4)}%"
        if self._box.live:
            self.canaries["password"] = Secret(self._password, CAMERA_USER, (REALM,))
        self.inputs, self.state, self.home = (folder / name for name in ("inputs", "state", "home"))
        for path in (self.inputs, self.state, self.home):
            path.mkdir(parents=True)
        side = 1280 if slow else 64
        share = side / 64
        seen = (32 * share, 32 * share, 20 * share, 40 * share, [0.9])
        write_model(self.inputs / "model", candidates([seen]), input_shape=(1, 3, side, side))
        _write_film(self.inputs / "film.mkv", seconds, person, background)
        self.site = self.inputs / "site.yaml"

    def start(
        self,
        *,
        mutation: str | None = None,
        kill: bool = False,
        only_state: bool = False,
        serve: bool = True,
    ) -> Outcome:
        """Run a box to its end, or until it is killed with a minute in its outbox.

        Args:
            only_state: it may write to its state alone; else to what is usual, all of it seen.
        """
        box = self._box
        stop = None
        if box.live:
            by = signal.SIGKILL if kill else signal.SIGTERM
            stop = confinement.Stop(self.state / box.outbox, by, self.state / "trail", cameras=2)
        elif kill:
            stop = confinement.Stop(self.state / box.outbox, signal.SIGKILL)
        with (
            self._camera(),
            _maybe_server(self.folder / "server", self.token if serve else None) as (
                server,
                received,
            ),
        ):
            command = [sys.executable, "-m", "tests.privacy.boxed"]
            if mutation is not None:
                command += ["--mutation", mutation]
            trail = self.state / "trail"
            command += ["--trail", str(trail), "--", *box.command(self.site, self.state, server)]
            with _process_list() as seen:
                outcome = (
                    self._confined(command, stop, only_state)
                    if confinement.is_allowed()
                    else self._watched(command, stop, only_state)
                )
            outcome.left += received
            outcome.left += [(f"arguments of process {pid}", line) for pid, line in seen.items()]
        if serve:
            outcome.left += filed(self.folder / "server")
        return outcome

    @contextmanager
    def _camera(self) -> Iterator[None]:
        """The site file, and the camera that it needs."""
        if not self._box.live:
            self.site.write_text(SITE, "utf-8")
            yield
            return
        kept = self.inputs / "credentials"
        kept.mkdir()
        (kept / "till").touch(0o600)
        (kept / "till").write_text(f"{CAMERA_USER}:{self._password}", "utf-8")
        with RtspServer(
            make_clip(), authentication="digest", user=CAMERA_USER, password=self._password
        ) as camera:
            text = SITE.replace("source: film.mkv", "source: loop:film.mkv")
            text = re.sub(r" +starts_at.*\n", "", text)
            text += f"  - {{id: till, source: '{camera.url}', credentials: till}}\n"
            self.site.write_text(text, "utf-8")
            yield
            if camera.frames_sent == 0:
                raise AssertionError("the password was never used: this proves nothing")

    def _environment(self) -> dict[str, str]:
        return {
            **inherited(),
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
            "HOME": str(self.home),
            "CHALAND_TOKEN": self.token,
        }

    def _confined(
        self, command: list[str], stop: confinement.Stop | None, only_state: bool
    ) -> Outcome:
        environment = self._environment()
        if only_state:
            writable = [self.state]
            # Python tries out where temporary files may go by writing one.
            environment = environment | {"TMPDIR": str(self.state)}
        else:
            usual = [Path(tempfile.gettempdir()), Path("/var/tmp")]  # noqa: S108
            writable = [
                *usual,
                *([] if any(self.folder.is_relative_to(p) for p in usual) else [self.folder]),
            ]
        ended = confinement.run(
            command,
            writable,
            self.folder.parent / f"{self.folder.name}.tar",
            cwd=self.state,
            environment=environment,
            shared_memory=not only_state,
            stop=stop,
        )
        return _outcome(ended.status, ended.stdout, ended.stderr, [*archived(ended.written)])

    def _watched(
        self, command: list[str], stop: confinement.Stop | None, only_state: bool
    ) -> Outcome:
        """Where the kernel forbids namespaces: what the box leaves in its folders and in those
        that everybody may write to."""
        began = time.time()
        temporary = self.state if only_state else self.home
        said = [self.folder / "stdout", self.folder / "stderr"]
        with said[0].open("wb") as stdout, said[1].open("wb") as stderr:
            environment = self._environment() | {"TMPDIR": str(temporary)}
            process = subprocess.Popen(
                command, cwd=self.state, env=environment, stdout=stdout, stderr=stderr
            )
            status = confinement.supervise(process, stop)
        files = [*filed(self.state), *filed(self.home)]
        for place in map(Path, ("/dev/shm", "/tmp", "/var/tmp")):  # noqa: S108
            files += [
                (str(path), path.read_bytes())
                for path in place.iterdir()
                if path.is_file() and os.access(path, os.R_OK) and path.stat().st_mtime >= began
            ]
        return _outcome(status, *(path.read_bytes() for path in said), files)


def _outcome(status: int, stdout: bytes, stderr: bytes, files: list[tuple[str, bytes]]) -> Outcome:
    outcome = Outcome(status)
    for name, data in files:
        if name.endswith("state/trail") or name == "trail":
            lines = data.decode().splitlines()
            outcome.trail = [(what, of) for what, _, of in (line.partition("\t") for line in lines)]
        else:
            outcome.left.append((name, data))
            if name.endswith("outbox.db (a value)") and data.startswith(b"[{"):
                outcome.records += json.loads(data)
    outcome.left += [("standard output", stdout), ("standard error", stderr)]
    return outcome


@contextmanager
def _maybe_server(
    folder: Path, token: str | None
) -> Iterator[tuple[str | None, list[tuple[str, bytes]]]]:
    if token is None:
        yield None, []
        return
    with recording(folder, token) as (address, recorder):
        yield address, recorder.received


@contextmanager
def _process_list() -> Iterator[dict[int, bytes]]:
    """The command lines of all processes that live meanwhile, as any user of the machine sees
    them."""
    seen: dict[int, bytes] = {}
    done = threading.Event()

    def look() -> None:
        while not done.wait(0.2):
            for path in Path("/proc").glob("[0-9]*/cmdline"):
                try:
                    line = path.read_bytes()
                except OSError:
                    continue
                pid = int(path.parent.name)
                seen[pid] = seen.get(pid, b"") + (b"" if line in seen.get(pid, b"") else line)

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield seen
    finally:
        done.set()
        thread.join()


def _write_film(path: Path, seconds: float, person: Pattern, background: Pattern) -> None:
    """Lossless, so that the box's pictures hold the patterns to the bit: one where its network
    sees somebody, one beside."""
    image = np.full((96, 160, 3), 90, np.uint8)
    image[24:72, 57:105] = person.image
    image[40:88, 4:52] = background.image
    with av.open(str(path), "w") as container:
        stream = container.add_stream("ffv1", rate=FPS)
        stream.width, stream.height = 160, 96
        stream.pix_fmt = "bgr0"
        stream.time_base = Fraction(1, FPS)
        for number in range(round(seconds * FPS)):
            frame = av.VideoFrame.from_ndarray(image, format="bgr24").reformat(format="bgr0")
            frame.pts = number
            frame.time_base = Fraction(1, FPS)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
