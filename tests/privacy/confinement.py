"""Runs a command that can write only where it is let, and brings back all that it wrote.

In mount and user namespaces of its own, every file system is read-only except the folders named,
and over each of those lies an overlay: what was there can be read, what is written lands in memory
and is handed over as a tar file when the command has ended, however it ended. Needs Linux 5.11
(overlays in user namespaces) and the right to make user namespaces.

Used as a script, as the first process of the namespaces: see `Confinement.run`.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_KEPT = ("nosuid", "nodev", "noexec", "noatime", "nodiratime", "relatime")
_SHARED_MEMORY = "/dev/shm"  # noqa: S108


@dataclass(frozen=True)
class Ended:
    """How a command ended: its status, what it said, and a tar file of what it wrote."""

    status: int
    stdout: bytes
    stderr: bytes
    written: Path


@dataclass(frozen=True)
class Stop:
    """End a box by this signal, once a minute went into its outbox, or, when ``trail`` is given,
    once that says that so many cameras' pictures were seen."""

    outbox: Path
    by: int
    trail: Path | None = None
    cameras: int = 0


@cache
def is_allowed() -> bool:
    """Whether this machine's kernel lets us confine anything."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            ended = run([sys.executable, "-c", ""], [Path(folder)], Path(folder) / "written.tar")
        except OSError:
            return False
        return ended.status == 0


def run(
    command: Sequence[str],
    writable: Sequence[Path],
    written: Path,
    *,
    cwd: Path | None = None,
    environment: Mapping[str, str] | None = None,
    shared_memory: bool = True,
    stop: Stop | None = None,
) -> Ended:
    """Run a command, confined.

    Args:
        writable: folders that it may write to, apart from `shared_memory` (``/dev/shm``).
        written: the tar file to make.
        stop: when to end the command, and how; None: it ends by itself.
    """
    task = {
        "command": list(command),
        "writable": [str(path.resolve()) for path in writable],
        "cwd": str((cwd or writable[0]).resolve()),
        "shared_memory": shared_memory,
        "stop": None if stop is None else _written_out(stop),
    }
    with tempfile.TemporaryDirectory() as scratch, written.open("wb") as out:
        done = subprocess.run(
            ["unshare", "--user", "--map-root-user", "--mount",
             sys.executable, __file__, str(out.fileno()), json.dumps({**task, "scratch": scratch})],
            env=environment,
            capture_output=True,
            timeout=300,
            pass_fds=[out.fileno()],
        )  # fmt: skip
    return Ended(done.returncode, done.stdout, done.stderr, written)


def _mount(*arguments: str) -> None:
    subprocess.run(["mount", *arguments], check=True)


def _confine(scratch: str, writable: list[str], shared_memory: bool) -> dict[str, int]:
    """Returns an open folder for each writable one, in which what is written to it appears."""
    _mount("--make-rprivate", "/")
    _mount("-t", "tmpfs", "tmpfs", scratch)
    # By its descriptor, for an overlay may cover its path.
    memory = Path(f"/proc/{os.getpid()}/fd/{os.open(scratch, os.O_RDONLY)}")
    uppers: dict[str, int] = {}
    for number, path in enumerate(writable):
        upper, work = memory / f"upper{number}", memory / f"work{number}"
        upper.mkdir()
        work.mkdir()
        upper.chmod(Path(path).stat().st_mode & 0o7777)
        uppers[path] = os.open(upper, os.O_RDONLY)
        options = f"lowerdir={path},upperdir={upper},workdir={work},userxattr"
        _mount("-t", "overlay", "overlay", "-o", options, path)
    if shared_memory:
        _mount("-t", "tmpfs", "tmpfs", _SHARED_MEMORY)
        uppers[_SHARED_MEMORY] = os.open(_SHARED_MEMORY, os.O_RDONLY)
    for line in Path("/proc/self/mountinfo").read_text("utf-8").splitlines():
        place, options = line.split()[4:6]
        inside = any(place == path or place.startswith(f"{path}/") for path in uppers)
        if inside or place.startswith(("/proc", "/sys")):
            continue
        kept = ",".join(["remount", "bind", "ro", *(o for o in options.split(",") if o in _KEPT)])
        covered = subprocess.run(["mount", "-o", kept, place], capture_output=True, text=True)
        if covered.returncode and Path(place).exists():
            raise OSError(f"{place} cannot be made read-only: {covered.stderr}")
    return uppers


def _written_out(stop: Stop) -> list[Any]:
    trail = None if stop.trail is None else str(stop.trail.resolve())
    return [str(stop.outbox.resolve()), stop.by, trail, stop.cameras]


def _read_in(written: list[Any]) -> Stop:
    outbox, by, trail, cameras = written
    return Stop(Path(outbox), by, None if trail is None else Path(trail), cameras)


def supervise(process: subprocess.Popen[bytes], stop: Stop | None) -> int:
    """Wait for the end, and bring it about as `stop` says."""
    while stop is not None and process.poll() is None:
        if stop.trail is None:
            due = _has_batches(stop.outbox)
        else:
            due = (
                stop.trail.exists()
                and stop.trail.read_text("utf-8").count("seen\t") == stop.cameras
            )
        if due:
            process.send_signal(stop.by)
            break
        time.sleep(0.05)
    return process.wait()


def _has_batches(outbox: Path) -> bool:
    """Whether there ever was one: those delivered are gone."""
    try:
        with closing(sqlite3.connect(f"{outbox.as_uri()}?mode=ro", uri=True)) as database:
            (last,) = database.execute("SELECT max(last_seq) FROM epoch").fetchone()
    except sqlite3.OperationalError:
        return False
    return bool(last)


def _main(out: int, task: dict[str, Any]) -> int:
    uppers = _confine(str(task["scratch"]), task["writable"], bool(task["shared_memory"]))
    process = subprocess.Popen(task["command"], cwd=str(task["cwd"]), preexec_fn=_die_with_parent)
    stop = None if task["stop"] is None else _read_in(task["stop"])
    status = supervise(process, stop)
    with os.fdopen(out, "wb") as file, tarfile.open(fileobj=file, mode="w") as tar:
        for path, folder in uppers.items():
            tar.add(f"/proc/self/fd/{folder}/", arcname=path.lstrip("/"), filter=_plain)
    return status


def _die_with_parent() -> None:
    """prctl(PR_SET_PDEATHSIG): a test that is given up leaves no box behind."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def _plain(member: tarfile.TarInfo) -> tarfile.TarInfo | None:
    return member if member.isfile() or member.isdir() else None


if __name__ == "__main__":
    status = _main(int(sys.argv[1]), json.loads(sys.argv[2]))
    sys.exit(128 - status if status < 0 else status)
