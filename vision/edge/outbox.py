"""Records that wait for a server, in one SQLite file that survives a power cut.

``synchronous=FULL`` because NORMAL in WAL mode loses committed rows when the power goes. Each
``put`` is one transaction and becomes one batch, two when heat is among the records. An epoch is
made with the file, and anew for each analysis of films, so that a later analysis replaces an
earlier one.

A batch is numbered when it is put, so that one that is lost shows as a gap at the server. Heat
alone is numbered when it is first offered to a server: until then it can be discarded for want of
room without a gap, and what a server may have seen never changes. Heat is offered last.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID

from pydantic import TypeAdapter

from vision.edge.epoch import Epoch, next_seq, sortable
from vision.edge.offer import Offer
from vision.edge.outbox_file import (
    NotKeptError,
    OutboxFullError,
    is_for_now,
    open_file,
    written,
)
from vision.records import Batch, CoverageRecord, HeatRecord, Record, content_hash

DEFAULT_CAPACITY: Final = 2 * 1024**3
_RECORDS: TypeAdapter[tuple[Record, ...]] = TypeAdapter(tuple[Record, ...])
_BEGINNING: Final = (-1, 0, 0)
_CHUNK: Final = 1000
_PLACES: Final = (
    "SELECT heat, epoch, id FROM batch WHERE (heat, epoch, id) > (?, ?, ?) "
    "ORDER BY heat, epoch, id LIMIT ?"
)
_WAITING: Final = (
    "SELECT e.store, e.device, e.id, e.started, b.seq, b.sha256, b.records "
    "FROM batch b JOIN epoch e ON e.number = b.epoch WHERE b.id = ?"
)
_DELETE: Final = (
    "DELETE FROM batch WHERE epoch = (SELECT number FROM epoch WHERE id = ?) AND seq = ?"
)


class WrittenMinuteError(ValueError):
    """The epoch already has this minute of this camera: written again it would replace what was
    counted. The clock went back, or two boxes write to one outbox."""


@dataclass(frozen=True, slots=True)
class OutboxState:
    waiting: int
    """Batches that no server has acknowledged, those set aside left out."""
    oldest_seconds: float | None
    """Age of the oldest of them by the system clock; None: none waits."""
    set_aside: int
    """Batches that a server refused for what they are. They stay in the file."""
    conflicts: int
    """Of these, those whose number it had with other content: two outboxes share an epoch."""
    heat_discarded: int
    """Heatmaps given up for want of room since the file was made."""
    used_bytes: int
    """Of the capacity; the write-ahead log beside the file, about 1 MB, is not in it."""


class Outbox:
    """An outbox file, made when it is not there. Of one thread: each opens its own.

    Args:
        capacity_bytes: how large the file may grow. When it is full, heatmaps are discarded, the
            oldest first, then those that were already offered; counts never are.

    Raises:
        InputError: the file cannot be opened or is no outbox.
    """

    def __init__(self, path: Path, *, capacity_bytes: int = DEFAULT_CAPACITY) -> None:
        self.path = path
        self._capacity = capacity_bytes
        self._db = open_file(path)

    def close(self) -> None:
        self._db.close()

    def begin_epoch(self, store: str, device: str) -> Epoch:
        """A new epoch, later than all before it, even if the clock went back."""
        with written(self._db):
            return Epoch.begin(self._db, store, device)

    def resume_epoch(self, store: str, device: str) -> Epoch:
        """The file's latest epoch, or a new one when that is another store's or device's: for a
        box that goes on after a restart."""
        with written(self._db):
            last = Epoch.latest(self._db, store, device)
            return Epoch.begin(self._db, store, device) if last is None else last

    def put(self, epoch: Epoch, records: list[Record]) -> int | None:
        """Keep records as the epoch's next batch. Durable on return.

        Returns:
            Its seq; None when there was only heat, which has none yet.

        Raises:
            NotKeptError: the disk cannot take it now, or the outbox is full (OutboxFullError).
            WrittenMinuteError: a minute in it was written before.
        """
        if not records:
            raise ValueError("a batch needs a record")
        heat = tuple(record for record in records if isinstance(record, HeatRecord))
        rest = tuple(record for record in records if not isinstance(record, HeatRecord))
        seq = None
        try:
            with written(self._db):
                number = epoch.number(self._db)
                self._close_minutes(number, rest)
                if rest:
                    seq = next_seq(self._db, number)
                    self._insert(number, seq, rest)
                if heat:
                    self._insert(number, None, heat)
                self._make_room()
        except sqlite3.Error as error:
            if not is_for_now(error):
                raise
            # On a full disk the log cannot grow; moved into the file, it can be written anew.
            with suppress(sqlite3.Error):
                self._db.execute("PRAGMA wal_checkpoint(PASSIVE)")
            raise NotKeptError(f"{self.path} cannot be written: {error}.") from error
        return seq

    def _insert(self, number: int, seq: int | None, body: tuple[Record, ...]) -> None:
        self._db.execute(
            "INSERT INTO batch (epoch, seq, heat, kept, sha256, records) VALUES (?, ?, ?, ?, ?, ?)",
            (
                number,
                seq,
                int(isinstance(body[0], HeatRecord)),
                time.time(),
                content_hash(body),
                _RECORDS.dump_json(body).decode(),
            ),
        )

    def _close_minutes(self, number: int, records: tuple[Record, ...]) -> None:
        minutes = sorted(
            (record.start, record.camera)
            for record in records
            if isinstance(record, CoverageRecord) and record.rev == 0
        )
        for start, camera in minutes:
            moved = self._db.execute(
                "INSERT INTO last_minute VALUES (?, ?, ?) ON CONFLICT DO UPDATE "
                "SET start = excluded.start WHERE excluded.start > start RETURNING 1",
                (number, camera, sortable(start)),
            ).fetchone()
            if moved is None:
                raise WrittenMinuteError(
                    f"{self.path}: minute {start.isoformat()} of camera {camera!r} comes after a "
                    "later one was written. Is the clock right, and does one box alone use this "
                    "outbox?"
                )

    def _make_room(self) -> None:
        while self._used() > self._capacity:
            discarded = self._db.execute(
                "DELETE FROM batch WHERE id = (SELECT id FROM batch WHERE heat = 1 "
                "ORDER BY seq IS NOT NULL, epoch, id LIMIT 1) RETURNING records"
            ).fetchone()
            if discarded is None:
                raise OutboxFullError(
                    f"{self.path} holds {self._used()} bytes of the {self._capacity} it may and no "
                    "heatmap is left to discard. Does the server take its batches?"
                )
            self._db.execute(
                "UPDATE tally SET count = count + ? WHERE name = 'heat_discarded'",
                (len(json.loads(discarded[0])),),
            )

    def _used(self) -> int:
        page, pages, free = (
            int(self._db.execute(f"PRAGMA {name}").fetchone()[0])
            for name in ("page_size", "page_count", "freelist_count")
        )
        return page * (pages - free)

    def last_minute(self, camera: str) -> datetime | None:
        """Start of the latest minute that the camera's coverage was written for, UTC, in any epoch
        of the file; None: none was. A restarted box opens only later ones."""
        (start,) = self._db.execute(
            "SELECT max(start) FROM last_minute WHERE camera = ?", (camera,)
        ).fetchone()
        return None if start is None else datetime.fromisoformat(start)

    def pending(self) -> int:
        """How many batches wait."""
        (count,) = self._db.execute("SELECT count(*) FROM batch").fetchone()
        return int(count)

    def state(self) -> OutboxState:
        oldest = self._db.execute("SELECT kept FROM batch ORDER BY id LIMIT 1").fetchone()
        aside, conflicts = self._db.execute(
            "SELECT count(*), count(*) FILTER (WHERE status = 409) FROM set_aside"
        ).fetchone()
        (discarded,) = self._db.execute(
            "SELECT count FROM tally WHERE name = 'heat_discarded'"
        ).fetchone()
        return OutboxState(
            waiting=self.pending(),
            oldest_seconds=None if oldest is None else max(0.0, time.time() - oldest[0]),
            set_aside=aside,
            conflicts=conflicts,
            heat_discarded=discarded,
            used_bytes=self._used(),
        )

    def offers(self, after: tuple[int, int, int] = _BEGINNING) -> Iterator[Offer]:
        """The waiting batches beyond a place: counts first, then heat, each oldest epoch first.
        Those acknowledged on the way are gone."""
        while places := self._db.execute(_PLACES, (*after, _CHUNK)).fetchall():
            for heat, number, row in places:
                after = (heat, number, row)
                offer = self._offer(after)
                if offer is not None:
                    yield offer

    def _offer(self, place: tuple[int, int, int]) -> Offer | None:
        row = self._db.execute(_WAITING, (place[2],)).fetchone()
        if row is None:
            return None
        store, device, epoch, started, seq, sha256, records = row
        if seq is None:
            seq = self._number_heat(place)
            if seq is None:
                return None
        start = datetime.fromisoformat(started)
        return Offer(place, store, device, UUID(epoch), start, seq, sha256, records)

    def _number_heat(self, place: tuple[int, int, int]) -> int | None:
        """None: it was discarded meanwhile."""
        with written(self._db):
            seq = next_seq(self._db, place[1])
            known = self._db.execute(
                "UPDATE batch SET seq = coalesce(seq, ?) WHERE id = ? RETURNING seq",
                (seq, place[2]),
            ).fetchone()
            if known is None or known[0] != seq:
                # Nothing may be numbered for nothing: that would be a gap.
                self._db.execute(
                    "UPDATE epoch SET last_seq = last_seq - 1 WHERE number = ?", (place[1],)
                )
        return None if known is None else int(known[0])

    def batches(self) -> Iterator[Batch]:
        """The waiting batches, in the order of `offers`."""
        for offer in self.offers():
            yield offer.batch()

    def acknowledge(self, *batches: Batch | Offer) -> None:
        """The server has committed these batches."""
        with written(self._db):
            for batch in batches:
                self._db.execute(_DELETE, (str(batch.epoch), batch.seq))

    def set_aside(self, batch: Batch | Offer, status: int, reason: str) -> None:
        """A server refused the batch for what it is: it waits no longer, and is not lost."""
        key = (str(batch.epoch), batch.seq)
        with written(self._db):
            self._db.execute(
                "INSERT OR IGNORE INTO set_aside "
                "SELECT epoch, seq, heat, kept, sha256, records, ?, ? FROM batch "
                "WHERE epoch = (SELECT number FROM epoch WHERE id = ?) AND seq = ?",
                (status, reason, *key),
            )
            self._db.execute(_DELETE, key)

    def refusals(self) -> dict[str, int]:
        """Of the batches set aside, how many for each of the server's words, such as
        ``409 batch_conflict``."""
        rows = self._db.execute(
            "SELECT status, reason, count(*) FROM set_aside GROUP BY status, reason "
            "ORDER BY count(*) DESC, status, reason"
        ).fetchall()
        return {f"{status} {reason}".rstrip(): count for status, reason, count in rows}

    def retry_set_aside(self) -> int:
        """Let what was set aside wait again, as it was; returns how many batches."""
        with written(self._db):
            moved = self._db.execute(
                "INSERT INTO batch (epoch, seq, heat, kept, sha256, records) "
                "SELECT epoch, seq, heat, kept, sha256, records FROM set_aside "
                "ORDER BY epoch, seq RETURNING 1"
            ).fetchall()
            self._db.execute("DELETE FROM set_aside")
        return len(moved)
