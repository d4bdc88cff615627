"""The command as a user runs it: a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
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
