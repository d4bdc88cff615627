"""Which of a model's classes is the person."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from vision.errors import InputError

COCO_CLASSES = 80
"""A model with this many unnamed classes is taken to be trained on COCO: person is class 0."""


def parse_names(names: Any) -> dict[int, str] | None:
    """Class names as exporters write them: a mapping, a list, or either as text."""
    if isinstance(names, str):
        try:
            names = ast.literal_eval(names)
        except (ValueError, SyntaxError):
            return None
    if isinstance(names, Mapping):
        return {int(index): str(name) for index, name in names.items()}
    if isinstance(names, list | tuple):
        return {index: str(name) for index, name in enumerate(names)}
    return None


def person_class(names: dict[int, str] | None, classes: int, model: Path) -> int:
    """The index of the person class among ``classes`` of them.

    Raises:
        InputError: the names hold no person, or there are no names to tell.
    """
    if names is None:
        if classes == COCO_CLASSES:
            return 0
        raise InputError(
            f"{model}: its {classes} class(es) have no names, so which is a person is unknown. "
            "Put the exporter's metadata.yaml beside the model."
        )
    for index, name in names.items():
        if name.strip().lower() in {"person", "people", "pedestrian", "human"}:
            return index
    listed = ", ".join(list(names.values())[:8]) + (", …" if len(names) > 8 else "")
    raise InputError(
        f"{model}: no person among its classes ({listed}). Chaland detects people and nothing "
        "else: choose a model trained on COCO or on people."
    )
