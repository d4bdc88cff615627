"""The bytes of a receipts file, which are read more than once."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

PIECE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Content:
    """``data``: a file on this machine, or the bytes of an upload, which are never written to a
    disk: customers' columns would be there too. ``name`` is what it is called."""

    name: str
    data: bytes | memoryview | Path

    @classmethod
    def of(cls, path: Path) -> Content:
        return cls(path.name, path)

    def open(self) -> IO[bytes]:
        """Raises OSError when the file cannot be read."""
        return self.data.open("rb") if isinstance(self.data, Path) else io.BytesIO(self.data)

    def sha256(self) -> str:
        digest = hashlib.sha256()
        with self.open() as stream:
            while piece := stream.read(PIECE):
                digest.update(piece)
        return digest.hexdigest()
