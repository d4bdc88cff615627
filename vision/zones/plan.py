"""The shop's plan as a grid of square cells, in metres: x to the right, y up, as on a map."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Self

import numpy as np
import numpy.typing as npt

from vision.zones.geometry import Point

Mask = npt.NDArray[np.bool_]

CELL = 0.25
"""Metres along the side of a cell: feet are not found any better."""
MOST_CELLS = 400
"""Along a side of the grid; the cells of a larger plan are larger."""


@dataclass(frozen=True, slots=True)
class PlanGrid:
    """Row 0 is at the least y, column 0 at the least x. ``origin``: their corner; ``cell``: a
    cell's side; metres."""

    origin: Point
    cell: float
    rows: int
    cols: int

    @classmethod
    def around(cls, places: Iterable[Point]) -> Self:
        """The smallest grid with all of the places in it."""
        table = np.array(list(places), np.float64)
        least, most = table.min(axis=0), table.max(axis=0)
        cell = CELL
        while max(most - least) / cell > MOST_CELLS:
            cell *= 2
        # What a rounding error lies beyond a cell's end is within it.
        cols, rows = (max(1, ceil(float(side) / cell - 1e-9)) for side in most - least)
        return cls((float(least[0]), float(least[1])), cell, rows, cols)

    @property
    def size(self) -> tuple[float, float]:
        """(width, height) in metres."""
        return self.cols * self.cell, self.rows * self.cell

    def index(self, place: Point) -> tuple[int, int] | None:
        """The (row, column) of a place; None beyond the grid."""
        col, row = ((place[axis] - self.origin[axis]) / self.cell for axis in (0, 1))
        if not (0 <= row <= self.rows and 0 <= col <= self.cols):
            return None
        return min(int(row), self.rows - 1), min(int(col), self.cols - 1)

    def share(self, place: Point) -> Point:
        """Where a place is in the grid, 0 to 1 on both axes."""
        width, height = self.size
        x, y = place[0] - self.origin[0], place[1] - self.origin[1]
        return min(max(x / width, 0.0), 1.0), min(max(y / height, 0.0), 1.0)

    @property
    def middles(self) -> npt.NDArray[np.float64]:
        """(rows × cols, 2): the cells' middles, row by row."""
        x = self.origin[0] + (np.arange(self.cols) + 0.5) * self.cell
        y = self.origin[1] + (np.arange(self.rows) + 0.5) * self.cell
        return np.column_stack((np.tile(x, self.rows), np.repeat(y, self.cols)))

    def within(self, corners: Sequence[Point]) -> Mask:
        """(rows, cols): the cells whose middle is in a polygon; none for fewer than 3 corners."""
        return inside(self.middles, corners).reshape(self.rows, self.cols)


def inside(points: npt.NDArray[np.float64], corners: Sequence[Point]) -> Mask:
    """(n,): which points lie in a polygon."""
    found = np.zeros(len(points), np.bool_)
    if len(corners) < 3:
        return found
    x, y = points.T
    x1, y1 = corners[-1]
    for x2, y2 in corners:
        if y1 != y2:
            found ^= ((y1 > y) != (y2 > y)) & (x < (x2 - x1) * (y - y1) / (y2 - y1) + x1)
        x1, y1 = x2, y2
    return found


def pack_mask(mask: Mask) -> str:
    """One bit a cell, row by row, the first in the highest bit, base64."""
    return base64.b64encode(np.packbits(mask.ravel()).tobytes()).decode("ascii")
