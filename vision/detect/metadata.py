"""The ``metadata.yaml`` that exporters put beside a model."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML, YAMLError

from vision.errors import InputError


def read_metadata(model: Path) -> dict[str, Any]:
    """What is said of a network's file; empty when nothing is.

    Raises:
        InputError: it is there and cannot be read.
    """
    path = model.parent / "metadata.yaml"
    if not path.is_file():
        return {}
    try:
        data = YAML(typ="safe", pure=True).load(path.read_text("utf-8"))
    except (YAMLError, UnicodeDecodeError) as error:
        raise InputError(
            f"{path}: cannot be read as YAML ({error}). Export the model again."
        ) from error
    return data if isinstance(data, dict) else {}


def longest_side(metadata: dict[str, Any]) -> int | None:
    """Pixels of the longer side of the input that a model was exported for; None when not told."""
    size = metadata.get("imgsz")
    sides = [side for side in (size if isinstance(size, list) else [size]) if isinstance(side, int)]
    return max(sides, default=None)
