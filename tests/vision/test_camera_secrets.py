"""A camera's password and pictures are nowhere but where they are used."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest

from tests.vision.clip import Clip, make_clip
from tests.vision.rtsp_server import REALM, RtspServer
from tests.vision.watching import DEADLINE, gone

ROOT = Path(__file__).parent.parent.parent
EVERY_FRAME = "vision.source.every_frame:EveryFrame"
CANARY = "cAnArY:%w0rd@/é"


@pytest.fixture(scope="module")
def clip() -> Clip:
    return make_clip()


def forms(secret: str) -> list[bytes]:
    """A password as it is, percent-encoded in all ways, as Basic sends it, and its Digest."""
    digest = hashlib.md5(f"user:{REALM}:{secret}".encode(), usedforsecurity=False).hexdigest()
    basic = base64.b64encode(f"user:{secret}".encode()).decode()
    texts = [secret, quote(secret), quote(secret, safe=""), quote_plus(secret), ascii(secret)[1:-1]]
    return [text.encode() for text in [*texts, digest, basic, secret[:6]]]


@contextmanager
def lone_box(url: str, decoder: str, password: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The process and what it said until it was ready."""
    box = subprocess.Popen(
        [sys.executable, "-m", "tests.vision.lone_box", url, decoder],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=ROOT,
        env={**os.environ, "MARK": "an environment"},
    )
    try:
        assert box.stdin is not None
        assert box.stdout is not None
        box.stdin.write(f"user:{password}\n")
        box.stdin.flush()
        said = ""
        while not said.splitlines() or not said.splitlines()[-1].startswith("ready"):
            line = box.stdout.readline()
            assert line, said
            said += line
        yield box, said
    finally:
        box.kill()
        box.wait()
        for pipe in (box.stdin, box.stdout):
            if pipe is not None:
                pipe.close()


def descendants(pid: int) -> set[int]:
    """The process and all that came from it."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text()
            except OSError:
                continue
            parents[int(entry.name)] = int(stat.rpartition(")")[2].split()[1])
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def of_process(pid: int, file: str) -> bytes:
    """What others may read of a process; a reader's they may not, unless they are root."""
    try:
        return Path(f"/proc/{pid}/{file}").read_bytes()
    except OSError:
        return b""


@pytest.mark.parametrize(
    ("password", "decoder", "outcome"),
    [
        (CANARY, EVERY_FRAME, "live None"),
        (CANARY, "tests.vision.decoders:Raising", "offline CRASHED"),
        ("another", EVERY_FRAME, "offline CREDENTIALS"),
        pytest.param("nobody listens", EVERY_FRAME, "offline REFUSED", marks=pytest.mark.long),
    ],
    ids=["live", "raising", "wrong", "refused"],  # pytest puts them into the environment
)
def test_the_password_is_nowhere(clip: Clip, password: str, decoder: str, outcome: str) -> None:
    with RtspServer(clip, authentication="digest", user="user", password=password) as server:
        if outcome.endswith("REFUSED"):
            server.refuse()
        with lone_box(server.url, decoder, CANARY) as (box, said):
            family = descendants(box.pid)
            assert len(family) >= 2
            listed = b"".join(
                of_process(pid, file) for pid in family for file in ("cmdline", "environ")
            )
            rest, _ = box.communicate("\n", timeout=DEADLINE)
            said += rest
    assert f"ready {outcome} " in said
    assert "a secret is not pickled" in said
    assert b"an environment" in listed
    assert server.url in said
    for form in forms(CANARY):
        assert form not in said.encode()
        assert form not in listed


def test_a_killed_box_leaves_no_reader_and_no_picture(clip: Clip) -> None:
    with RtspServer(clip) as server, lone_box(server.url, EVERY_FRAME, "") as (box, said):
        family = descendants(box.pid) - {box.pid}
        assert len(family) >= 2
        for pid in family:
            # what is shared with a file, or open, is what a kill would leave behind
            assert b"rw-s" not in of_process(pid, "maps")
        reader = int(said.split()[-1])
        assert reader in family
        # a core dump of its would hold both pictures and the password
        assert re.search(rb"Max core file size +0 +0 ", of_process(reader, "limits"))
        box.kill()
        box.wait()
        until = time.monotonic() + DEADLINE
        while left := {pid for pid in family if not gone(pid)}:
            if time.monotonic() > until:
                for pid in left:
                    os.kill(pid, signal.SIGKILL)
                pytest.fail(f"{len(left)} processes outlived the box")
            time.sleep(0.05)
