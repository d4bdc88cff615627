"""One visit, while it lasts."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import exp

from vision.journey.step import Edge
from vision.zones.geometry import Point


@dataclass(slots=True)
class Person:
    """``since`` and ``last``: grid indices of the first and last step."""

    number: int
    since: int
    began: Edge
    last: int = -1
    place: Point = (0.0, 0.0)
    """At ``last``."""
    staff: bool = False
    confidence: float = 1.0
    left: int | None = None
    """Grid index of the passage out of a door."""
    tracks: set[tuple[str, int]] = field(default_factory=set)

    def joined(self, margin: float) -> None:
        """One joint more, by its odds above the next best."""
        self.confidence *= 1 / (1 + exp(-max(margin, 0.0)))
