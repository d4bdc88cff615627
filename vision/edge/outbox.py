"""Records that wait for a server, in one SQLite file that survives a power cut.

``synchronous=FULL`` because NORMAL in WAL mode loses committed rows when the power goes. Each
``put`` is one transaction and becomes one batch. An epoch is made with the file, and anew for each
analysis of films, so that a later analysis replaces an earlier one.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

from pydantic import TypeAdapter

from vision.errors import InputError
from vision.records import Batch, Record, content_hash

_SCHEMA = """
CREATE TABLE IF NOT EXISTS epoch (
    id TEXT PRIMARY KEY,
    store TEXT NOT NULL,
    device TEXT NOT NULL,
    started TEXT NOT NULL,
    last_seq INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE IF NOT EXISTS batch (
    epoch TEXT NOT NULL REFERENCES epoch(id),
    seq INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    records TEXT NOT NULL,
    PRIMARY KEY (epoch, seq)
) STRICT;
"""
_RECORDS: TypeAdapter[tuple[Record, ...]] = TypeAdapter(tuple[Record, ...])


@dataclass(frozen=True, slots=True)
class Epoch:
    id: UUID
    store: str
    device: str
    started: datetime


class Outbox:
    """An outbox file, made when it is not there.

    Raises:
        InputError: the file cannot be opened or is no outbox.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._db = sqlite3.connect(path, isolation_level=None)
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=FULL")
            self._db.execute("PRAGMA foreign_keys=ON")
            self._db.executescript(_SCHEMA)
        except sqlite3.Error as error:
            raise InputError(
                f"{path}: cannot be used as an outbox ({error}). Check that its folder exists and "
                "may be written, or name another with --outbox."
            ) from error

    def close(self) -> None:
        self._db.close()

    def begin_epoch(self, store: str, device: str) -> Epoch:
        """A new epoch, later than all before it."""
        epoch = Epoch(uuid4(), store, device, datetime.now(UTC))
        self._db.execute(
            "INSERT INTO epoch (id, store, device, started) VALUES (?, ?, ?, ?)",
            (str(epoch.id), store, device, epoch.started.isoformat()),
        )
        return epoch

    def put(self, epoch: Epoch, records: list[Record]) -> int:
        """Keep records as the epoch's next batch; returns its seq. Durable on return."""
        if not records:
            raise ValueError("a batch needs a record")
        body = tuple(records)
        self._db.execute("BEGIN IMMEDIATE")
        try:
            (seq,) = self._db.execute(
                "UPDATE epoch SET last_seq = last_seq + 1 WHERE id = ? RETURNING last_seq",
                (str(epoch.id),),
            ).fetchone()
            self._db.execute(
                "INSERT INTO batch (epoch, seq, sha256, records) VALUES (?, ?, ?, ?)",
                (str(epoch.id), seq, content_hash(body), _RECORDS.dump_json(body).decode()),
            )
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")
        return int(seq)

    def pending(self) -> int:
        """How many batches wait."""
        (count,) = self._db.execute("SELECT count(*) FROM batch").fetchone()
        return int(count)

    def batches(self) -> Iterator[Batch]:
        """The waiting batches, oldest epoch first; batches acknowledged on the way are gone."""
        keys = self._db.execute(
            "SELECT b.epoch, b.seq FROM batch b JOIN epoch e ON e.id = b.epoch "
            "ORDER BY e.started, e.rowid, b.seq"
        ).fetchall()
        for epoch, seq in keys:
            row = self._db.execute(
                "SELECT e.store, e.device, e.started, b.sha256, b.records "
                "FROM batch b JOIN epoch e ON e.id = b.epoch WHERE b.epoch = ? AND b.seq = ?",
                (epoch, seq),
            ).fetchone()
            if row is None:
                continue
            store, device, started, sha256, records = row
            yield Batch(
                store=store,
                device=device,
                epoch=UUID(epoch),
                epoch_started=datetime.fromisoformat(started),
                seq=seq,
                sha256=sha256,
                records=tuple(json.loads(records)),
            )

    def acknowledge(self, batch: Batch) -> None:
        """The server has committed this batch."""
        self._db.execute(
            "DELETE FROM batch WHERE epoch = ? AND seq = ?", (str(batch.epoch), batch.seq)
        )
