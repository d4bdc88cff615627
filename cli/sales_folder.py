"""A folder into which a till exports: which of its files are finished and new."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from vision.errors import InputError

SUFFIXES: Final = (".csv", ".txt", ".tsv", ".xlsx", ".parquet", ".xml")
STATE: Final = ".chaland-sales.json"
DONE: Final = "imported"
_PIECE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class SalesExport:
    path: Path
    sha256: str


class SalesFolder:
    """``state``: a file that holds the SHA-256 of what was seen to: a file that is renamed is the
    same, and one that is written again is another. Raises InputError."""

    def __init__(self, folder: Path, state: Path | None = None) -> None:
        if not folder.is_dir():
            raise InputError(f"{folder}: is no folder.")
        self._folder = folder
        self._state = state or folder / STATE
        self._seen: dict[str, str] = self._read()
        self._sizes: dict[Path, tuple[int, int]] = {}
        self._known: dict[Path, tuple[int, int]] = {}

    def _read(self) -> dict[str, str]:
        try:
            found: Any = json.loads(self._state.read_text("utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise InputError(
                f"{self._state}: cannot be read; remove it, and all files are imported again, "
                "which changes nothing where they were."
            ) from error
        return {str(key): str(value) for key, value in dict(found).items()}

    def finished(self) -> Iterator[SalesExport]:
        """Files that are new and have stayed as they are since the last call. What is being written
        changes its size or time until it is whole."""
        present: dict[Path, tuple[int, int]] = {}
        for path in sorted(self._folder.iterdir()):
            if path.suffix.lower() not in SUFFIXES or path.name.startswith((".", "~")):
                continue
            try:
                stat = path.stat()
            except OSError:
                continue
            if path.is_file() and stat.st_size:
                present[path] = (stat.st_size, stat.st_mtime_ns)
        before, self._sizes = self._sizes, present
        for path, size in present.items():
            if before.get(path) != size or self._known.get(path) == size:
                continue
            try:
                sha256 = _sha256(path)
            except OSError:
                continue
            if sha256 in self._seen:
                self._known[path] = size
            else:
                yield SalesExport(path, sha256)

    def done(self, export: SalesExport, what: str, *, move: bool) -> None:
        """``what``: a word on what became of it, for whoever reads the state."""
        self._seen[export.sha256] = what
        written = self._state.with_name(self._state.name + ".new")
        written.write_text(json.dumps(self._seen, indent=1), "utf-8")
        os.replace(written, self._state)  # noqa: PTH105
        if move:
            target = self._folder / DONE
            target.mkdir(exist_ok=True)
            name = export.path.name
            if (target / name).exists():
                name = f"{export.path.stem}-{export.sha256[:8]}{export.path.suffix}"
            export.path.rename(target / name)


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while piece := stream.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()
