"""Surfaces made of triangles: lofts for bodies, boxes for furniture, grids for walls."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Mesh:
    """A surface. Faces turn anticlockwise as seen from outside."""

    vertices: Floats
    """(n, 3) metres."""
    normals: Floats
    """(n, 3) unit vectors."""
    texture: Floats
    """(n, 2), 0 to 1: the place of each vertex in the picture laid on it."""
    faces: npt.NDArray[np.int32]
    """(m, 3) indices of vertices."""

    def moved(self, x: float = 0.0, y: float = 0.0, z: float = 0.0) -> Mesh:
        return Mesh(self.vertices + np.array((x, y, z)), self.normals, self.texture, self.faces)

    def turned(self, rotation: Floats) -> Mesh:
        """By a (3, 3) rotation."""
        return Mesh(self.vertices @ rotation.T, self.normals @ rotation.T, self.texture, self.faces)


def merge(meshes: Iterable[Mesh]) -> Mesh:
    parts = list(meshes)
    starts = np.cumsum([0, *(len(part.vertices) for part in parts[:-1])])
    return Mesh(
        np.concatenate([part.vertices for part in parts]),
        np.concatenate([part.normals for part in parts]),
        np.concatenate([part.texture for part in parts]),
        np.concatenate(
            [part.faces + start for part, start in zip(parts, starts, strict=True)]
        ).astype(np.int32),
    )


def loft(rings: Sequence[Sequence[float]], *, sides: int = 14, squareness: float = 2.0) -> Mesh:
    """A skin over rings (x, y, z, radius along x, radius along y), from the bottom to the top.

    ``squareness`` 2 is an ellipse, more is nearer a rectangle. The texture's middle faces +x.
    """
    levels = np.asarray(rings, dtype=np.float64)
    # Closing rings of no size keep the ends from being open tubes.
    first, last = levels[0].copy(), levels[-1].copy()
    first[3:], last[3:] = 1e-4, 1e-4
    levels = np.vstack((first, levels, last))
    angles = np.linspace(-np.pi, np.pi, sides + 1)
    across, aside = np.cos(angles), np.sin(angles)
    power = 2 / squareness
    across = np.sign(across) * np.abs(across) ** power
    aside = np.sign(aside) * np.abs(aside) ** power
    points = np.empty((len(levels), sides + 1, 3))
    points[..., 0] = levels[:, 0, None] + levels[:, 3, None] * across
    points[..., 1] = levels[:, 1, None] + levels[:, 4, None] * aside
    points[..., 2] = levels[:, 2, None]
    around = np.empty_like(points)
    around[:, 1:-1] = points[:, 2:] - points[:, :-2]
    around[:, 0] = around[:, -1] = points[:, 1] - points[:, -2]
    normals = np.cross(around, np.gradient(points, axis=0))
    # At the ends the rings have no size: there the skin looks straight down and up.
    normals[0], normals[-1] = (0, 0, -1), (0, 0, 1)
    length = np.linalg.norm(normals, axis=-1, keepdims=True)
    normals /= np.maximum(length, 1e-12)
    span = np.ptp(levels[:, 2]) or 1.0
    texture = np.empty((len(levels), sides + 1, 2))
    texture[..., 0] = np.linspace(0, 1, sides + 1)
    texture[..., 1] = ((levels[-1, 2] - levels[:, 2]) / span)[:, None]
    return Mesh(
        points.reshape(-1, 3),
        normals.reshape(-1, 3),
        texture.reshape(-1, 2),
        _quads(len(levels), sides + 1),
    )


def ellipsoid(
    x: float, y: float, z: float, rx: float, ry: float, rz: float, *, sides: int = 12
) -> Mesh:
    latitudes = np.linspace(-np.pi / 2, np.pi / 2, sides // 2 + 2)[1:-1]
    rings = [(x, y, z + rz * np.sin(a), rx * np.cos(a), ry * np.cos(a)) for a in latitudes]
    poles = [(x, y, z - rz, 1e-4, 1e-4), *rings, (x, y, z + rz, 1e-4, 1e-4)]
    return loft(poles, sides=sides)


_CORNERS = np.array(
    [
        [(1, -1, -1), (1, 1, -1), (1, 1, 1), (1, -1, 1)],
        [(-1, 1, -1), (-1, -1, -1), (-1, -1, 1), (-1, 1, 1)],
        [(1, 1, -1), (-1, 1, -1), (-1, 1, 1), (1, 1, 1)],
        [(-1, -1, -1), (1, -1, -1), (1, -1, 1), (-1, -1, 1)],
        [(-1, -1, 1), (1, -1, 1), (1, 1, 1), (-1, 1, 1)],
        [(-1, 1, -1), (1, 1, -1), (1, -1, -1), (-1, -1, -1)],
    ],
    dtype=np.float64,
)
_SIDES = np.array(
    [(1, 0, 0), (-1, 0, 0), (0, 1, 0), (0, -1, 0), (0, 0, 1), (0, 0, -1)], dtype=np.float64
)
_SQUARE = np.array([(0, 1), (1, 1), (1, 0), (0, 0)], dtype=np.float64)


def boxes(
    centres: npt.ArrayLike, sizes: npt.ArrayLike, pictures: npt.ArrayLike | None = None
) -> Mesh:
    """Upright boxes: middles (n, 3), full sizes (n, 3), (u1, v1, u2, v2) of each (n, 4).

    The picture lies on the four upright faces; top and bottom take a spot of its middle.
    """
    middle = np.atleast_2d(np.asarray(centres, dtype=np.float64))
    half = np.atleast_2d(np.asarray(sizes, dtype=np.float64)) / 2
    n = len(middle)
    place = (
        np.tile((0.0, 0.0, 1.0, 1.0), (n, 1))
        if pictures is None
        else np.atleast_2d(np.asarray(pictures, dtype=np.float64))
    )
    vertices = middle[:, None, None] + _CORNERS * half[:, None, None]
    square = np.tile(_SQUARE, (6, 1, 1))
    square[4:] = square[4:] * 0.06 + np.array((0.46, 0.56))
    texture = place[:, None, None, :2] + square * (place[:, 2:] - place[:, :2])[:, None, None]
    normals = np.broadcast_to(_SIDES[:, None], (n, 6, 4, 3))
    corner = np.arange(n * 6)[:, None] * 4
    faces = np.concatenate((corner + np.array((0, 1, 2)), corner + np.array((0, 2, 3))))
    return Mesh(
        vertices.reshape(-1, 3),
        normals.reshape(-1, 3).copy(),
        texture.reshape(-1, 2),
        faces.astype(np.int32),
    )


def panel(
    origin: npt.ArrayLike,
    along: npt.ArrayLike,
    up: npt.ArrayLike,
    *,
    cell: float = 0.5,
    repeat: tuple[float, float] = (1.0, 1.0),
) -> Mesh:
    """A flat rectangle that looks towards ``along × up``; the picture's foot is at ``origin``.

    Cut into cells of ``cell`` metres, because light is reckoned at vertices.
    """
    start, right, rise = (np.asarray(v, dtype=np.float64) for v in (origin, along, up))
    columns = max(1, int(np.ceil(np.linalg.norm(right) / cell)))
    rows = max(1, int(np.ceil(np.linalg.norm(rise) / cell)))
    u, v = np.meshgrid(np.linspace(0, 1, columns + 1), np.linspace(0, 1, rows + 1))
    vertices = start + u[..., None] * right + v[..., None] * rise
    normal = np.cross(right, rise)
    normal /= np.linalg.norm(normal)
    texture = np.stack((u * repeat[0], (1 - v) * repeat[1]), axis=-1)
    return Mesh(
        vertices.reshape(-1, 3),
        np.tile(normal, (vertices.size // 3, 1)),
        texture.reshape(-1, 2),
        _quads(rows + 1, columns + 1),
    )


def _quads(rows: int, columns: int) -> npt.NDArray[np.int32]:
    corner = (np.arange(rows - 1)[:, None] * columns + np.arange(columns - 1)).reshape(-1, 1)
    return np.concatenate(
        (
            corner + np.array((0, 1, columns + 1)),
            corner + np.array((0, columns + 1, columns)),
        )
    ).astype(np.int32)
