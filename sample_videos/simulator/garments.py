"""Clothes on their rail and the curtains of the fitting rooms."""

from __future__ import annotations

import numpy as np

from sample_videos.simulator.decor import Colour, Decor
from sample_videos.simulator.mesh import Mesh, boxes, loft, merge, panel
from sample_videos.simulator.shop import Fixture
from sample_videos.simulator.surface import Surface

METAL: Colour = (0.42, 0.43, 0.45)
DYES: tuple[Colour, ...] = (
    (0.16, 0.18, 0.24),
    (0.55, 0.52, 0.46),
    (0.72, 0.69, 0.63),
    (0.36, 0.2, 0.2),
    (0.25, 0.31, 0.27),
    (0.3, 0.36, 0.46),
    (0.12, 0.12, 0.13),
    (0.62, 0.5, 0.4),
)


def rack(fixture: Fixture, rng: np.random.Generator) -> list[Surface]:
    """A rail on two trestles with garments edge on, close together, in runs of one colour."""
    along_y = fixture.depth >= fixture.width
    length = max(fixture.width, fixture.depth)
    rail = fixture.height - 0.03
    bars: list[tuple[float, ...]] = [(0, 0, rail, length, 0.03, 0.03)]
    for x in (-length / 2, 0.0, length / 2):
        bars.append((x * 0.98, 0, rail / 2, 0.035, 0.035, rail))
        bars.append((x * 0.98, 0, 0.02, 0.05, 0.55, 0.04))
    table = np.array(bars)
    metal = boxes(table[:, :3], table[:, 3:])
    runs: dict[Colour, list[Mesh]] = {}
    x = -length / 2 + 0.12
    while x < length / 2 - 0.12:
        dye = DYES[int(rng.integers(len(DYES)))]
        long = float(rng.uniform(0.62, 0.92))
        for _ in range(int(rng.integers(3, 7))):
            if x > length / 2 - 0.1:
                break
            if abs(x) > 0.06:
                runs.setdefault(dye, []).append(_garment(x, rail, long, rng))
            x += float(rng.uniform(0.045, 0.075))
    turn = np.array(((0.0, 1.0, 0.0), (-1.0, 0.0, 0.0), (0.0, 0.0, 1.0)))

    def placed(mesh: Mesh) -> Mesh:
        return (mesh.turned(turn) if along_y else mesh).moved(fixture.x, fixture.y)

    return [
        Surface(placed(metal), METAL, shine=0.3),
        *(Surface(placed(merge(run)), dye, "cloth") for dye, run in runs.items()),
    ]


def _garment(x: float, rail: float, long: float, rng: np.random.Generator) -> Mesh:
    """Thin along the rail, half a metre wide across it, sloping at the hanger's ends."""
    wide = float(rng.uniform(0.23, 0.27))
    y = float(rng.normal(0, 0.015))
    rings = [
        (x, y, rail - long, 0.025, wide * 0.95),
        (x, y, rail - long * 0.5, 0.024, wide),
        (x, y, rail - 0.15, 0.022, wide),
        (x, y, rail - 0.09, 0.02, wide * 0.72),
        (x, y, rail - 0.05, 0.014, wide * 0.2),
    ]
    return loft(rings, sides=10, squareness=4)


def curtains(fixture: Fixture, decor: Decor) -> list[Surface]:
    """Cabins side by side: partitions, a lintel, a heavy curtain before each."""
    f = fixture
    cabins = max(1, round(f.width / 1.05))
    x1, y1, x2, y2 = f.bounds
    walls = [
        (x, (y1 + y2) / 2, f.height / 2, 0.06, y2 - y1, f.height)
        for x in np.linspace(x1 + 0.03, x2 - 0.03, cabins + 1)
    ]
    walls.append((f.x, y1 + 0.03, f.height - 0.09, f.width, 0.06, 0.18))
    table = np.array(walls)
    drapes = []
    for left in np.linspace(x1 + 0.06, x2 - 0.03, cabins + 1)[:-1]:
        wide = f.width / cabins - 0.07
        drape = panel((left, y1 + 0.05, 0.06), (wide, 0, 0), (0, 0, f.height - 0.24), cell=0.03)
        vertices = drape.vertices.copy()
        fold = 2 * np.pi * (vertices[:, 0] - left) / 0.12
        vertices[:, 1] += 0.028 * np.sin(fold)
        normals = np.stack((-0.9 * np.cos(fold), -np.ones_like(fold), 0 * fold), axis=-1)
        normals /= np.linalg.norm(normals, axis=1, keepdims=True)
        normals[:, 0] *= -1
        drapes.append(Mesh(vertices, normals, drape.texture, drape.faces))
    return [
        Surface(boxes(table[:, :3], table[:, 3:]), decor.furniture),
        Surface(merge(drapes), decor.accent, "cloth"),
    ]
