"""`chaland export` on a database file."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.cli.commands import chaland, warm
from tests.reports.conftest import filled

__all__ = ["filled"]


@pytest.fixture
def shop(filled: Path, tmp_path: Path) -> Path:
    for file in filled.parent.iterdir():
        shutil.copy(file, tmp_path)
    return tmp_path


def test_a_table_is_written(shop: Path) -> None:
    said = chaland("export", "kpis", "--out", "days.parquet", cwd=shop).stderr
    assert "days.parquet: 8 rows." in said
    assert pq.read_table(shop / "days.parquet").num_rows == 8
    arguments = ("--from", "2026-05-06", "--to", "2026-05-06", "--format", "csv-fr")
    warm("export", "tickets", *arguments, "--out", "t.csv", cwd=shop)
    assert len((shop / "t.csv").read_text("utf-8-sig").splitlines()) == 3


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("kpis", "--out", "no/where.csv"), "no/where.csv: cannot be written"),
        (("kpis", "--out", "a", "--from", "monday"), "--from: 'monday' is not a date"),
        (("kpis", "--out", "a", "--store", "paris"), "no store 'paris'"),
    ],
)
def test_mistakes(shop: Path, arguments: tuple[str, ...], said: str) -> None:
    failed = warm("export", *arguments, cwd=shop, check=False)
    assert failed.returncode == 2
    assert said in failed.stderr
