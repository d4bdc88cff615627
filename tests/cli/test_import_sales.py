from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.cli.commands import ROOT, chaland, environment

SITE = ROOT / "sample_videos" / "site.yaml"
RECEIPTS = (
    "Nr;Date;Heure;Montant TTC;Montant brut;E-mail\n"
    "1;29/04/2026;10:01;12,50;99,00;camille@canari.example\n"
    "2;25/10/2026;02:30;7,50;99,00;camille@canari.example\n"
    "Total;;;21,00;;\n"
)


@pytest.fixture
def receipts(tmp_path: Path) -> Path:
    file = tmp_path / "receipts.csv"
    file.write_text(RECEIPTS, "utf-8")
    return file


def sales(folder: Path, *arguments: str | Path, check: bool = True) -> Any:
    return chaland("import", "sales", "--site", SITE, *arguments, cwd=folder, check=check)


def test_a_file_is_imported_listed_and_undone(tmp_path: Path, receipts: Path) -> None:
    done = sales(tmp_path, receipts, "--column", "ticket=Nr", "--ambiguous", "second")
    assert "2 tickets, 2 sales, 20.00 EUR\nimport 1" in done.stdout
    assert "1 rows at times shown twice" in done.stderr
    assert f"{receipts}:4: the file's own total is 21.00, but its rows sum to 20.00" in done.stderr
    assert "1: receipts.csv" in sales(tmp_path, "--history").stdout
    undone = json.loads(sales(tmp_path, "--undo", "1", "--json").stdout)
    assert (undone["import_id"], undone["added"]) == (1, 2)
    assert undone["undone"] is not None
    again = sales(tmp_path, "--undo", "1", check=False)
    assert (again.returncode, "already" in again.stderr or "was undone" in again.stderr) == (
        2,
        True,
    )
    assert not [each for each in tmp_path.glob("*.db*") if b"canari" in each.read_bytes()]


def test_a_dry_run_shows_rows_and_a_column_can_be_chosen(tmp_path: Path, receipts: Path) -> None:
    done = sales(tmp_path, receipts, "--dry-run", "--column", "amount=Montant brut")
    assert f"{receipts}:2: 2026-04-29 10:01 99.00" in done.stderr
    assert f"{receipts}:3: 2026-10-25 02:30 happened twice" in done.stderr
    assert "dry run: nothing was written" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "Give a FILE, or --undo ID, or --history."),
        (["receipts.csv", "--history"], "Give a FILE"),
        (["missing.csv"], "missing.csv: cannot be read"),
        (["receipts.csv", "--column", "price=x"], "does not say which column"),
        (["--undo", "7"], "has no import 7"),
    ],
)
def test_what_cannot_be_done_is_said(
    tmp_path: Path, receipts: Path, arguments: list[str], words: str
) -> None:
    done = sales(tmp_path, *arguments, check=False)
    assert done.returncode == 2
    assert words in done.stderr


def watch(folder: Path, *arguments: str | Path) -> Any:
    exports = folder / "exports"
    return chaland("watch-sales", exports, SITE, "--once", *arguments, cwd=folder)


def test_a_watched_folder_is_imported_once(tmp_path: Path) -> None:
    exports = tmp_path / "exports"
    exports.mkdir()
    (exports / "a.csv").write_text(RECEIPTS, "utf-8")
    (exports / "bad.csv").write_text("not;receipts\n1;2\n", "utf-8")
    (exports / "notes.md").write_text("no receipts", "utf-8")
    first = watch(tmp_path, "--column", "ticket=Nr")
    assert "a.csv: 1 rows kept, 0 already there, 0 replaced, 1 rejected; 1 tickets, import 1" in (
        first.stderr
    )
    assert "bad.csv: refused" in first.stderr
    assert "canari" not in first.stderr
    (exports / "a.csv").rename(exports / "b.csv")
    second = watch(tmp_path)
    assert "rows kept" not in second.stderr
    assert "refused" not in second.stderr
    (exports / "c.csv").write_text(RECEIPTS.replace("7,50", "8,50"), "utf-8")
    moved = watch(tmp_path, "--column", "ticket=Nr", "--ambiguous", "first", "--move")
    assert "c.csv: 2 rows kept, 1 already there, 0 replaced" in moved.stderr
    assert (exports / "imported" / "c.csv").exists()
    assert len(sales(tmp_path, "--history", "--json").stdout.split('"import_id"')) == 3


def test_a_watcher_stops_when_it_is_told_to(tmp_path: Path) -> None:
    exports = tmp_path / "exports"
    exports.mkdir()
    command = [sys.executable, "-m", "cli", "watch-sales", str(exports), str(SITE), "--every", "1"]
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment(), stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        assert "watching" in process.stderr.readline()
        (exports / "a.csv").write_text(RECEIPTS, "utf-8")
        until = time.monotonic() + 60
        while not (exports / ".chaland-sales.json").exists():
            assert time.monotonic() < until
            time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
        assert process.stderr.read().rstrip().endswith("stopped")
