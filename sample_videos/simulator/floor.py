"""Where one can walk, how near the walls are, and the way to a place."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from sample_videos.simulator.shop import AreaKind, Point, Shop

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

CELL = 0.1
"""Metres a cell of the grid is wide."""
STREET_DEPTH = 3.5
"""Metres of pavement before the shop."""
STREET_MARGIN = 5.5
"""Metres of street modelled on both sides of the shop."""
WALL = 0.1
"""Half the thickness of the front wall, metres."""
BODY = 0.2
"""The middle of a body comes no nearer to furniture or walls than this, metres."""
ROOM = 0.55
"""Somebody with the choice keeps this far from furniture and walls, metres."""

_STEPS = 16
_SAMPLES = np.linspace(0.08, 1.0, 13)
_BLOCKED = 1e3


class Floor:
    """The floor of a shop and the street before it, as a grid.

    A way is the cheapest chain of cells to its goal: nearness to furniture, the waiting line and
    the places where others stand cost extra, so that ways run down the middle of aisles.
    """

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.solids = _solids(shop)
        self._left, self._bottom = -STREET_MARGIN, -STREET_DEPTH
        self._columns = round((shop.width + 2 * STREET_MARGIN) / CELL)
        self._rows = round((shop.depth + STREET_DEPTH) / CELL)
        centres = self._centres()
        self._clearances = self.clearance(centres)
        shape = (self._rows, self._columns)
        walkable = (self._clearances >= BODY).reshape(shape)
        self._costs = np.where(walkable.ravel(), self._cost(centres), _BLOCKED)
        nearest = distance_transform_edt(
            ~walkable, return_distances=False, return_indices=True
        ).astype(np.int64)
        self._snapped: Integers = (nearest[0] * self._columns + nearest[1]).ravel()
        self._graph = self._join(walkable)
        self._goals: dict[int, int] = {}
        """By cell."""
        self._known: dict[Point, int] = {}
        self._next = np.empty((0, self._rows * self._columns), dtype=np.int64)

    def clearance(self, points: Floats) -> Floats:
        """Distance of points (..., 2) to the nearest furniture or wall, metres; 0 inside."""
        x, y = points[..., 0, None], points[..., 1, None]
        x1, y1, x2, y2 = self.solids.T
        across = np.maximum(np.maximum(x1 - x, x - x2), 0.0)
        along = np.maximum(np.maximum(y1 - y, y - y2), 0.0)
        nearest: Floats = np.hypot(across, along).min(axis=-1)
        return nearest

    def rough_clearance(self, points: Floats) -> Floats:
        """The same from the grid: right to half a cell, much quicker."""
        return self._clearances[self._cell(points)]

    def goal(self, place: Point) -> int:
        """The number of a goal, for `ahead`. Each way is searched once and kept."""
        if place in self._known:
            return self._known[place]
        cell = int(self._snapped[self._cell(np.asarray(place))])
        if cell not in self._goals:
            _, ways = dijkstra(self._graph, indices=[cell], return_predecessors=True)
            number = len(self._goals)
            if number == len(self._next):
                more = np.empty((max(32, number), self._next.shape[1]), dtype=np.int64)
                self._next = np.concatenate([self._next, more])
            own = np.arange(ways.shape[1])
            self._next[number] = np.where(ways[0] >= 0, ways[0], own)
            self._goals[cell] = number
        self._known[place] = self._goals[cell]
        return self._goals[cell]

    def ahead(
        self, positions: Floats, goals: Integers, places: Floats
    ) -> tuple[Floats, NDArray[np.bool_]]:
        """The furthest point of each one's way that is in free sight, (N, 2), and whether that is
        the goal's place itself, (N,).

        A short cut may not be costlier than the way that it cuts: it would scrape along shelves.
        """
        cell = self._snapped[self._cell(positions)]
        chain = [cell]
        for _ in range(_STEPS):
            chain.append(self._next[goals, chain[-1]])
        cells = np.stack(chain[1:], axis=1)
        points = self._middle(cells)
        last = cells == self._next[goals[:, None], cells]
        points = np.where(last[..., None], places[:, None, :], points)

        rays = positions[:, None, None, :] + _SAMPLES[:, None] * (
            points[:, :, None, :] - positions[:, None, None, :]
        )
        dearest = self._costs[self._cell(rays)].max(axis=2)
        allowed = np.maximum.accumulate(self._costs[cells], axis=1)
        allowed = np.maximum(allowed, self._costs[cell][:, None])
        seen = dearest <= allowed + 0.15
        best = np.where(seen.any(axis=1), _STEPS - 1 - seen[:, ::-1].argmax(axis=1), 0)
        rows = np.arange(len(positions))
        return points[rows, best], last[rows, best]

    def _cell(self, points: Floats) -> Integers:
        column = np.floor((points[..., 0] - self._left) / CELL).astype(np.int64)
        row = np.floor((points[..., 1] - self._bottom) / CELL).astype(np.int64)
        inside: Integers = np.clip(row, 0, self._rows - 1) * self._columns + np.clip(
            column, 0, self._columns - 1
        )
        return inside

    def _middle(self, cells: Integers) -> Floats:
        row, column = np.divmod(cells, self._columns)
        return np.stack(
            [self._left + (column + 0.5) * CELL, self._bottom + (row + 0.5) * CELL], axis=-1
        )

    def _centres(self) -> Floats:
        return self._middle(np.arange(self._rows * self._columns))

    def _cost(self, centres: Floats) -> Floats:
        tight = np.clip((ROOM - self._clearances) / (ROOM - BODY), 0.0, 1.0)
        cost = 1.0 + 3.0 * tight**2
        # Nobody passes between a window and those who look into it.
        cost[(centres[:, 1] < 0.0) & (centres[:, 1] > -0.6)] += 2.0
        for area in self.shop.areas:
            if area.kind is AreaKind.QUEUE:
                cost[_between(centres, area.polygon)] += 3.0
                continue
            if area.kind is AreaKind.DISPLAY:
                # Those who only pass leave the aisles to those who browse.
                cost[_between(centres, area.polygon)] += 0.6
            for stand in area.stands:
                cost[np.hypot(*(centres - stand).T) < 0.4] += 1.0
        return cost

    def _join(self, walkable: NDArray[np.bool_]) -> csr_array:
        """Every walkable cell with its 16 neighbours, so that ways bend at few angles' error."""
        numbers = np.arange(walkable.size).reshape(walkable.shape)
        starts, ends, weights = [], [], []
        for down, right in ((0, 1), (1, 0), (1, 1), (1, -1), (1, 2), (2, 1), (1, -2), (2, -1)):
            here = _shifted(numbers, 0, 0, down, right)
            there = _shifted(numbers, down, right, down, right)
            open_ = walkable.ravel()[here] & walkable.ravel()[there]
            if abs(down) + abs(right) > 1:
                half = (down // 2, int(right / 2)) if max(down, abs(right)) > 1 else (0, right)
                between = _shifted(numbers, *half, down, right)
                other = _shifted(numbers, down - half[0], right - half[1], down, right)
                open_ &= walkable.ravel()[between] & walkable.ravel()[other]
            here, there = here[open_], there[open_]
            length = CELL * np.hypot(down, right)
            weight = length * (self._costs[here] + self._costs[there]) / 2
            # Sums of such fractions are exact, so equal ways are equal on every processor.
            weight = np.round(weight * 2**20) / 2**20
            starts += [here, there]
            ends += [there, here]
            weights += [weight, weight]
        size = walkable.size
        return csr_array(
            (np.concatenate(weights), (np.concatenate(starts), np.concatenate(ends))),
            shape=(size, size),
        )


def _shifted(numbers: Integers, down: int, right: int, rows: int, columns: int) -> Integers:
    """The cells at an offset from every cell whose neighbour at (rows, columns) exists."""
    first = max(0, -columns)
    height = numbers.shape[0] - rows
    width = numbers.shape[1] - abs(columns)
    return numbers[down : down + height, first + right : first + right + width].ravel()


def _between(points: Floats, polygon: Sequence[Point]) -> NDArray[np.bool_]:
    """Which points are in the rectangle round a polygon."""
    low, high = np.min(polygon, axis=0), np.max(polygon, axis=0)
    within: NDArray[np.bool_] = ((points >= low) & (points <= high)).all(axis=1)
    return within


def _solids(shop: Shop) -> Floats:
    """Furniture, walls and the kerb as rectangles, (n, 4): x1, y1, x2, y2."""
    left, right = -STREET_MARGIN - 2, shop.width + STREET_MARGIN + 2
    top = shop.depth + 2
    return np.array(
        [
            *(fixture.bounds for fixture in shop.fixtures),
            (left, -WALL, shop.door[0], WALL),
            (shop.door[1], -WALL, right, WALL),
            (left, -WALL, 0.0, top),
            (shop.width, -WALL, right, top),
            (left, shop.depth, right, top),
            (left, -STREET_DEPTH - 2, right, -STREET_DEPTH),
        ]
    )
