"""A camera's floor in metres: from points of its picture whose place on the floor is known.

The mapping is the plane homography, by the normalised direct linear transform (R. Hartley and
A. Zisserman, "Multiple View Geometry in Computer Vision", 2nd ed., algorithm 4.2).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

import numpy as np
import numpy.typing as npt

from vision.zones.geometry import Point

Floats = npt.NDArray[np.float64]

FEWEST_POINTS = 4
LEAST_SPREAD = 1e-3
"""The least singular value of a sound set of points, relative to the greatest: below it the points
lie (nearly) on one line, and the mapping across that line is anybody's guess."""


class Floor:
    """Maps feet to the floor.

    Args:
        matrix: (3, 3), the picture's pixels (x, y, 1) to metres, up to scale.
        below: a pixel that surely shows floor. What lies on the other side of the horizon is none.
    """

    def __init__(self, matrix: Floats, below: Point) -> None:
        self._matrix = matrix
        # The scale is the same on the whole floor's side of the horizon, 0 on the horizon.
        self._side = float(np.sign(matrix[2] @ (*below, 1.0)))

    @classmethod
    def from_points(cls, pixels: Sequence[Point], metres: Sequence[Point]) -> Self:
        """Fit four points or more, least squares of the algebraic error.

        Raises:
            ValueError: too few points, or points that do not tell where the floor is.
        """
        if len(pixels) != len(metres):
            raise ValueError(f"{len(pixels)} points of the picture and {len(metres)} of the floor")
        if len(pixels) < FEWEST_POINTS:
            raise ValueError(f"{len(pixels)} points; at least {FEWEST_POINTS} are needed")
        seen, from_pixels = _normalised(pixels)
        known, from_metres = _normalised(metres)
        x, y = seen.T
        ones, zeros = np.ones(len(seen)), np.zeros(len(seen))
        u, v = known.T
        system = np.vstack(
            (
                np.column_stack((x, y, ones, zeros, zeros, zeros, -u * x, -u * y, -u)),
                np.column_stack((zeros, zeros, zeros, x, y, ones, -v * x, -v * y, -v)),
            )
        )
        _, singular, rows = np.linalg.svd(system)
        if singular[7] < LEAST_SPREAD * singular[0]:
            raise ValueError("the points lie on one line, or nearly")
        fitted = rows[-1].reshape(3, 3)
        floor = cls(np.linalg.inv(from_metres) @ fitted @ from_pixels, pixels[0])
        if not np.isfinite(floor.metres(pixels)).all():
            raise ValueError("the points of the picture are not in the order of those of the floor")
        return floor

    def metres(self, pixels: Sequence[Point] | Floats) -> Floats:
        """(n, 2) places on the floor; NaN at and above the horizon."""
        points = np.column_stack(
            (np.asarray(pixels, np.float64).reshape(-1, 2), np.ones(len(pixels)))
        )
        mapped = points @ self._matrix.T
        scale = np.where(mapped[:, 2] * self._side > 0, mapped[:, 2], np.nan)
        places: Floats = mapped[:, :2] / scale[:, None]
        return places

    def error(self, pixels: Sequence[Point], metres: Sequence[Point]) -> float:
        """The largest distance in metres between a known place and where its pixel is mapped."""
        return float(np.linalg.norm(self.metres(pixels) - np.asarray(metres), axis=1).max())


def _normalised(points: Sequence[Point]) -> tuple[Floats, Floats]:
    """Points moved and scaled to mean 0 and mean distance √2, and the (3, 3) that does it."""
    table = np.asarray(points, np.float64)
    centre = table.mean(axis=0)
    spread = float(np.linalg.norm(table - centre, axis=1).mean())
    if spread == 0:
        raise ValueError("all points are the same")
    scale = np.sqrt(2) / spread
    matrix = np.array(((scale, 0, -scale * centre[0]), (0, scale, -scale * centre[1]), (0, 0, 1.0)))
    return (table - centre) * scale, matrix
