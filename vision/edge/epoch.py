"""One life of an outbox: its batches are numbered from 1."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

_TICK: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Epoch:
    id: UUID
    store: str
    device: str
    started: datetime

    @classmethod
    def begin(cls, db: sqlite3.Connection, store: str, device: str) -> Epoch:
        """A new one, later than all before it in the file, even if the clock went back. The
        transaction is the caller's."""
        (last,) = db.execute("SELECT max(started) FROM epoch").fetchone()
        started = datetime.now(UTC)
        if last is not None:
            started = max(started, datetime.fromisoformat(last) + _TICK)
        epoch = cls(uuid4(), store, device, started)
        db.execute(
            "INSERT INTO epoch (id, store, device, started) VALUES (?, ?, ?, ?)",
            (str(epoch.id), store, device, sortable(started)),
        )
        return epoch

    @classmethod
    def latest(cls, db: sqlite3.Connection, store: str, device: str) -> Epoch | None:
        """The file's; None: it has none yet, or it is another store's or device's."""
        row = db.execute(
            "SELECT id, store, device, started FROM epoch ORDER BY number DESC LIMIT 1"
        ).fetchone()
        if row is None or row[1:3] != (store, device):
            return None
        return cls(UUID(row[0]), store, device, datetime.fromisoformat(row[3]))

    def number(self, db: sqlite3.Connection) -> int:
        """Its own, in the file."""
        (number,) = db.execute("SELECT number FROM epoch WHERE id = ?", (str(self.id),)).fetchone()
        return int(number)


def next_seq(db: sqlite3.Connection, number: int) -> int:
    """For the next batch of the epoch of this number."""
    (seq,) = db.execute(
        "UPDATE epoch SET last_seq = last_seq + 1 WHERE number = ? RETURNING last_seq", (number,)
    ).fetchone()
    return int(seq)


def sortable(moment: datetime) -> str:
    """Of one width, so that texts sort as the times do."""
    return moment.isoformat(timespec="microseconds")
