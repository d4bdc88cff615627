"""What stands in the shop, from the layout's upright boxes to things that look like themselves."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sample_videos.simulator.decor import Decor
from sample_videos.simulator.garments import curtains, rack
from sample_videos.simulator.mesh import Mesh, boxes, merge, panel
from sample_videos.simulator.pictures import CELLS, ROWS_OF
from sample_videos.simulator.shop import Fixture, FixtureKind, Shop
from sample_videos.simulator.surface import Surface

Rng = np.random.Generator
Floats = npt.NDArray[np.float64]
Box = tuple[float, float, float, float, float, float]
"""Middle and full size: x, y, z, width, depth, height."""

METAL = (0.42, 0.43, 0.45)


def furniture(shop: Shop, decor: Decor) -> list[Surface]:
    """Everything on the floor."""
    rng = np.random.default_rng((decor.seed, 4))
    surfaces: list[Surface] = []
    for fixture in shop.fixtures:
        match fixture.kind:
            case FixtureKind.SHELF | FixtureKind.WALL_SHELF:
                surfaces += _shelf(shop, fixture, decor, rng)
            case FixtureKind.PROMOTION:
                surfaces += _promotion(fixture, decor, rng)
            case FixtureKind.RACK:
                surfaces += rack(fixture, rng)
            case FixtureKind.TILL:
                surfaces += _till(shop, fixture, decor)
            case FixtureKind.DESK:
                surfaces += _desk(shop, fixture, decor, rng)
            case FixtureKind.KIOSK:
                surfaces += _kiosk(fixture, decor)
            case FixtureKind.FITTING:
                surfaces += curtains(fixture, decor)
    return surfaces


def _solid(*parts: Box) -> Mesh:
    table = np.array(parts)
    return boxes(table[:, :3], table[:, 3:])


def cell(rng: Rng, kind: str) -> tuple[float, float, float, float]:
    """The place of one design on the sheet of goods."""
    first, last = ROWS_OF[kind]
    column, row = int(rng.integers(CELLS[0])), int(rng.integers(first, last))
    edge = 0.004
    return (
        column / CELLS[0] + edge,
        row / CELLS[1] + edge,
        (column + 1) / CELLS[0] - edge,
        (row + 1) / CELLS[1] - edge,
    )


def _kind_of(shop: Shop, fixture: Fixture, rng: Rng) -> str:
    """What lies on a shelf, from the nearest area with a category."""
    areas = [area for area in shop.areas if area.category]
    if not areas:
        return "packs"
    near = min(areas, key=lambda a: np.hypot(a.faces[0] - fixture.x, a.faces[1] - fixture.y))
    usual = {"books": "books", "home": "textile", "beauty": "bottles"}.get(near.category or "")
    kinds = list(ROWS_OF)
    return usual or kinds[int(rng.integers(len(kinds)))]


def _shelf(shop: Shop, fixture: Fixture, decor: Decor, rng: Rng) -> list[Surface]:
    """Boards on a back wall, goods on them on one side or both, along the longer side."""
    along_y = fixture.depth >= fixture.width
    length, deep = max(fixture.width, fixture.depth), min(fixture.width, fixture.depth)
    sides: tuple[int, ...] = (1, -1)
    if fixture.kind is FixtureKind.WALL_SHELF:
        middle = (shop.width / 2 - fixture.x) if along_y else (shop.depth / 2 - fixture.y)
        sides = (1,) if middle > 0 else (-1,)
    kind = _kind_of(shop, fixture, rng)
    levels = max(2, round(fixture.height / 0.38))
    step = (fixture.height - 0.12) / levels
    back = 0.0 if len(sides) == 2 else -sides[0] * (deep / 2 - 0.02)
    reach = deep / 2 if len(sides) == 2 else deep - 0.04
    # Laid out along x, then turned if the shelf runs along y.
    frame: list[Box] = [
        (0, back, fixture.height / 2, length, 0.04, fixture.height),
        (-length / 2 + 0.02, 0, fixture.height / 2, 0.04, deep * 0.9, fixture.height),
        (length / 2 - 0.02, 0, fixture.height / 2, 0.04, deep * 0.9, fixture.height),
        (0, 0, 0.06, length, deep, 0.12),
    ]
    tags: list[Box] = []
    goods: list[Box] = []
    places: list[tuple[float, float, float, float]] = []
    for side in sides:
        for level in range(levels):
            z = 0.12 + level * step
            front = back + side * reach
            frame.append((0, (back + front) / 2, z - 0.012, length, reach, 0.024))
            tags.append((0, front, z - 0.014, length - 0.1, 0.012, 0.04))
            x = -length / 2 + 0.06
            while x < length / 2 - 0.16:
                usual = cell(rng, kind if rng.random() < 0.85 else "packs")
                for _ in range(int(rng.integers(1, 4))):
                    wide = float(rng.uniform(0.1, 0.24))
                    if x + wide > length / 2 - 0.05:
                        break
                    tall = step * float(rng.uniform(0.66, 0.9))
                    thick = reach * float(rng.uniform(0.75, 0.93))
                    if rng.random() > 0.04:
                        y = front - side * (thick / 2 + float(rng.uniform(0.005, 0.03)))
                        goods.append((x + wide / 2, y, z + tall / 2, wide - 0.012, thick, tall))
                        places.append(usual)
                    x += wide
    top = [
        Surface(_placed(_solid(*frame), fixture, along_y), decor.furniture),
        Surface(_placed(_solid(*tags), fixture, along_y), (0.88, 0.86, 0.78)),
    ]
    table = np.array(goods)
    stock = boxes(table[:, :3], table[:, 3:], places)
    return [*top, Surface(_placed(stock, fixture, along_y), picture="goods", shine=0.1, glow=0.22)]


def _placed(mesh: Mesh, fixture: Fixture, along_y: bool) -> Mesh:
    """From lying along x round 0 to the fixture's place."""
    quarter = np.array(((0.0, 1.0, 0.0), (-1.0, 0.0, 0.0), (0.0, 0.0, 1.0)))
    turned = mesh.turned(quarter) if along_y else mesh
    return turned.moved(fixture.x, fixture.y)


