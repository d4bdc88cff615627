"""Detectors and pictures of the tests' own."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from vision.detect.detections import Detections
from vision.detect.detector import Image

Box = tuple[float, float, float, float]
Rows = Sequence[tuple[Box, float]]
"""Boxes with their confidence."""


class ScriptedDetector:
    """Answers each picture in turn with what it was given."""

    name = "scripted"

    def __init__(self, answers: Sequence[Rows]) -> None:
        self._answers = iter(answers)

    def detect(self, images: Sequence[Image]) -> list[Detections]:
        return [found(next(self._answers)) for _ in images]


def found(rows: Rows) -> Detections:
    return Detections(
        np.array([box for box, _ in rows], np.float32).reshape(-1, 4),
        np.array([confidence for _, confidence in rows], np.float32),
        0.01,
    )


def blank(count: int) -> list[Image]:
    return [np.zeros((360, 640, 3), np.uint8)] * count


def standing(x: float, *, height: float = 100, width: float = 40) -> Box:
    """Somebody whose left side is at ``x``, head at 100 px."""
    return (x, 100, x + width, 100 + height)
