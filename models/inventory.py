"""What of the known models is on this machine."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from models.lock import read_lock, verify
from models.registry import KNOWN, KnownModel, place
from vision.errors import InputError


@dataclass(frozen=True, slots=True)
class Entry:
    """A known model and its state here."""

    model: KnownModel
    state: str
    """``ready``, ``not built``, ``not fetched``, ``fetched, not exported``, or what is wrong."""
    path: Path | None
    """What to name in a site file, when there is something."""
    megabytes: float | None

    def summary(self) -> dict[str, Any]:
        path = None if self.path is None else str(self.path)
        return {**asdict(self.model), "state": self.state, "path": path, "mb": self.megabytes}


def inventory(folder: Path) -> list[Entry]:
    """Every known model, fetched ones looked for in ``folder``."""
    return [_entry(model, folder) for model in KNOWN.values()]


def _entry(model: KnownModel, folder: Path) -> Entry:
    path = place(model, folder)
    if model.shipped:
        if not path.exists():
            return Entry(model, "not built", None, model.megabytes)
        return Entry(model, _checked(path, "ready"), path, _megabytes(path))
    exported = folder / f"{path.stem}_int8_openvino_model"
    full = folder / f"{path.stem}_openvino_model"
    if exported.exists():
        return Entry(model, _checked(exported, "ready"), exported, _megabytes(exported))
    if full.exists():
        state = _checked(full, "exported in full precision only")
        return Entry(model, state, full, _megabytes(full))
    if path.exists():
        state = "fetched, not exported"
        if path.name not in read_lock(folder):
            state = f"there, not checked yet: chaland models fetch {model.name}"
        return Entry(model, _checked(path, state), path, _megabytes(path))
    return Entry(model, "not fetched", None, model.megabytes)


def _checked(path: Path, state: str) -> str:
    try:
        verify(path)
    except InputError as error:
        return f"damaged: {error}"
    return state


def _megabytes(path: Path) -> float:
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    return round(sum(file.stat().st_size for file in files) / 1e6, 1)
