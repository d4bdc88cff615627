"""The lock file beside models: what each of their files must hash to."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from vision.errors import InputError

LOCK_FILE = "models.lock.json"
VERSION = 1


@dataclass(frozen=True, slots=True)
class LockedFile:
    """One file, as it was when it was fetched or exported."""

    sha256: str
    bytes: int
    source: str
    recorded: str
    """ISO 8601, UTC."""


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_lock(folder: Path) -> dict[str, LockedFile]:
    """Files by their path under ``folder``, with ``/``. Empty without a lock file.

    Raises:
        InputError: the lock file is not what was written.
    """
    path = folder / LOCK_FILE
    try:
        text = path.read_text("utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return {}
    try:
        data = json.loads(text)
        files = {name: LockedFile(**entry) for name, entry in data["files"].items()}
        version = data["version"]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(
            f"{path}: damaged lock file ({error}). Delete it and fetch or export the models again."
        ) from error
    if version != VERSION:
        raise InputError(f"{path}: written by another version of Chaland (format {version}).")
    return files


def record(model: Path, source: str) -> None:
    """Write the hash of a model's file, or of every file of its folder, into the lock beside it."""
    folder = model.parent
    known = read_lock(folder)
    kept = {name: entry for name, entry in known.items() if not _belongs(name, model.name)}
    now = datetime.now(UTC).isoformat(timespec="seconds")
    for path in _files(model):
        name = path.relative_to(folder).as_posix()
        kept[name] = LockedFile(digest(path), path.stat().st_size, source, now)
    _write(folder, kept)


def forget(model: Path) -> None:
    """Take a model that was deleted out of the lock beside it."""
    known = read_lock(model.parent)
    kept = {name: entry for name, entry in known.items() if not _belongs(name, model.name)}
    if len(kept) < len(known):
        _write(model.parent, kept)


def verify(model: Path) -> bool:
    """Check a model against the lock file beside it, before it is loaded.

    Args:
        model: a file, a model's folder, or the ``.xml`` in such a folder.

    Returns:
        Whether it was locked. A model that no lock names is the user's own and passes.

    Raises:
        InputError: a file differs from what was recorded, or is gone.
    """
    target = model
    expected = _locked(read_lock(target.parent), target.name)
    if not expected and model.suffix in {".xml", ".bin"}:
        target = model.parent
        expected = _locked(read_lock(target.parent), target.name)
    for name, entry in expected.items():
        path = target.parent / name
        if not path.is_file():
            raise InputError(f"{path} is missing, though {LOCK_FILE} names it. {_REMEDY}")
        if path.stat().st_size != entry.bytes or digest(path) != entry.sha256:
            raise InputError(
                f"{path} is not the file that was recorded: its SHA-256 differs from the one in "
                f"{target.parent / LOCK_FILE}. It was changed or damaged since. {_REMEDY}"
            )
    return bool(expected)


_REMEDY = (
    "Delete the model and fetch or export it again; if you replaced it on purpose, delete its "
    "entries from the lock file too."
)


def _locked(lock: Mapping[str, LockedFile], name: str) -> dict[str, LockedFile]:
    return {key: entry for key, entry in lock.items() if _belongs(key, name)}


def _belongs(entry: str, model: str) -> bool:
    return entry == model or entry.startswith(model + "/")


def _files(model: Path) -> list[Path]:
    if model.is_file():
        return [model]
    return sorted(path for path in model.rglob("*") if path.is_file())


def _write(folder: Path, files: Mapping[str, LockedFile]) -> None:
    data = {
        "version": VERSION,
        "files": {name: asdict(files[name]) for name in sorted(files)},
    }
    part = folder / (LOCK_FILE + ".part")
    part.write_text(json.dumps(data, indent=2, ensure_ascii=False) + "\n", "utf-8")
    part.replace(folder / LOCK_FILE)
