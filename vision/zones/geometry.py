"""Plane geometry of lines and zones, in pixels, y down."""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot

Point = tuple[float, float]

EDGE_SHARE = 0.01
"""A point this close to the picture's edge, as a share of the picture, is on it."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A directed segment. Its right-hand side is that of someone at ``start`` facing ``end``.

    An open end goes on for ever in its direction.
    """

    start: Point
    end: Point
    open_start: bool = False
    open_end: bool = False

    def __post_init__(self) -> None:
        if self.length == 0:
            raise ValueError("a line needs two different points")

    @property
    def length(self) -> float:
        return hypot(self.end[0] - self.start[0], self.end[1] - self.start[1])

    def opened(self, size: tuple[float, float]) -> Segment:
        """With each end open that lies on the edge of a picture of ``size`` (width, height).

        Feet can be beyond the picture's edge while the body is in it; who drew a line up to the
        edge meant them too.
        """

        def on_edge(point: Point) -> bool:
            return any(
                value <= EDGE_SHARE * limit or value >= (1 - EDGE_SHARE) * limit
                for value, limit in zip(point, size, strict=True)
            )

        return Segment(self.start, self.end, on_edge(self.start), on_edge(self.end))

    def spans(self, point: Point) -> bool:
        """Whether the point projects onto the segment, not beside it."""
        share = self._share(point)
        return (share >= 0 or self.open_start) and (share <= 1 or self.open_end)

    def offset(self, point: Point) -> float:
        """Signed distance to the segment's infinite line: positive on the right-hand side.

        With y down, facing up the picture (dx = 0, dy < 0) the right is towards larger x.
        """
        dx, dy = self.end[0] - self.start[0], self.end[1] - self.start[1]
        return (dx * (point[1] - self.start[1]) - dy * (point[0] - self.start[0])) / self.length

    def _share(self, point: Point) -> float:
        """Where the point projects along the segment: 0 at its start, 1 at its end."""
        dx, dy = self.end[0] - self.start[0], self.end[1] - self.start[1]
        px, py = point[0] - self.start[0], point[1] - self.start[1]
        return (dx * px + dy * py) / (self.length * self.length)


@dataclass(frozen=True, slots=True)
class Polygon:
    """A simple polygon; its border belongs to it."""

    corners: tuple[Point, ...]

    def __post_init__(self) -> None:
        if len(self.corners) < 3:
            raise ValueError("a zone needs at least three corners")

    def __contains__(self, point: Point) -> bool:
        x, y = point
        inside = False
        x1, y1 = self.corners[-1]
        for x2, y2 in self.corners:
            cross = (x2 - x1) * (y - y1) - (y2 - y1) * (x - x1)
            if (
                abs(cross) <= 1e-9 * max(1.0, abs(x2 - x1) + abs(y2 - y1))
                and min(x1, x2) <= x <= max(x1, x2)
                and min(y1, y2) <= y <= max(y1, y2)
            ):
                return True
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                inside = not inside
            x1, y1 = x2, y2
        return inside


def self_intersection(corners: tuple[Point, ...]) -> tuple[int, int] | None:
    """Two sides of a polygon that cross, by the index of each side's first corner, or None."""
    n = len(corners)
    for i in range(n):
        for j in range(i + 2, n):
            if i == 0 and j == n - 1:
                continue
            if _cross(corners[i], corners[(i + 1) % n], corners[j], corners[(j + 1) % n]):
                return i, j
    return None


def _cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    def turn(p: Point, q: Point, r: Point) -> float:
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    return turn(a, b, c) * turn(a, b, d) < 0 and turn(c, d, a) * turn(c, d, b) < 0
