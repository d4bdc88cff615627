"""`chaland report daily` and `weekly` on a database file."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.commands import chaland, warm
from tests.reports.conftest import filled

__all__ = ["filled"]


@pytest.fixture
def shop(filled: Path, tmp_path: Path) -> Path:
    for file in filled.parent.iterdir():
        shutil.copy(file, tmp_path)
    return tmp_path


def test_the_four_forms(shop: Path) -> None:
    said = chaland("report", "daily", "--day", "2026-05-06", cwd=shop).stdout
    assert "140 of 180 minutes were observed." in said
    told = json.loads(warm("report", "daily", "--format", "json", cwd=shop).stdout)
    assert (told["first"], told["period"]["footfall"]["value"]) == ("2026-05-06", 42)
    assert told["differences"]["footfall"]["value"] == 6
    html = warm("report", "weekly", "--format", "html", "--language", "fr", cwd=shop).stdout
    assert html.startswith("<!doctype html>")
    assert "Rapport de la semaine" in html
    for form in ("xlsx", "terminal"):
        arguments = ("--week", "2026-W19", "--format", form, "--out", f"week.{form}")
        warm("report", "weekly", *arguments, cwd=shop)
    assert (shop / "week.xlsx").read_bytes().startswith(b"PK")
    assert "Weekly report" in (shop / "week.terminal").read_text("utf-8")


def test_the_report_of_any_period_is_as_it_was(shop: Path) -> None:
    arguments = ("--from", "2026-05-06", "--to", "2026-05-06", "--grain", "day", "--json")
    told = json.loads(warm("report", *arguments, cwd=shop).stdout)
    assert told["stores"][0]["periods"][0]["footfall"]["value"] == 42


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("daily", "--day", "yesterday"), "--day: 'yesterday' is not a date"),
        (("weekly", "--week", "2026-W60"), "--week: '2026-W60' is not a week"),
        (("daily", "--format", "xlsx"), "add --out"),
        (("daily", "--store", "paris"), "no store 'paris'"),
        (("daily", "--out", "no/folder.html", "--format", "html"), "no/folder.html: cannot be"),
    ],
)
def test_mistakes(shop: Path, arguments: tuple[str, ...], said: str) -> None:
    failed = warm("report", *arguments, cwd=shop, check=False)
    assert failed.returncode == 2
    assert said in failed.stderr


def test_nothing_to_report_yet(tmp_path: Path) -> None:
    failed = warm("report", "daily", cwd=tmp_path, check=False)
    assert failed.returncode == 2
    assert "none yet; count one first" in failed.stderr
