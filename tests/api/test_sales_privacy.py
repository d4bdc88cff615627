"""Who bought is nowhere: not in the database, the staging file, a temporary file or a log."""

from __future__ import annotations

import logging
import os
import tempfile
from pathlib import Path
from typing import Any

import pytest

from api.client import Client
from api.database import Database
from api.sales import importing
from api.sales.staging import Staging
from tests.api.receipts_files import load, parquet, stored, text, workbook

FORMS = {
    "CSV": text().encode(),
    "quoted": text().replace("Frais", '"Frais"').encode(),
    "XLSX": workbook(),
    "Parquet": parquet(),
    "rejected": (text() + "7;camille@canari.example;10:00;1,00;1;;\n").encode(),
    "in the wrong column": text().replace("Frais", "camille@canari.example").encode(),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_customer_s_address_is_found_nowhere(
    client: Client,
    database: Database,
    file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    form: str,
) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setenv("SQLITE_TMPDIR", str(folder))
    caplog.set_level(logging.DEBUG)
    seen: list[bytes] = []

    class Watched(Staging):
        def __exit__(self, *error: Any) -> None:
            seen.extend(path.read_bytes() for path in folder.rglob("*") if path.is_file())
            super().__exit__(*error)

    monkeypatch.setattr(importing, "Staging", Watched)
    # A file as large as those that are rolled over to a disk by default.
    data = FORMS[form] + ((b" " * 100_000 + b"\n") * 12 if form == "CSV" else b"")
    load(client, data)
    assert len(stored(database)) == 2
    # The proof sees what is staged.
    assert any(b"1" in each for each in seen)
    assert not [each for each in seen if b"canari" in each]
    assert os.listdir(folder) == []  # noqa: PTH208
    assert not [path for path in file.parent.glob("*.db*") if b"canari" in path.read_bytes()]
    assert "canari" not in caplog.text


def test_what_is_staged_is_named_and_typed() -> None:
    with Staging() as staging:
        [(made,)] = staging._connection.execute("SELECT sql FROM sqlite_master").fetchall()
    names = [part.split()[0] for part in made.split("(")[1].strip(" )\n").split(",")]
    assert names == ["day", "ticket", "instant", "timed", "kind", "amount", "items", "category"]


@pytest.mark.parametrize("cell", ["06 12 34 56 78", "4970 1012 3456 7890", "a@b.example"])
def test_a_category_that_is_a_telephone_a_card_or_an_address_is_not_kept(
    client: Client, database: Database, cell: str
) -> None:
    load(client, f"Ticket;Date;Montant TTC;Rayon\n1;29/04/2026;1,50;{cell}\n")
    assert [row[6] for row in stored(database)] == [()]