def _promotion(fixture: Fixture, decor: Decor, rng: Rng) -> list[Surface]:
    """A table with piles of folded goods, higher in the middle."""
    f = fixture
    top = f.height * 0.78
    table = [
        (f.x, f.y, top - 0.02, f.width, f.depth, 0.04),
        (f.x, f.y, top / 2 + 0.1, f.width * 0.5, f.depth * 0.45, 0.06),
        *(
            (
                f.x + sx * (f.width / 2 - 0.06),
                f.y + sy * (f.depth / 2 - 0.06),
                top / 2,
                0.07,
                0.07,
                top,
            )
            for sx in (-1, 1)
            for sy in (-1, 1)
        ),
    ]
    skirt = (f.x, f.y, top / 2, f.width - 0.2, f.depth - 0.2, top - 0.04)
    piles: list[Box] = []
    places = []
    columns, rows = max(2, int(f.width / 0.34)), max(2, int(f.depth / 0.32))
    for column in range(columns):
        for row in range(rows):
            x = f.x - f.width / 2 + (column + 0.5) * f.width / columns
            y = f.y - f.depth / 2 + (row + 0.5) * f.depth / rows
            central = 1 - abs(column / (columns - 1) - 0.5) - 0.3 * abs(row / (rows - 1) - 0.5)
            tall = float((f.height - top) * rng.uniform(0.35, 1.0) * central + 0.04)
            piles.append((x, y, top + tall / 2, 0.25, 0.23, tall))
            places.append(cell(rng, "textile" if rng.random() < 0.7 else "packs"))
    stock = np.array(piles)
    return [
        Surface(_solid(*table), decor.wood),
        Surface(_solid(skirt), decor.accent),
        Surface(boxes(stock[:, :3], stock[:, 3:], places), picture="goods"),
    ]


