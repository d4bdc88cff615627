"""Which models are known by name, and where their files are."""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from vision.errors import InputError

MODELS_FOLDER = Path("chaland-models")
"""Where fetched and exported models are kept unless ``CHALAND_MODELS`` names another folder."""


@dataclass(frozen=True, slots=True)
class KnownModel:
    """A model that ``chaland models`` knows by name."""

    name: str
    file: str
    """Name of the file that is fetched, or of the folder that is shipped."""
    purpose: str
    licence: str
    source: str
    """Who publishes it; for a fetched one, the address that it is fetched from."""
    megabytes: float | None
    """Size of the file, about; None when it is not known yet."""
    sha256: str | None = None
    """What the file must hash to. None: whatever is fetched first, recorded in the lock file."""
    simulated_only: bool = False
    """Trained on simulated film and good for nothing else."""
    shipped: bool = False
    """Part of this package; never fetched."""


KNOWN: Mapping[str, KnownModel] = {
    model.name: model
    for model in (
        KnownModel(
            name="chaland-sim",
            file="chaland-sim_int8_openvino_model",
            purpose="people in the simulated shop's films; not for real cameras",
            licence="AGPL-3.0-or-later",
            source="this project: trained by models/train.py on rendered pictures only",
            megabytes=3.5,
            simulated_only=True,
            shipped=True,
        ),
        KnownModel(
            name="yolo26n",
            file="yolo26n.pt",
            purpose="people on real cameras; to be exported with your own film",
            licence="AGPL-3.0 (Ultralytics; an Enterprise licence is sold)",
            source="https://github.com/ultralytics/assets/releases/download/v8.4.0/yolo26n.pt",
            megabytes=5.3,
        ),
    )
}


def find(name: str) -> KnownModel:
    """Raises:
    InputError: nothing of that name is known.
    """
    model = KNOWN.get(name)
    if model is None:
        close = difflib.get_close_matches(name, KNOWN, 1)
        hint = f"; did you mean {close[0]}?" if close else f". Known: {', '.join(KNOWN)}."
        raise InputError(f"no model is called {name!r}{hint}")
    return model


def models_folder(chosen: Path | None = None) -> Path:
    """Where fetched models are: the folder chosen, ``CHALAND_MODELS``, or ``chaland-models``."""
    if chosen is not None:
        return chosen
    return Path(os.environ.get("CHALAND_MODELS") or MODELS_FOLDER)


def place(model: KnownModel, folder: Path) -> Path:
    """Where a model's file or folder is, or would be."""
    if model.shipped:
        return Path(__file__).parent / model.name / model.file
    return folder / model.file


def resolve(text: str, folder: Path) -> Path:
    """A model given as a path or as a known name. Of a fetched one, its accepted INT8 export is
    taken before the file it came from.

    Raises:
        InputError: neither such a file nor such a name; or known, but not here yet.
    """
    path = Path(text)
    if path.exists():
        return path
    if text not in KNOWN and (path.suffix or len(path.parts) > 1):
        raise InputError(f"no such model: {path}")
    model = find(text)
    found = place(model, folder)
    exported = folder / f"{found.stem}_int8_openvino_model"
    for candidate in (exported, found):
        if candidate.exists():
            return candidate
    if model.shipped:
        raise InputError(
            f"{text} is not built: {found} is missing from this installation. Install a released "
            "version, or build it: python -m models.train --help"
        )
    raise InputError(f"{text} is not here yet. Fetch it: chaland models fetch {text}")
