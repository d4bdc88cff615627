"""`chaland import facts` on a local database."""

from __future__ import annotations

import json
from pathlib import Path
from typing import get_args

from api.facts.fact import Kind
from cli.import_facts import FactKind
from tests.cli.commands import chaland, warm
from tests.cli.empty_shop import write_shop

FILE = """Date,Channel,Sessions,City
20261124,Paid,5,Lyon
20261124,Mail,many,Lyon
20261125,Paid,7,Lyon
"""


def test_a_file_is_imported_listed_and_undone(tmp_path: Path) -> None:
    write_shop(tmp_path)
    (tmp_path / "web.csv").write_text(FILE, "utf-8")
    site = ("--site", "site.yaml")
    command = ("import", "facts", "web.csv", *site, "--kind", "web")
    dry = chaland(*command, "--dry-run", cwd=tmp_path)
    assert "dry run: nothing was written" in dry.stdout

    done = warm(*command, cwd=tmp_path)
    assert "3 rows read, 1 kept, 1 rejected, 1 left out with their day" in done.stdout
    assert "1 days of 2026-11-25 to 2026-11-25: 1 figures, 1 added" in done.stdout
    assert "import 1" in done.stdout
    assert "web.csv:3: Sessions: 'many'" in done.stderr
    assert "stay as they were (1): 2026-11-24" in done.stderr
    assert "columns never read: City" in done.stderr

    listed = warm("import", "facts", "--history", *site, cwd=tmp_path)
    assert listed.stdout.startswith("1: web.csv, web,")
    undone = warm("import", "facts", "--undo", "1", "--json", *site, cwd=tmp_path)
    assert json.loads(undone.stdout)["undone"]


def test_what_is_missing_is_said(tmp_path: Path) -> None:
    write_shop(tmp_path)
    for more, words in (
        (("web.csv",), "--kind web, campaigns"),
        ((), "Give a FILE, or --undo ID, or --history"),
        (("web.csv", "--kind", "web"), "web.csv: cannot be read"),
    ):
        failed = warm("import", "facts", *more, "--site", "site.yaml", cwd=tmp_path, check=False)
        assert failed.returncode == 2
        assert words in failed.stderr


def test_every_kind_has_its_name() -> None:
    assert tuple(FactKind) == get_args(Kind)
