"""The command as a user runs it: a process of its own."""

from __future__ import annotations

import contextlib
import functools
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
_INHERITED = ("DATABASE_URL", "CHALAND_SERVER", "CHALAND_TOKEN")


def environment() -> dict[str, str]:
    """Ours, without what would point a command at somebody's own installation."""
    kept = {name: value for name, value in os.environ.items() if name not in _INHERITED}
    return {**kept, "PYTHONPATH": str(ROOT), "COLUMNS": "160"}


def chaland(
    *arguments: str | Path, cwd: Path, check: bool = True
) -> subprocess.CompletedProcess[str]:
    result = subprocess.run(
        [sys.executable, "-m", "cli", *map(str, arguments)],
        cwd=cwd,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=900,
    )
    if check:
        assert result.returncode == 0, result.stderr
    return result


@contextlib.contextmanager
def one_core() -> Iterator[None]:
    """On one core, where tests run beside each other, a core each. A network that spreads over all
    of them meanwhile waits for its own other half, and takes a sixth more of the machine's time."""
    allowed = os.sched_getaffinity(0)
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")) >= len(allowed) > 1:
        os.sched_setaffinity(0, {sorted(allowed)[int(worker.removeprefix("gw")) % len(allowed)]})
    try:
        yield
    finally:
        os.sched_setaffinity(0, allowed)


def warm(*arguments: str | Path, cwd: Path, check: bool = True) -> subprocess.CompletedProcess[str]:
    """`chaland`, forked from a process that has loaded the server's code. At least one command of
    each verb is run by `chaland` itself, which would find what it does not load."""
    server = _forks()
    assert server.stdin is not None
    assert server.stdout is not None
    with tempfile.TemporaryDirectory() as output:
        request = {"arguments": [*map(str, arguments)], "cwd": str(cwd), "output": output}
        server.stdin.write(json.dumps(request) + "\n")
        server.stdin.flush()
        status = int(server.stdout.readline())
        said, complained = (
            (Path(output) / name).read_text("utf-8") for name in ("stdout", "stderr")
        )
    result = subprocess.CompletedProcess(["chaland", *arguments], status, said, complained)
    if check:
        assert result.returncode == 0, result.stderr
    return result


@functools.cache
def _forks() -> subprocess.Popen[str]:
    # It ends when its standard input does, with us.
    return subprocess.Popen(
        [sys.executable, "-m", "tests.cli.forks"],
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
