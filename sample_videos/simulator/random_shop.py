"""Shops that are not the demo's, for training: other sizes, other furniture, other cameras."""

from __future__ import annotations

import numpy as np

from sample_videos.simulator.shop import (
    Area,
    AreaKind,
    Camera,
    Fixture,
    FixtureKind,
    Point,
    Shop,
    Till,
    rectangle,
)

CATEGORIES = ("books", "home", "clothes", "beauty", "toys", "food")


def random_shop(rng: np.random.Generator) -> Shop:
    """Rows of shelves and racks behind a promotional table, tills at the back, cameras anywhere.

    Everything that the demo's shop has is there too, so that any performance can be played in it.
    """
    width = float(rng.uniform(12.5, 16.5))
    depth = float(rng.uniform(9.8, 12.0))
    height = float(rng.uniform(3.1, 4.0))
    middle = width / 2 + float(rng.uniform(-0.8, 0.8))
    half = float(rng.uniform(0.8, 1.1))
    door = (middle - half, middle + half)
    table = Fixture(FixtureKind.PROMOTION, middle, 3.7, float(rng.uniform(1.4, 2.0)), 1.0, 0.9)
    fixtures = [table]
    areas = [_round_table(table)]
    shelf_height = float(rng.uniform(1.25, 1.6))
    start, end = 2.9, depth - 3.7
    for side, (near, far) in enumerate(((0.0, middle - 1.9), (middle + 1.9, width))):
        wall = near if side == 0 else far
        inward = 1 if side == 0 else -1
        fixtures.append(
            Fixture(
                FixtureKind.WALL_SHELF,
                wall + inward * 0.25,
                (start + end) / 2,
                0.5,
                end - start,
                float(rng.uniform(1.8, 2.2)),
            )
        )
        rows = 2 if far - near > 4.9 else 1
        gap = (far - near - 0.5 - rows * 0.7) / rows
        edge = wall + inward * 0.5
        for _ in range(rows):
            kind = FixtureKind.RACK if rng.random() < 0.35 else FixtureKind.SHELF
            x = edge + inward * (gap + 0.35)
            high = 1.35 if kind is FixtureKind.RACK else shelf_height
            fixtures.append(Fixture(kind, x, (start + end) / 2, 0.7, end - start - 0.6, high))
            areas.append(_aisle(f"aisle {len(areas)}", edge, x - inward * 0.35, start, end, rng))
            edge = x + inward * 0.35
    fixtures.append(Fixture(FixtureKind.KIOSK, door[0] - 1.6, 1.1, 0.5, 0.4, 1.5))
    areas.append(
        Area(
            "kiosk",
            AreaKind.KIOSK,
            rectangle(door[0] - 2.2, 1.3, door[0] - 1.0, 2.2),
            ((door[0] - 1.6, 1.7),),
            (door[0] - 1.6, 1.1),
        )
    )
    tills, counters, back_areas = _back(width, depth)
    windows = ((0.6, door[0] - 0.9), (door[1] + 0.9, width - 0.6))
    return Shop(
        width=width,
        depth=depth,
        height=height,
        door=door,
        windows=windows,
        fixtures=(*fixtures, *counters),
        areas=(*areas, *back_areas),
        tills=tills,
        cameras=tuple(random_camera(rng, width, depth, height, f"camera {i}") for i in range(8)),
    )


def random_camera(
    rng: np.random.Generator, width: float, depth: float, height: float, name: str = "any"
) -> Camera:
    """Below the ceiling or on a high wall, looking across the shop and down."""
    while True:
        at = np.array((rng.uniform(0.4, width - 0.4), rng.uniform(0.5, depth - 0.4)))
        to = np.array((rng.uniform(0.15, 0.85) * width, rng.uniform(0.05, 0.85) * depth))
        far = float(np.linalg.norm(to - at))
        if 3.0 < far < 8.5:
            break
    return Camera(
        name,
        (float(at[0]), float(at[1]), float(rng.uniform(2.4, height - 0.15))),
        (float(to[0]), float(to[1]), float(rng.uniform(0.2, 1.2))),
        float(rng.uniform(42, 72)),
    )


