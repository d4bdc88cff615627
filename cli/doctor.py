"""`chaland doctor`: does this machine have what Chaland needs?"""

from __future__ import annotations

import platform
import shutil
import sqlite3
import sys
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from cli.console import out, print_json

Finding = tuple[bool | None, str]
"""(well, what): None for what is worth knowing but no fault."""


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Look for what would keep Chaland from running, and say the mend."""
    checks: dict[str, Callable[[], Finding]] = {
        "python": _python,
        "sqlite": _sqlite,
        "opencv": _opencv,
        "openvino": lambda: _module("openvino", "openvino"),
        "film decoding": lambda: _module("av", "av"),
        "dashboard": lambda: _module("streamlit", "streamlit"),
        "ultralytics": _ultralytics,
        "time zones": _zones,
        "disk": _disk,
    }
    findings = {name: check() for name, check in checks.items()}
    if as_json:
        print_json({name: {"ok": ok, "found": what} for name, (ok, what) in findings.items()})
    else:
        marks = {True: "ok  ", False: "BAD ", None: "note"}
        for name, (ok, what) in findings.items():
            out.print(f"{marks[ok]}  {name}: {escape(what)}", soft_wrap=True)
    if any(ok is False for ok, _ in findings.values()):
        raise typer.Exit(1)


def _python() -> Finding:
    return sys.version_info >= (3, 11), f"{platform.python_version()} (3.11 or newer is needed)"


def _sqlite() -> Finding:
    wanted = (3, 37)  # STRICT tables; RETURNING came with 3.35
    return sqlite3.sqlite_version_info >= wanted, f"{sqlite3.sqlite_version} (3.37 is needed)"


def _opencv() -> Finding:
    builds = sorted(
        {
            name.lower()
            for dist in metadata.distributions()
            if (name := dist.metadata["Name"] or "").lower().startswith("opencv")
        }
    )
    if len(builds) > 1:
        return False, (
            f"{' and '.join(builds)} are both installed and overwrite each other: "
            f"pip uninstall {' '.join(builds)}, then pip install opencv-python"
        )
    try:
        import cv2
    except ImportError as error:
        return False, (
            f"cannot be loaded ({error}). On Debian and Ubuntu: apt install libgl1 libglib2.0-0"
        )
    return True, str(cv2.__version__)


def _module(name: str, distribution: str) -> Finding:
    try:
        __import__(name)
    except ImportError as error:
        return False, f"cannot be loaded ({error}): pip install {distribution}"
    return True, metadata.version(distribution)


def _ultralytics() -> Finding:
    try:
        return True, metadata.version("ultralytics")
    except metadata.PackageNotFoundError:
        return None, "not installed; only .pt and .engine models need it: 'chaland[ultralytics]'"


def _zones() -> Finding:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        ZoneInfo("Europe/Paris")
    except ZoneInfoNotFoundError:
        return False, "no time zone data: pip install tzdata"
    return True, "known"


def _disk() -> Finding:
    free = shutil.disk_usage(Path.cwd()).free / 1e9
    return free > 1, f"{free:.0f} GB free here (1 GB is needed)"
