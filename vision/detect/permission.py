"""Which cameras a model may look at: one trained on simulated film finds few real people, and
would miscount a real shop without a word."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from ruamel.yaml import YAML, YAMLError

from vision.errors import InputError

_MARK_IN_NETWORK = re.compile(rb"<simulated_only\s+value=\"(?:true|yes)\"", re.IGNORECASE)


def is_for_simulated_film(model: Path) -> bool:
    """Whether a model says of itself that it was trained on simulated film only.

    It says so twice: in the ``metadata.yaml`` beside it (``chaland: {simulated_only: true}``) and
    in the network's own ``.xml``, so that copying the network alone does not lose it.

    Raises:
        InputError: the metadata cannot be read.
    """
    folder = model if model.is_dir() else model.parent
    metadata = folder / "metadata.yaml"
    if metadata.is_file() and _says_so(metadata):
        return True
    networks = sorted(model.glob("*.xml")) if model.is_dir() else [model]
    return any(
        path.suffix == ".xml" and path.is_file() and _MARK_IN_NETWORK.search(path.read_bytes())
        for path in networks
    )


def check_permission(model: Path, simulated: Mapping[str, bool]) -> None:
    """Refuse a model that is for simulated film on any camera that is not simulated.

    Args:
        simulated: for each camera's id, whether the site file says ``simulated: true``.

    Raises:
        InputError: naming the cameras and both ways out.
    """
    real = [camera for camera, is_simulated in simulated.items() if not is_simulated]
    if not real or not is_for_simulated_film(model):
        return
    cameras = f"camera {real[0]} is" if len(real) == 1 else f"cameras {', '.join(real)} are"
    raise InputError(
        f"{model} was trained on simulated film only and would miscount real people, and {cameras} "
        "not marked as simulated. For a real camera: chaland models fetch yolo26n, then chaland "
        "models export yolo26n --calibrate FILM (a film of your own), and name the export under "
        "`detector: model:`. For a film of the simulated shop: add `simulated: true` to the camera."
    )


def _says_so(metadata: Path) -> bool:
    try:
        data = YAML(typ="safe", pure=True).load(metadata.read_text("utf-8"))
    except (OSError, YAMLError, UnicodeDecodeError) as error:
        raise InputError(
            f"{metadata}: cannot be read as YAML ({error}). Export the model again."
        ) from error
    ours = data.get("chaland") if isinstance(data, dict) else None
    return isinstance(ours, dict) and ours.get("simulated_only") is True
