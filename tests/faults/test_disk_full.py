"""The disk fills up while the box counts, and has room again later."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.commands import ROOT, environment
from tests.faults.minutes import CAMERAS, assert_whole
from tests.faults.network import drain, served

MINUTES = 60
FILLER = [sys.executable, "-m", "tests.faults.filler"]


def run(command: list[str]) -> dict[str, int]:
    result = subprocess.run(
        command, cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=300
    )
    assert result.returncode == 0, result.stderr
    said: dict[str, int] = json.loads(result.stdout)
    return said


def assert_delivered(outbox: Path, database: Path) -> None:
    with served(database) as (address, _):
        stats = drain(outbox, address)
    assert stats.set_aside == 0
    batches = (MINUTES + MINUTES // 60) * len(CAMERAS)
    assert_whole(database, dict.fromkeys(CAMERAS, MINUTES), batches=batches)


def test_a_file_that_may_not_grow(tmp_path: Path) -> None:
    outbox = tmp_path / "outbox.db"
    said = run([*FILLER, str(outbox), str(MINUTES), "100000"])
    assert said["most"] >= MINUTES // 3 * len(CAMERAS) // 2
    assert (said["left"], said["lost"]) == (0, 0)
    assert_delivered(outbox, tmp_path / "server.db")


def test_a_disk_without_room(tmp_path: Path) -> None:
    """In a mount namespace of its own, so that nothing stays mounted."""
    own = ["unshare", "--mount", "--map-root-user"]
    disk, outbox = tmp_path / "disk", tmp_path / "outbox.db"
    disk.mkdir()
    mount = f"mount -t tmpfs -o size=3m tmpfs '{disk}'"
    probe = [*own, "sh", "-c", mount]
    if shutil.which("unshare") is None or subprocess.run(probe, capture_output=True).returncode:
        pytest.skip("this machine lets no one mount")
    filler = " ".join([*FILLER, f"'{disk}/outbox.db'", str(MINUTES), f"'{disk}/ballast'"])
    copy = f"cp '{disk}'/outbox.db '{outbox}'"
    said = run([*own, "sh", "-c", f"set -e; {mount}; {filler}; {copy}"])
    assert said["most"] >= MINUTES // 3 * len(CAMERAS) // 2
    assert (said["left"], said["lost"]) == (0, 0)
    assert_delivered(outbox, tmp_path / "server.db")
