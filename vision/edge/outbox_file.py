"""The outbox's SQLite file: opened, laid out, and written in whole transactions."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from vision.durability import BUSY_SECONDS, PRIMARY_CODE, make_durable
from vision.errors import InputError

_LAYOUT: Final = 1
_FOR_NOW: Final = {
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
}
"""What a disk says that is full, or out of order. A quota or a file-size limit is an IOERR."""

# Heat has a seq from when it is first offered to a server; everything else from the start.
_TABLES: Final = (
    """CREATE TABLE epoch (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        store TEXT NOT NULL,
        device TEXT NOT NULL,
        started TEXT NOT NULL,
        last_seq INTEGER NOT NULL DEFAULT 0
    ) STRICT""",
    """CREATE TABLE batch (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        epoch INTEGER NOT NULL REFERENCES epoch(number),
        seq INTEGER,
        heat INTEGER NOT NULL,
        kept REAL NOT NULL,
        sha256 TEXT NOT NULL,
        records TEXT NOT NULL,
        UNIQUE (epoch, seq)
    ) STRICT""",
    "CREATE INDEX batch_order ON batch(heat, epoch, id)",
    """CREATE TABLE set_aside (
        epoch INTEGER NOT NULL REFERENCES epoch(number),
        seq INTEGER NOT NULL,
        heat INTEGER NOT NULL,
        kept REAL NOT NULL,
        sha256 TEXT NOT NULL,
        records TEXT NOT NULL,
        status INTEGER NOT NULL,
        reason TEXT NOT NULL,
        PRIMARY KEY (epoch, seq)
    ) STRICT""",
    """CREATE TABLE last_minute (
        epoch INTEGER NOT NULL REFERENCES epoch(number),
        camera TEXT NOT NULL,
        start TEXT NOT NULL,
        PRIMARY KEY (epoch, camera)
    ) STRICT""",
    "CREATE TABLE tally (name TEXT PRIMARY KEY, count INTEGER NOT NULL) STRICT",
    "INSERT INTO tally VALUES ('heat_discarded', 0)",
)
_SET_OLD_APART: Final = (
    "ALTER TABLE batch RENAME TO old_batch",
    "ALTER TABLE epoch RENAME TO old_epoch",
)
_TAKE_OVER_OLD: Final = (
    "INSERT INTO epoch SELECT rowid, id, store, device, started, last_seq FROM old_epoch",
    """INSERT INTO batch (epoch, seq, heat, kept, sha256, records)
    SELECT e.number, b.seq, 0, unixepoch(), b.sha256, b.records
    FROM old_batch b JOIN epoch e ON e.id = b.epoch ORDER BY e.number, b.seq""",
    "DROP TABLE old_batch",
    "DROP TABLE old_epoch",
)


class NotKeptError(Exception):
    """The outbox could not take the records and is as it was before: try again later."""


class OutboxFullError(NotKeptError):
    """It holds as much as it may, and no heatmap is left to discard."""


def connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)


def open_file(path: Path) -> sqlite3.Connection:
    """A connection to the outbox file, which is made when it is not there.

    Raises:
        InputError: the file cannot be opened, is no outbox, or is a newer version's.
    """
    try:
        db = connect(path)
        make_durable(db)
        # In pages, so that the log stays at about 1 MB: on a disk that fills up it is in the way.
        db.execute("PRAGMA wal_autocheckpoint=256")
        newer = _lay_out(db)
        db.execute("PRAGMA foreign_keys=ON")
    except sqlite3.Error as error:
        raise InputError(
            f"{path}: cannot be used as an outbox ({error}). Check that its folder exists and "
            "may be written, or name another with --outbox."
        ) from error
    if newer:
        db.close()
        raise InputError(
            f"{path}: was written by a newer Chaland than this one. Upgrade Chaland, or name "
            "another outbox with --outbox."
        )
    return db


def _layout(db: sqlite3.Connection) -> int:
    (layout,) = db.execute("PRAGMA user_version").fetchone()
    return int(layout)


def _lay_out(db: sqlite3.Connection) -> bool:
    """Makes the tables, out of those of the first layout where they are there; returns whether
    the file's layout is newer than ours."""
    if _layout(db) == _LAYOUT:
        return False
    with written(db):
        if (layout := _layout(db)) >= _LAYOUT:
            return layout > _LAYOUT
        old = db.execute("SELECT 1 FROM sqlite_master WHERE name = 'batch'").fetchone() is not None
        for statement in (
            *(_SET_OLD_APART if old else ()),
            *_TABLES,
            *(_TAKE_OVER_OLD if old else ()),
        ):
            db.execute(statement)
        db.execute(f"PRAGMA user_version={_LAYOUT}")
    return False


@contextmanager
def written(db: sqlite3.Connection) -> Iterator[None]:
    """One transaction, on disk when the block has ended and undone when it raises."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        # After some errors, a full disk among them, SQLite has already rolled back.
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def is_for_now(error: sqlite3.Error) -> bool:
    """Whether it is the disk's fault, or another process's, so that the same may yet succeed."""
    code = getattr(error, "sqlite_errorcode", None)
    return code is not None and code & PRIMARY_CODE in _FOR_NOW
