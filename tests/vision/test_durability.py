from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from vision import durability
from vision.durability import BUSY_SECONDS, make_durable


def opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=0, isolation_level=None)


def test_what_is_committed_is_synced(tmp_path: Path) -> None:
    with closing(opened(tmp_path / "file.db")) as db:
        make_durable(db)
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert db.execute("PRAGMA synchronous").fetchone() == (2,)


def test_another_one_s_lock_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(opened(tmp_path / "file.db")) as other, closing(other.cursor()) as cursor:
        cursor.execute("BEGIN EXCLUSIVE")
        pauses = []

        def sleep(seconds: float) -> None:
            pauses.append(seconds)
            if len(pauses) == 3:
                other.execute("COMMIT")

        monkeypatch.setattr(durability.time, "sleep", sleep)
        with closing(opened(tmp_path / "file.db")) as db:
            make_durable(db)
        assert len(pauses) == 3


def test_a_lock_that_stays_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(durability.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(durability.time, "sleep", lambda _: now.append(now.pop() + 1))
    with closing(opened(tmp_path / "file.db")) as other:
        other.execute("BEGIN EXCLUSIVE")
        with (
            closing(opened(tmp_path / "file.db")) as db,
            pytest.raises(sqlite3.OperationalError, match="locked"),
        ):
            make_durable(db)
    assert now[0] > BUSY_SECONDS


def test_a_file_that_is_no_database_is_an_error_at_once(tmp_path: Path) -> None:
    path = tmp_path / "file.db"
    path.write_text("no database, but a text of more than one line\n" * 100)
    with closing(opened(path)) as db, pytest.raises(sqlite3.DatabaseError, match="not a database"):
        make_durable(db)
