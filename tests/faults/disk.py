"""A disk whose power can be cut: what was written since a file's last sync may be lost, in part
and out of order. For SQLite by way of a VFS, under the real outbox.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import apsw

SECTOR: Final = 512
"""Bytes that a disk writes wholly or not at all."""


class PowerCutError(Exception):
    pass


class _Synced:
    """What a file is sure to hold, and what was done to it since."""

    def __init__(self, content: bytes) -> None:
        self.content = bytearray(content)
        self.since: list[tuple[int, bytes | None]] = []

    def sync(self) -> None:
        for offset, data in self.since:
            self._apply(offset, data)
        self.since.clear()

    def survivors(self, chance: random.Random, share: float) -> bytes:
        """After the cut: of what was not synced, ``share`` of the sectors reached the disk."""
        for offset, data in self.since:
            if data is None:
                if chance.random() < share:
                    self._apply(offset, None)
                continue
            for start in range(0, len(data), SECTOR):
                if chance.random() < share:
                    self._apply(offset + start, data[start : start + SECTOR])
        return bytes(self.content)

    def _apply(self, offset: int, data: bytes | None) -> None:
        """None: the file was cut at ``offset``."""
        if data is None:
            del self.content[offset:]
            return
        if len(self.content) < offset:
            self.content.extend(bytes(offset - len(self.content)))
        self.content[offset : offset + len(data)] = data


class Disk(apsw.VFS):
    """Files of one folder. SQLite's shared memory (``-shm``) is memory: it is gone with the power.

    Args:
        name: of the VFS.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.files: dict[str, _Synced] = {}
        self.left: int | None = None
        """Writes and syncs until the power is cut; None: it stays on."""
        super().__init__(name, "")

    def xOpen(self, name: Any, flags: list[int]) -> apsw.VFSFile:  # noqa: N802
        path = name.filename() if isinstance(name, apsw.URIFilename) else str(name)
        if path not in self.files:
            file = Path(path)
            self.files[path] = _Synced(file.read_bytes() if file.exists() else b"")
        return _File(self, path, name, flags)

    def xDelete(self, name: str, sync: bool) -> None:  # noqa: N802
        self.use()
        super().xDelete(name, sync)
        self.files.pop(name, None)

    def use(self) -> None:
        if self.left is None:
            return
        if self.left <= 0:
            raise PowerCutError
        self.left -= 1

    def restart(self, chance: random.Random, share: float) -> None:
        """The files as they are found when the power is back."""
        for path, file in self.files.items():
            Path(path).write_bytes(file.survivors(chance, share))
            Path(f"{path}-shm").unlink(missing_ok=True)
        self.files.clear()
        self.left = None


class _File(apsw.VFSFile):
    def __init__(self, disk: Disk, path: str, name: Any, flags: list[int]) -> None:
        self._disk = disk
        self._path = path
        super().__init__("", name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        self._disk.use()
        super().xWrite(data, offset)
        self._disk.files[self._path].since.append((offset, bytes(data)))

    def xTruncate(self, size: int) -> None:  # noqa: N802
        self._disk.use()
        super().xTruncate(size)
        self._disk.files[self._path].since.append((size, None))

    def xSync(self, flags: int) -> None:  # noqa: N802
        self._disk.use()
        self._disk.files[self._path].sync()


class _Rows:
    def __init__(self, rows: list[Any]) -> None:
        self._rows = rows

    def fetchone(self) -> Any:
        return self._rows.pop(0) if self._rows else None

    def fetchall(self) -> list[Any]:
        return self._rows


class Connection:
    """What the outbox uses of a sqlite3.Connection, on a `Disk`.

    Args:
        synchronous: instead of what the outbox asks for; None: as it asks.
    """

    def __init__(self, disk: Disk, path: Path, synchronous: str | None) -> None:
        self._db = apsw.Connection(str(path), vfs=disk.name)
        self._synchronous = synchronous

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> _Rows:
        if self._synchronous is not None and sql.startswith("PRAGMA synchronous="):
            sql = f"PRAGMA synchronous={self._synchronous}"
        elif sql.startswith("PRAGMA wal_autocheckpoint="):
            # So that cuts hit checkpoints as well.
            sql = "PRAGMA wal_autocheckpoint=8"
        return self._execute(sql, parameters)

    def _execute(self, sql: str, parameters: Sequence[Any]) -> _Rows:
        try:
            return _Rows(self._db.execute(sql, tuple(parameters)).fetchall())
        except apsw.Error as error:
            said = sqlite3.OperationalError(str(error))
            said.sqlite_errorcode = error.extendedresult
            raise said from error

    @property
    def in_transaction(self) -> bool:
        return self._db.in_transaction

    def close(self) -> None:
        self._db.close(force=True)
