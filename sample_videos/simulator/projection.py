"""Where the shop's points fall in a camera's picture: an ideal lens without distortion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from sample_videos.simulator.shop import Area, Camera, Point, Shop

Floats = npt.NDArray[np.float64]

NEAREST = 0.05
"""Metres before the lens; what is nearer is cut off."""
DOOR_LINE = 0.35
"""Metres inside the front wall: where the counting line lies."""


@dataclass(frozen=True)
class View:
    """A camera with its picture's size. Pixel ``i`` covers ``[i, i + 1)``; y grows downwards."""

    camera: Camera
    width: int = 640
    height: int = 360

    @cached_property
    def axes(self) -> Floats:
        """(3, 3): the picture's right, down and forward, in the shop's axes."""
        forward = np.subtract(self.camera.target, self.camera.position)
        forward = forward / np.linalg.norm(forward)
        right = np.cross(forward, (0.0, 0.0, 1.0))
        right /= np.linalg.norm(right)
        return np.stack((right, np.cross(forward, right), forward))

    @cached_property
    def focal(self) -> float:
        """Pixels."""
        return self.height / 2 / float(np.tan(np.radians(self.camera.vertical_fov) / 2))

    @cached_property
    def matrix(self) -> Floats:
        """(3, 4): metres (x, y, z, 1) to pixels times depth."""
        lens = np.array(
            ((self.focal, 0, self.width / 2), (0, self.focal, self.height / 2), (0, 0, 1))
        )
        place = np.column_stack((self.axes, -self.axes @ np.asarray(self.camera.position)))
        return np.asarray(lens @ place)

    @cached_property
    def homography(self) -> Floats:
        """(3, 3): floor metres (x, y, 1) to pixels, up to scale."""
        floor = self.matrix[:, (0, 1, 3)]
        return np.asarray(floor / floor[2, 2])

    def project(self, points: npt.ArrayLike) -> tuple[Floats, Floats]:
        """Pixels (n, 2) and depths (n,) in metres of points (n, 3). Behind: depth below 0."""
        points = np.asarray(points, dtype=np.float64)
        image = points @ self.matrix[:, :3].T + self.matrix[:, 3]
        depth = image[:, 2]
        return image[:, :2] / np.where(np.abs(depth) < 1e-9, 1e-9, depth)[:, None], depth

    def polygon(self, floor: Sequence[Point]) -> list[Point]:
        """A polygon on the floor as the picture shows it, 0 to 1 on both axes; [] if out of it."""
        outline = np.array([(x, y, 0.0) for x, y in floor]) - np.asarray(self.camera.position)
        outline = _clip(outline @ self.axes.T, np.array((0.0, 0.0, 1.0)), NEAREST)
        if len(outline) < 3:
            return []
        relative = self._relative(outline)
        for axis, least in (
            ((1.0, 0.0), 0.0),
            ((-1.0, 0.0), -1.0),
            ((0.0, 1.0), 0.0),
            ((0.0, -1.0), -1.0),
        ):
            relative = _clip(relative, np.array(axis), least)
        if len(relative) < 3:
            return []
        return [(float(x), float(y)) for x, y in np.clip(relative, 0, 1)]

    def area(self, area: Area) -> list[Point]:
        return self.polygon(area.polygon)

    def door_line(self, shop: Shop) -> tuple[Point, Point] | None:
        """The counting line in the picture, 0 to 1; None where the picture does not hold it all."""
        ends = np.array([(x, DOOR_LINE, 0.0) for x in shop.door]) - self.camera.position
        ends = ends @ self.axes.T
        if (ends[:, 2] < NEAREST).any():
            return None
        (x1, y1), (x2, y2) = self._relative(ends)
        if min(x1, y1, x2, y2) < 0 or max(x1, y1, x2, y2) > 1:
            return None
        return (float(x1), float(y1)), (float(x2), float(y2))

    def _relative(self, seen: Floats) -> Floats:
        picture = np.array((self.width, self.height))
        return np.asarray(seen[:, :2] / seen[:, 2:] * self.focal / picture + 0.5)


def _clip(outline: Floats, axis: Floats, least: float) -> Floats:
    """The part of a polygon (n, d) on which ``point · axis >= least``."""
    kept: list[Floats] = []
    for here, there in zip(outline, np.roll(outline, -1, axis=0), strict=True):
        a, b = here @ axis - least, there @ axis - least
        if a >= 0:
            kept.append(here)
        if (a >= 0) != (b >= 0):
            kept.append(here + (there - here) * (a / (a - b)))
    return np.array(kept)