def _till(shop: Shop, fixture: Fixture, decor: Decor) -> list[Surface]:
    """A counter; the screen looks at the cashier, the card reader at the shopper."""
    f = fixture
    back = 1.0 if f.y > shop.depth / 2 else -1.0
    top = f.height - 0.06
    body = _solid((f.x, f.y, top / 2, f.width - 0.06, f.depth - 0.08, top))
    slab = _solid((f.x, f.y, top + 0.02, f.width, f.depth, 0.04))
    belt = _solid((f.x - f.width * 0.22, f.y, top + 0.045, f.width * 0.45, f.depth * 0.6, 0.012))
    x, y = f.x + f.width * 0.28, f.y + back * 0.08
    devices = _solid(
        (x, y, top + 0.14, 0.04, 0.04, 0.2),
        (x, y, top + 0.31, 0.34, 0.035, 0.24),
        (x, y, top + 0.05, 0.2, 0.18, 0.02),
        (f.x + f.width * 0.05, f.y - back * 0.16, top + 0.1, 0.09, 0.05, 0.14),
        (f.x + f.width * 0.42, f.y + back * 0.1, top + 0.09, 0.14, 0.2, 0.12),
    )
    shown = panel((x + back * 0.15, y + back * 0.02, top + 0.21), (-back * 0.3, 0, 0), (0, 0, 0.2))
    return [
        Surface(body, decor.accent),
        Surface(slab, decor.wood, shine=0.2),
        Surface(merge((belt, devices)), (0.09, 0.09, 0.1), shine=0.3),
        Surface(shown, picture="screen", glow=0.6),
    ]


def _desk(shop: Shop, fixture: Fixture, decor: Decor, rng: Rng) -> list[Surface]:
    """A counter with parcels on it and on a shelf at the wall behind, and its sign above."""
    f = fixture
    top = f.height
    counter = _solid((f.x, f.y, top / 2 - 0.02, f.width - 0.08, f.depth - 0.1, top - 0.04))
    slab = _solid((f.x, f.y, top - 0.02, f.width, f.depth, 0.04))
    parcels: list[Box] = [
        (f.x - f.width / 2 + 0.2, f.y + 0.05, top + 0.11, 0.32, 0.28, 0.22),
        (f.x - f.width / 2 + 0.2, f.y + 0.05, top + 0.28, 0.25, 0.22, 0.12),
        (f.x + f.width / 2 - 0.22, f.y + 0.08, top + 0.06, 0.3, 0.24, 0.12),
    ]
    surfaces = [
        Surface(counter, decor.accent),
        Surface(slab, decor.wood, shine=0.2),
    ]
    if shop.depth - (f.y + f.depth / 2) > 0.3:
        wall = shop.depth - 0.14
        boards: list[Box] = [(f.x, wall, z, f.width, 0.28, 0.03) for z in (0.5, 0.95, 1.4, 1.85)]
        for _, _, z, *_ in boards:
            x = f.x - f.width / 2 + 0.03
            while x < f.x + f.width / 2 - 0.25:
                wide, tall = float(rng.uniform(0.15, 0.4)), float(rng.uniform(0.12, 0.32))
                wide = min(wide, f.x + f.width / 2 - x)
                parcels.append((x + wide / 2, wall, z + 0.015 + tall / 2, wide - 0.02, 0.24, tall))
                x += wide
        title = panel((f.x - 0.9, shop.depth - 0.02, 2.25), (1.8, 0, 0), (0, 0, 0.34))
        surfaces += [
            Surface(_solid(*boards), decor.furniture),
            Surface(title, picture="collect sign", glow=0.25),
        ]
    stock = np.array(parcels)
    tapes = stock.copy()
    tapes[:, 3] *= 0.14
    tapes[:, 4:] += 0.006
    return [
        *surfaces,
        Surface(boxes(stock[:, :3], stock[:, 3:]), (0.62, 0.47, 0.31)),
        Surface(boxes(tapes[:, :3], tapes[:, 3:]), (0.74, 0.63, 0.48)),
    ]


def _kiosk(fixture: Fixture, decor: Decor) -> list[Surface]:
    """A pillar with a leaning screen towards the shop's inside."""
    f = fixture
    foot = _solid(
        (f.x, f.y, 0.02, f.width, f.depth, 0.04),
        (f.x, f.y - 0.05, f.height / 2, 0.14, 0.1, f.height - 0.1),
        (f.x, f.y - 0.03, f.height - 0.36, f.width, 0.07, 0.72),
    )
    shown = panel(
        (f.x + f.width / 2 - 0.03, f.y + 0.012, f.height - 0.69),
        (-f.width + 0.06, 0, 0),
        (0, 0, 0.66),
    )
    return [
        Surface(foot, METAL, shine=0.2),
        Surface(shown, picture="screen", glow=0.7),
        Surface(
            _solid((f.x, f.y - 0.03, f.height + 0.02, f.width + 0.02, 0.09, 0.04)), decor.accent
        ),
    ]
