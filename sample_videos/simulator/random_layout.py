"""Small and large shops, from a kiosk's 8 m by 7 m to 18 m by 14 m."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from sample_videos.simulator.random_shop import random_camera
from sample_videos.simulator.shop import (
    Area,
    AreaKind,
    Fixture,
    FixtureKind,
    Point,
    Shop,
    Till,
    rectangle,
)

AISLE = 1.5
"""Metres between two rows of shelves, at least."""
CATEGORIES = ("books", "home", "clothes", "beauty", "toys", "food", "garden", "music")


def random_layout(rng: Generator) -> Shop:
    """Rows of shelves between a free strip behind the door and the tills at the back wall."""
    width = round(float(rng.uniform(8.0, 18.0)), 1)
    depth = round(float(rng.uniform(7.0, 14.0)), 1)
    height = round(float(rng.uniform(2.9, 4.2)), 2)
    door_width = round(float(rng.uniform(1.6, 2.4)), 1)
    left = round(float(rng.uniform(1.2, width - 1.2 - door_width)), 1)
    door = (left, round(left + door_width, 1))
    windows = tuple(
        (round(x1, 2), round(x2, 2))
        for x1, x2 in ((0.5, door[0] - 0.5), (door[1] + 0.5, width - 0.5))
        if x2 - x1 >= 1.2
    )
    rows, aisles = _rows(width, depth, rng)
    counters, counter_areas, tills = _back(width, depth, rng)
    cameras = tuple(
        random_camera(rng, width, depth, height, f"camera {number}") for number in range(4)
    )
    return Shop(
        width=width,
        depth=depth,
        height=height,
        door=door,
        windows=windows,
        fixtures=(*rows, *counters),
        areas=(*aisles, *counter_areas),
        tills=tills,
        cameras=cameras,
    )


def _rows(width: float, depth: float, rng: Generator) -> tuple[list[Fixture], list[Area]]:
    """Shelves along the side walls and in rows between them, with an area in each aisle."""
    front, back = 2.4, depth - 3.6
    middle, length = (front + back) / 2, back - front
    tall = round(float(rng.uniform(1.7, 2.3)), 2)
    fixtures = [
        Fixture(FixtureKind.WALL_SHELF, x, middle, 0.5, length, tall) for x in (0.25, width - 0.25)
    ]
    most = int((width - 1.0 - AISLE) / (AISLE + 0.7))
    rows = max(1, most - int(rng.integers(0, 2)))
    gap = (width - 1.0 - 0.7 * rows) / (rows + 1)
    table = int(rng.integers(rows)) if rng.random() < 0.6 else -1
    edges = [0.5]
    for row in range(rows):
        x = round(0.5 + gap * (row + 1) + 0.7 * row + 0.35, 2)
        kind = FixtureKind.RACK if rng.random() < 0.25 else FixtureKind.SHELF
        high = float(rng.uniform(1.2, 1.65))
        if row == table:
            kind, high = FixtureKind.PROMOTION, float(rng.uniform(0.75, 0.95))
        fixtures.append(Fixture(kind, x, middle, 0.7, length, round(high, 2)))
        edges += [x - 0.35, x + 0.35]
    edges.append(width - 0.5)

    goods = [str(name) for name in rng.permutation(CATEGORIES)]
    areas = []
    for (x1, x2), name in zip(zip(edges[::2], edges[1::2], strict=True), goods, strict=False):
        count = max(1, int(length / 1.2))
        ys = np.linspace(front + 0.3, back - 0.3, count) if count > 1 else [middle]
        # On alternate sides, so that there is always a way past.
        stands = tuple(
            (round(x1 + 0.36 if at % 2 else x2 - 0.36, 2), round(float(y), 2))
            for at, y in enumerate(ys)
        )
        polygon = rectangle(x1, front, x2, back)
        areas.append(Area(name, AreaKind.DISPLAY, polygon, stands, (x1 - 0.25, middle), name))
    return fixtures, areas


def _back(
    width: float, depth: float, rng: Generator
) -> tuple[list[Fixture], list[Area], tuple[Till, ...]]:
    """Tills with their line on one side of the back wall, and a desk on the other if it fits."""
    count = 2 if width >= 10.5 and rng.random() < 0.75 else 1
    flip = bool(rng.random() < 0.5)

    def at(x: float) -> float:
        return round(width - x if flip else x, 2)

    y = round(depth - 1.3, 2)
    centres = [at(1.2 + 2.0 * number) for number in range(count)]
    fixtures = [Fixture(FixtureKind.TILL, x, y, 1.3, 0.6, 1.0) for x in centres]
    tills = tuple(
        Till(f"till-{number}", cashier=(x, y + 0.6), serves=(x, round(y - 0.62, 2)))
        for number, x in enumerate(centres, 1)
    )
    head = 1.2 + 2.0 * (count - 1) + 0.9
    places = min(5, int((width - head - 2.2) / 0.7))
    line: tuple[Point, ...] = tuple((at(head + 0.7 * n), round(y - 1.2, 2)) for n in range(places))
    xs = [x for x, _ in line]
    queue = rectangle(min(xs) - 0.35, y - 1.6, max(xs) + 0.35, y - 0.85)
    counter = rectangle(min(centres) - 0.6, y - 0.85, max(centres) + 0.6, y - 0.3)
    serves = tuple(till.serves for till in tills)
    areas = [
        Area("queue", AreaKind.QUEUE, queue, line, serves[0]),
        Area("tills", AreaKind.TILL, counter, serves, (centres[0], y)),
    ]
    if width >= 11.0:
        x = at(width - 1.6)
        fixtures.append(Fixture(FixtureKind.DESK, x, depth - 1.1, 1.6, 0.6, 1.0))
        polygon = rectangle(x - 0.8, depth - 2.4, x + 0.8, depth - 1.4)
        stands = ((x - 0.4, depth - 1.8), (x + 0.4, depth - 1.8))
        areas.append(Area("collect", AreaKind.DESK, polygon, stands, (x, depth - 1.1)))
    return fixtures, areas, tills
