"""SQLite files that lose nothing committed, whatever happens to the power."""

from __future__ import annotations

import sqlite3
import time
from typing import Final

BUSY_SECONDS: Final = 30
"""How long a connection waits for another one's lock."""
PRIMARY_CODE: Final = 0xFF
"""Of SQLite's extended result codes, the bits that hold the primary one."""
_PAUSE: Final = 0.01


def make_durable(connection: sqlite3.Connection | sqlite3.Cursor) -> None:
    """Write-ahead log, synced at each commit. Raises sqlite3.Error."""
    _turn_on_wal(connection)
    # NORMAL loses committed rows on a power cut in WAL mode.
    connection.execute("PRAGMA synchronous=FULL")


def _turn_on_wal(connection: sqlite3.Connection | sqlite3.Cursor) -> None:
    """SQLite's busy timeout does not cover a change of journal mode: of two who open a new file at
    once, the later one is told "locked" without having waited."""
    give_up = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & PRIMARY_CODE != sqlite3.SQLITE_BUSY:
                raise
            if time.monotonic() > give_up:
                raise
            time.sleep(_PAUSE)
        else:
            return
