"""The room itself: walls, ceiling, door, windows; and the street before them."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np

from sample_videos.simulator.decor import Decor
from sample_videos.simulator.mesh import Mesh, boxes, merge, panel
from sample_videos.simulator.pictures import Picture
from sample_videos.simulator.shop import Shop
from sample_videos.simulator.surface import Surface

DOOR_HEIGHT, SILL, HEAD = 2.3, 0.45, 2.55
"""Metres: the door's height, the windows' lower and upper edge."""
THICK = 0.2
PAVEMENT, ROAD, FACADE = 3.6, 8.6, 12.0
"""Metres before the shop: the kerb, the other kerb, the houses opposite."""


def building(shop: Shop, decor: Decor) -> list[Surface]:
    w, d, h = shop.width, shop.depth, shop.height
    inside = merge(
        [
            panel((0, d, 0), (w, 0, 0), (0, 0, h), repeat=(4, 1)),
            panel((0, 0, 0), (0, d, 0), (0, 0, h), repeat=(3, 1)),
            panel((w, d, 0), (0, -d, 0), (0, 0, h), repeat=(3, 1)),
        ]
    )
    surfaces = [
        Surface(inside, picture="wall", role="shell"),
        Surface(_front(shop), decor.wall, role="shell"),
        Surface(_frames(shop, decor.pane), decor.frame, shine=0.3, role="shell"),
        Surface(panel((0, d, h), (w, 0, 0), (0, -d, 0)), (0.76, 0.76, 0.75), role="ceiling"),
        Surface(_lamps(shop), (1.0, 1.0, 0.97), glow=0.9, role="ceiling"),
        Surface(panel((w, 0.02, h - 0.62), (-w, 0, 0), (0, 0, 0.3)), decor.accent, role="shell"),
    ]
    rng = np.random.default_rng((decor.seed, 5))
    for index, at in enumerate(np.linspace(1.2, d - 3.0, 3)):
        name = f"poster {index % 2}"
        high = 2.25 + 0.1 * rng.random()
        surfaces += [
            Surface(panel((0.02, at, high), (0, 1.5, 0), (0, 0, 0.7)), picture=name, role="shell"),
            Surface(
                panel((w - 0.02, at + 1.5, high), (0, -1.5, 0), (0, 0, 0.7)),
                picture=name,
                role="shell",
            ),
        ]
    surfaces.append(
        Surface(
            panel((w * 0.66, d - 0.02, 2.3), (2.4, 0, 0), (0, 0, 0.45)),
            picture="till sign",
            role="shell",
        )
    )
    glass = [
        panel(((b), -THICK / 2, SILL), (a - b, 0, 0), (0, 0, HEAD - SILL)) for a, b in shop.windows
    ]
    if glass:
        surfaces.append(Surface(merge(glass), (0.75, 0.85, 0.88), shine=0.08, role="glass"))
    return surfaces + _street(shop)


def _front(shop: Shop) -> Mesh:
    """The front wall round its openings."""
    w, h, y = shop.width, shop.height, -THICK / 2
    parts = []
    openings = sorted(
        [(*shop.door, 0.0, DOOR_HEIGHT), *((a, b, SILL, HEAD) for a, b in shop.windows)]
    )
    left = 0.0
    for a, b, low, high in openings:
        parts.append((left, a, 0.0, h))
        if low > 0:
            parts.append((a, b, 0.0, low))
        parts.append((a, b, high, h))
        left = b
    parts.append((left, w, 0.0, h))
    solid = [(a, b, lo, hi) for a, b, lo, hi in parts if b - a > 0.01]
    middles = [((a + b) / 2, y, (lo + hi) / 2) for a, b, lo, hi in solid]
    sizes = [(b - a, THICK, hi - lo) for a, b, lo, hi in solid]
    return boxes(middles, sizes)


def _frames(shop: Shop, pane: float) -> Mesh:
    y = -THICK / 2
    a, b = shop.door
    post = (0.08, THICK + 0.06, DOOR_HEIGHT)
    bars: list[tuple[float, ...]] = [
        (a, y, DOOR_HEIGHT / 2, *post),
        (b, y, DOOR_HEIGHT / 2, *post),
        ((a + b) / 2, y, DOOR_HEIGHT, b - a + 0.08, THICK + 0.06, 0.1),
    ]
    for a, b in shop.windows:
        panes = max(2, round((b - a) / pane))
        mullion = (0.04, 0.08, HEAD - SILL)
        bars += [(x, y, (SILL + HEAD) / 2, *mullion) for x in np.linspace(a, b, panes + 1)]
        bars += [((a + b) / 2, y, z, b - a, 0.14, 0.06) for z in (SILL, HEAD)]
    table = np.array(bars)
    return boxes(table[:, :3], table[:, 3:])


def _lamps(shop: Shop) -> Mesh:
    return merge(
        panel((x - 0.6, y + 0.15, shop.height - 0.01), (1.2, 0, 0), (0, -0.3, 0))
        for x in np.arange(1.75, shop.width, 3.5)
        for y in np.arange(1.5, shop.depth, 2.4)
    )


def _street(shop: Shop) -> list[Surface]:
    wide = shop.width + 36
    x = -18.0

    def ground(near: float, far: float, z: float, picture: str) -> Surface:
        mesh = panel(
            (x, -far, z),
            (wide, 0, 0),
            (0, far - near, 0),
            cell=2.5,
            repeat=(wide / 6, (far - near) / 6),
        )
        return Surface(mesh, (0.78, 0.78, 0.78), picture, role="outside")

    houses = panel(
        (x + wide, -FACADE, -0.1), (-wide, 0, 0), (0, 0, 11.0), cell=5, repeat=(wide / 22, 1)
    )
    sky = panel((x + wide, -FACADE - 3, 6), (-wide, 0, 0), (0, 0, 20.0), cell=20)
    cars = [
        (shop.width * 0.2, -ROAD + 1.1, 0.62, 4.2, 1.7, 0.62),
        (shop.width * 0.2, -ROAD + 1.1, 1.13, 2.3, 1.5, 0.5),
        (shop.width * 0.85, -ROAD + 1.1, 0.62, 4.0, 1.7, 0.62),
        (shop.width * 0.85 - 0.2, -ROAD + 1.1, 1.13, 2.2, 1.5, 0.5),
    ]
    table = np.array(cars)
    body, cabin = table[::2], table[1::2]
    return [
        ground(0.0, PAVEMENT, -0.002, "pavement"),
        ground(PAVEMENT, ROAD, -0.10, "asphalt"),
        ground(ROAD, FACADE, -0.02, "pavement"),
        Surface(houses, picture="houses", role="outside"),
        Surface(sky, (0.82, 0.87, 0.92), role="outside", glow=0.5),
        Surface(boxes(body[:, :3], body[:, 3:]), (0.55, 0.57, 0.6), shine=0.4, role="outside"),
        Surface(boxes(cabin[:, :3], cabin[:, 3:]), (0.13, 0.15, 0.17), shine=0.5, role="outside"),
    ]


def pavement(rng: np.random.Generator) -> Picture:
    slab = np.full((256, 256, 3), (186, 181, 172), np.float64) + rng.normal(0, 5, (256, 256, 1))
    for at in range(0, 256, 32):
        slab[at : at + 2] *= 0.82
        slab[:, at : at + 2] *= 0.82
    return np.clip(slab, 0, 255).astype(np.uint8)


def asphalt(rng: np.random.Generator) -> Picture:
    grain = np.full((256, 256, 3), (128, 128, 130), np.float64) + rng.normal(0, 8, (256, 256, 1))
    return np.clip(grain, 0, 255).astype(np.uint8)


def houses(rng: np.random.Generator) -> Picture:
    """Three fronts of 7 m with shops below and windows above; 11 m high."""
    high, wide = 512, 1024
    picture = np.empty((high, wide, 3), np.uint8)
    edges = (0, 330, 660, wide)
    for a, b in pairwise(edges):
        tone = rng.uniform(150, 205) + rng.uniform(-18, 18, 3)
        picture[:, a:b] = np.clip(tone, 0, 255).astype(np.uint8)
        awning = tuple(int(c) for c in rng.uniform(50, 140, 3))
        for floor in range(2):
            top = 60 + floor * 150
            for x in range(a + 28, b - 50, 75):
                cv2.rectangle(picture, (x, top), (x + 42, top + 90), (104, 114, 124), -1)
                cv2.rectangle(picture, (x, top), (x + 42, top + 90), (216, 212, 204), 3)
                cv2.line(picture, (x + 21, top), (x + 21, top + 90), (216, 212, 204), 2)
        cv2.rectangle(picture, (a + 16, 385), (b - 16, 505), (92, 96, 98), -1)
        for x in range(a + 20, b - 40, 60):
            cv2.rectangle(picture, (x, 395), (x + 50, 500), (128, 134, 136), -1)
        cv2.rectangle(picture, (a + 10, 352), (b - 10, 386), awning, -1)
    noise = rng.normal(0, 4, (high, wide, 1))
    return np.clip(picture + noise, 0, 255).astype(np.uint8)


def poster(rng: np.random.Generator, decor: Decor) -> Picture:
    """Shapes and bands; nobody on it."""
    base = np.clip(np.array(decor.accent) + rng.uniform(0, 0.4), 0, 1) * 255
    picture = np.full((140, 300, 3), base, np.uint8)
    for _ in range(4):
        colour = tuple(int(c) for c in rng.uniform(60, 225, 3))
        at = (int(rng.integers(0, 300)), int(rng.integers(0, 140)))
        cv2.circle(picture, at, int(rng.integers(12, 46)), colour, -1, cv2.LINE_AA)
    cv2.rectangle(picture, (20, 100), (280, 122), (236, 234, 228), -1)
    return picture
