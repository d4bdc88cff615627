"""Where feet are: a grid of time and of passages over a camera's picture."""

from __future__ import annotations

import base64
import zlib
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vision.zones.geometry import Point

Grid = npt.NDArray[np.uint32]

LONGER_SIDE = 64
"""Cells along the picture's longer side."""
LONGEST_INTERVAL = 2.0
"""Seconds between two sightings of a person beyond which the time between is not drawn."""


@dataclass(slots=True)
class _Last:
    time: float
    cell: tuple[int, int]


class HeatGrid:
    """Adds up person-milliseconds and passages a cell.

    Time is what is summed, never frames, so the picture does not change with the frame rate. A
    passage is somebody coming into a cell.

    Args:
        size: (width, height) of what the grid lies over, in the units of the feet.
        cells: (rows, cols); None: square, and so many along the longer side as for a picture.
    """

    def __init__(self, size: tuple[float, float], cells: tuple[int, int] | None = None) -> None:
        width, height = size
        longer = max(width, height)
        self._size = size
        self.rows, self.cols = cells or (
            max(1, round(LONGER_SIDE * height / longer)),
            max(1, round(LONGER_SIDE * width / longer)),
        )
        self._last: dict[int, _Last] = {}
        self.clear()

    def clear(self) -> None:
        """Begin new grids; people in view stay where they are."""
        self.person_milliseconds: Grid = np.zeros((self.rows, self.cols), np.uint32)
        self.passages: Grid = np.zeros((self.rows, self.cols), np.uint32)
        self._in_it: set[int] = set()

    @property
    def people(self) -> int:
        """Tracks that the grids are of."""
        return len(self._in_it)

    @property
    def is_empty(self) -> bool:
        return not self.person_milliseconds.any() and not self.passages.any()

    def see(self, track: int, time: float, foot: Point, interval: float) -> None:
        """A foot point of a track. Feet outside the picture are drawn on its edge."""
        cell = self._cell(foot)
        if cell is None:
            self.end(track, interval)
            return
        self._in_it.add(track)
        last = self._last.get(track)
        if last is None:
            self.person_milliseconds[cell] += round(interval * 500)
            self.passages[cell] += 1
        else:
            way = _between(last.cell, cell)
            for passed in way:
                self.passages[passed] += 1
            elapsed = time - last.time
            if elapsed <= max(LONGEST_INTERVAL, interval):
                self._spread(round(elapsed * 1000), [last.cell, *way])
        self._last[track] = _Last(time, cell)

    def end(self, track: int, interval: float) -> None:
        last = self._last.pop(track, None)
        if last is not None:
            self._in_it.add(track)
            self.person_milliseconds[last.cell] += round(interval * 500)

    def _spread(self, milliseconds: int, way: list[tuple[int, int]]) -> None:
        """Half an interval before the first cell's end, half after the last's beginning, whole ones
        between: somebody walking evenly from middle to middle."""
        steps = max(2 * (len(way) - 1), 1)
        done = 0
        for index, cell in enumerate(way):
            parts = min(2 * index + 1, steps)
            until = milliseconds * parts // steps
            self.person_milliseconds[cell] += until - done
            done = until

    def _cell(self, foot: Point) -> tuple[int, int] | None:
        """None: the feet are not on the grid."""
        row = int(foot[1] / self._size[1] * self.rows)
        col = int(foot[0] / self._size[0] * self.cols)
        return min(max(row, 0), self.rows - 1), min(max(col, 0), self.cols - 1)


def _between(start: tuple[int, int], end: tuple[int, int]) -> list[tuple[int, int]]:
    """Cells on the straight way from ``start`` to ``end``, without ``start``."""
    steps = max(abs(end[0] - start[0]), abs(end[1] - start[1]))
    return [
        (
            round(start[0] + (end[0] - start[0]) * step / steps),
            round(start[1] + (end[1] - start[1]) * step / steps),
        )
        for step in range(1, steps + 1)
    ]


def pack(grid: Grid) -> str:
    """A grid as a heat record holds it."""
    return base64.b64encode(zlib.compress(grid.astype("<u4").tobytes(), 9)).decode("ascii")


def unpack(text: str, rows: int, cols: int) -> Grid:
    """The grid that ``pack`` made. Raises ValueError when it is not ``rows × cols``."""
    wanted = rows * cols * 4
    try:
        raw = zlib.decompressobj().decompress(base64.b64decode(text, validate=True), wanted + 1)
    except (ValueError, zlib.error) as error:
        raise ValueError("not a packed grid") from error
    if len(raw) != wanted:
        raise ValueError(f"the grid is not {rows}×{cols}")
    return np.frombuffer(raw, "<u4").reshape(rows, cols).astype(np.uint32)
