"""`chaland import roster` on a local database."""

from __future__ import annotations

import json
from pathlib import Path

from api.application import create_app
from api.client import Client
from api.database import open_database
from tests.api.shop import description
from tests.cli.commands import chaland, warm


def test_a_roster_is_imported_for_the_one_store(tmp_path: Path) -> None:
    file = tmp_path / "roster.csv"
    file.write_text("date,start,end,people\n2026-05-06,09:00,17:00,2\n", "utf-8")
    nothing = warm("import", "roster", file, cwd=tmp_path, check=False)
    assert nothing.returncode != 0
    assert "no store yet" in nothing.stderr
    database = open_database(f"sqlite:///{tmp_path / 'chaland.db'}")
    with Client.in_process(create_app(database)) as api:
        api.put_store(description())
        said = chaland("import", "roster", file, cwd=tmp_path)
        assert "1 shifts, 16 staff hours, 1 days from 2026-05-06 to 2026-05-06" in said.stdout
        api.put_store(description(store="nice"))
    database.close()
    unnamed = warm("import", "roster", file, cwd=tmp_path, check=False)
    assert "--store" in unnamed.stderr
    named = warm("import", "roster", file, "--store", "nice", "--json", cwd=tmp_path)
    assert json.loads(named.stdout)["days"] == ["2026-05-06"]