def door_camera(rng: np.random.Generator, shop: Shop) -> Camera:
    """Inside, looking at the front: the door, a window or both, and the street behind."""
    x = float(rng.uniform(0.8, shop.width - 0.8))
    back = float(rng.uniform(2.2, min(7.0, shop.depth - 1.0)))
    return Camera(
        "door",
        (x, back, float(rng.uniform(2.4, shop.height - 0.05))),
        (
            x + float(rng.uniform(-2.5, 2.5)),
            float(rng.uniform(-0.5, 1.0)),
            float(rng.uniform(0.0, 1.2)),
        ),
        float(rng.uniform(42, 78)),
    )


def _round_table(table: Fixture) -> Area:
    x1, y1, x2, y2 = table.bounds
    x, y = table.x, table.y
    return Area(
        "promotion",
        AreaKind.DISPLAY,
        rectangle(x1 - 0.5, y1 - 0.7, x2 + 0.5, y2 + 0.7),
        ((x - 0.5, y1 - 0.3), (x + 0.5, y1 - 0.3), (x - 0.5, y2 + 0.3), (x + 0.5, y2 + 0.3)),
        (x, y),
        "promotion",
    )


def _aisle(
    name: str, a: float, b: float, start: float, end: float, rng: np.random.Generator
) -> Area:
    """The floor between two shelves, ``a`` the one nearer to the wall."""
    inward = 1 if b > a else -1
    low, high = min(a, b), max(a, b)
    near, far = a + inward * 0.35, b - inward * 0.35
    stands: list[Point] = [(near, y) for y in np.linspace(start + 0.6, end - 0.6, 3)]
    stands += [(far, y) for y in np.linspace(start + 1.2, end - 1.2, 2)]
    return Area(
        name,
        AreaKind.DISPLAY,
        rectangle(low, start, high, end),
        tuple((float(x), float(y)) for x, y in stands),
        (a - inward * 0.25, (start + end) / 2),
        CATEGORIES[int(rng.integers(len(CATEGORIES)))],
    )


def _back(
    width: float, depth: float
) -> tuple[tuple[Till, ...], tuple[Fixture, ...], tuple[Area, ...]]:
    """Tills, click-and-collect and fitting rooms, placed as in the demo from the back wall."""
    y = depth - 10.0
    right = width - 14.0
    x1, x2 = 9.6 + right, 12.0 + right
    fixtures = (
        Fixture(FixtureKind.DESK, 2.2, y + 8.9, 1.8, 0.6, 1.0),
        Fixture(FixtureKind.FITTING, 5.6, y + 9.7, 2.2, 0.6, 2.1),
        Fixture(FixtureKind.TILL, x1, y + 8.7, 1.3, 0.6, 1.0),
        Fixture(FixtureKind.TILL, x2, y + 8.7, 1.3, 0.6, 1.0),
    )
    queue = tuple((x1 + 0.5 - 0.7 * place, y + 7.3) for place in range(4))
    areas = (
        Area(
            "fitting",
            AreaKind.FITTING,
            rectangle(4.6, y + 8.2, 6.6, y + 9.4),
            ((5.1, y + 8.9), (6.1, y + 8.9)),
            (5.6, y + 9.7),
        ),
        Area(
            "collect",
            AreaKind.DESK,
            rectangle(1.3, y + 7.5, 3.1, y + 8.6),
            ((1.8, y + 8.2), (2.6, y + 8.2)),
            (2.2, y + 8.9),
        ),
        Area(
            "queue",
            AreaKind.QUEUE,
            rectangle(x1 - 2.2, y + 6.9, x1 + 0.8, y + 7.7),
            queue,
            (x1 + 1.4, y + 7.6),
        ),
        Area(
            "tills",
            AreaKind.TILL,
            rectangle(x1 - 0.6, y + 7.8, x2 + 0.7, y + 8.4),
            ((x1, y + 8.1), (x2, y + 8.1)),
            ((x1 + x2) / 2, y + 9.0),
        ),
    )
    tills = (
        Till("till-1", cashier=(x1, y + 9.3), serves=(x1, y + 8.1)),
        Till("till-2", cashier=(x2, y + 9.3), serves=(x2, y + 8.1)),
    )
    return tills, fixtures, areas
