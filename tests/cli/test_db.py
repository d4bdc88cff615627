"""`chaland db views` on a database file."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

from tests.cli.commands import chaland, warm
from tests.reports.conftest import filled

__all__ = ["filled"]


def test_views_are_made_and_taken_away(filled: Path, tmp_path: Path) -> None:
    for file in filled.parent.iterdir():
        shutil.copy(file, tmp_path)
    said = chaland("db", "views", cwd=tmp_path).stdout
    assert "reporting_conversion_by_day" in said.splitlines()
    with sqlite3.connect(tmp_path / "chaland.db") as connection:
        (visitors,) = connection.execute(
            "SELECT visitors FROM reporting_visitors_by_day WHERE business_day = '2026-05-06'"
        ).fetchone()
    assert visitors == 42
    assert "gone" in warm("db", "views", "--drop", cwd=tmp_path).stderr
    assert "none" in warm("db", "views", "--drop", cwd=tmp_path).stderr
