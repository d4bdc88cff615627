"""One of the surfaces that a person is drawn by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sample_videos.simulator.mesh import Mesh

Colour = tuple[float, float, float]


@dataclass(frozen=True)
class Part:
    """A surface that moves with a bone. ``cloth`` names the picture laid on it."""

    bone: str
    mesh: Mesh
    colour: Colour
    cloth: str
    shine: float = 0.05


def scaled(
    rings: Sequence[Sequence[float]], h: float, x: float = 1.0, y: float = 1.0
) -> list[tuple[float, ...]]:
    """Rings in parts of the height, made metres; radii also by the build."""
    return [(r[0] * h, r[1] * h, r[2] * h, r[3] * h * x, r[4] * h * y) for r in rings]
