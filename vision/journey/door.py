"""Where people come into the shop and leave it, on the plan."""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot

import numpy as np

from vision.zones.floor import Floats, Floor
from vision.zones.geometry import Point, Segment

ASIDE = 0.2
"""How far beside its line, in line lengths, a door is asked which of its sides is inside."""


@dataclass(frozen=True, slots=True)
class Door:
    """``line``: on the plan, in metres; inside is where its ``offset`` is positive."""

    line: Segment

    @classmethod
    def of(cls, line: Segment, floor: Floor) -> Door:
        """A counting line, in pixels of a camera, on whose right-hand side people are in.

        Raises:
            ValueError: the line lies above the floor's horizon.
        """
        (x1, y1), (x2, y2) = line.start, line.end
        # The right-hand side in a picture whose y grows downwards.
        inside = (
            (x1 + x2) / 2 - ASIDE * (y2 - y1),
            (y1 + y2) / 2 + ASIDE * (x2 - x1),
        )
        places = floor.metres([line.start, line.end, inside])
        if not np.isfinite(places).all():
            raise ValueError("the line does not lie on the camera's floor")
        start, end, within = ((float(x), float(y)) for x, y in places)
        door = cls(Segment(start, end))
        return door if door.line.offset(within) > 0 else cls(Segment(end, start))

    def depth(self, places: Floats) -> Floats:
        """(n,) metres of places (n, 2) behind the door, negative in the street."""
        (x1, y1), (x2, y2) = self.line.start, self.line.end
        depth: Floats = (
            (x2 - x1) * (places[:, 1] - y1) - (y2 - y1) * (places[:, 0] - x1)
        ) / self.line.length
        return depth

    def distance(self, place: Point) -> float:
        """Metres to the nearest point of it."""
        (x1, y1), (x2, y2) = self.line.start, self.line.end
        dx, dy = x2 - x1, y2 - y1
        share = ((place[0] - x1) * dx + (place[1] - y1) * dy) / self.line.length**2
        share = min(max(share, 0.0), 1.0)
        return hypot(place[0] - x1 - share * dx, place[1] - y1 - share * dy)


def nearest(doors: tuple[Door, ...], place: Point) -> Door | None:
    return min(doors, key=lambda door: door.distance(place), default=None)
