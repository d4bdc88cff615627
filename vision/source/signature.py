"""What tells one view of a camera from another, without being a picture.

A signature has, for each of some 16 × 9 cells of the picture, which way the edges in it run and how
plain that is: two numbers a cell, averaged over minutes. It knows no brightness and no outline, a
cell is as wide as a person or wider, and whoever walks through the view while it is learnt leaves
nothing that lasts. It is about 300 bytes, of no more than `MOST_CELLS` cells, and tells nothing of
what a mask hides. A median of the picture's gradients would find the same
movements to a finer fraction, but it is a drawing of the room and of whoever sat in it, so neither
that nor any frame is kept.
"""

from __future__ import annotations

import base64
import zlib
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Plane = npt.NDArray[np.float32]
"""(height, width) luma of a view, shrunk; both are multiples of CELL."""
Gradients = npt.NDArray[np.complex64]
"""(height, width): luma's gradient along x as the real part, along y as the imaginary one."""
Edges = npt.NDArray[np.complex64]
"""(height, width): doubled direction of each pixel's edge, 0 to 1 long."""

WIDTH: Final = 160
CELL: Final = 10
MOST_CELLS: Final = 32 * 18
"""Cells of a signature that may be kept: a person is a few of them at most."""
TILE: Final = (3, 4)
"""Cells, down and across, that are looked for together."""
REACH: Final = 16
"""Pixels, a tenth of the width, that a tile is looked for around its place."""
DISPLACED: Final = 3.0
"""Pixels, about 2 % of the width, beyond which a tile is no longer in its place."""
FIRM: Final = 0.8
"""Agreement, up to 1, from which a tile was found again."""
GAIN: Final = 0.01
"""Agreement that another place must have more than the tile's own."""
FAINTEST: Final = 2.0
"""Luma levels a pixel. Added to the view's own median gradient, below which an edge counts little,
so that the sensor's noise has no direction."""


@dataclass(frozen=True, slots=True)
class Found:
    """Shares of the view, by its structure, that a signature finds in their places (``kept``) and
    plainly elsewhere (``away``)."""

    kept: float
    away: float


@dataclass(frozen=True, slots=True, eq=False)
class Signature:
    """``cells``: (rows, columns) mean edges. ``contrast``: the view's usual one."""

    cells: Edges
    contrast: float

    @classmethod
    def of(cls, edges: Edges, contrast: float) -> Signature:
        return cls(_sums(edges)[::CELL, ::CELL] / CELL**2, contrast)

    def text(self) -> str:
        """To be kept across restarts. ASCII."""
        rows, columns = self.cells.shape
        parts = np.stack([self.cells.real, self.cells.imag])
        body = (
            np.array([rows, columns], "<u2").tobytes()
            + np.array([self.contrast], "<f4").tobytes()
            + np.round(parts * 127).astype(np.int8).tobytes()
        )
        return base64.b64encode(zlib.compress(body)).decode("ascii")

    @classmethod
    def parse(cls, text: str) -> Signature:
        """The signature of which this is the text.

        Raises:
            ValueError: it is of none, or of one finer than may be kept.
        """
        try:
            body = zlib.decompress(base64.b64decode(text, validate=True))
            rows, columns = (int(number) for number in np.frombuffer(body, "<u2", 2))
            if not 0 < rows * columns <= MOST_CELLS:
                raise ValueError("too many cells")  # noqa: TRY301  (told below)
            contrast = float(np.frombuffer(body, "<f4", 1, 4)[0])
            parts = np.frombuffer(body, np.int8, offset=8).reshape(2, rows, columns) / 127
        except (ValueError, zlib.error) as error:
            raise ValueError("this is no signature of a view") from error
        return cls((parts[0] + 1j * parts[1]).astype(np.complex64), contrast)

    def find(self, edges: Edges) -> Found:
        """Compare with a view's mean edges."""
        rows, columns = self.cells.shape
        if edges.shape != (rows * CELL, columns * CELL):
            # Another shape of picture: what was drawn on it lies elsewhere now.
            return Found(kept=0.0, away=1.0)
        offsets = np.arange(-REACH, REACH + 1)
        sums = _sums(edges)
        # Every cell at every offset: (offsets down, offsets across, rows, columns).
        down, in_height = _places(rows, offsets, sums.shape[0])
        across, in_width = _places(columns, offsets, sums.shape[1])
        inside = in_height[:, None, :, None] & in_width[None, :, None, :]
        there = sums[down[:, None, :, None], across[None, :, None, :]]
        # Rooms have uprights and levels everywhere: what they have in common tells nothing.
        mean = np.where(inside, there, 0).sum((2, 3), keepdims=True) / inside.sum(
            (2, 3), keepdims=True
        )
        there = np.where(inside, there - mean, 0)
        own = self.cells - self.cells.mean()
        alike = _tiles((own.conj() * there).real)
        power = _tiles(np.abs(there) ** 2)
        structure = _tiles(np.broadcast_to(np.abs(own) ** 2, inside.shape) * inside)
        whole = structure[REACH, REACH]
        scores = alike / np.sqrt(structure * power + 1e-12)
        scores[structure < 0.6 * whole] = -1  # the most of it would be outside the picture

        near = np.hypot(offsets[:, None], offsets[None, :]) < DISPLACED
        at_home = scores[near].max(0)
        elsewhere = scores[~near].max(0)
        is_away = (elsewhere >= FIRM) & (elsewhere > at_home + GAIN)
        is_kept = (at_home >= FIRM) & ~is_away
        total = float(whole.sum()) + 1e-12
        return Found(
            kept=float(whole[is_kept].sum()) / total, away=float(whole[is_away].sum()) / total
        )


def shrink(luma: npt.NDArray[np.uint8]) -> Plane:
    """A luma plane as (height, WIDTH) means of areas, height a multiple of CELL.

    Raises:
        ValueError: the plane is smaller than that.
    """
    height, width = luma.shape
    rows = max(1, round(WIDTH * height / width / CELL)) * CELL
    if width < WIDTH or height < rows:
        raise ValueError(
            f"a view needs a plane of at least {WIDTH} × {rows}, not {width} × {height}"
        )
    down, across = np.arange(rows) * height // rows, np.arange(WIDTH) * width // WIDTH
    if (height, width) == (rows, WIDTH):
        return luma.astype(np.float32)
    sums = np.add.reduceat(np.add.reduceat(luma, down, 0, np.uint32), across, 1)
    areas = np.outer(np.diff(down, append=height), np.diff(across, append=width))
    return (sums / areas).astype(np.float32)


def gradients(plane: Plane) -> Gradients:
    found = np.zeros(plane.shape, np.complex64)
    found.real[1:-1, 1:-1] = plane[1:-1, 2:] - plane[1:-1, :-2]
    found.imag[1:-1, 1:-1] = plane[2:, 1:-1] - plane[:-2, 1:-1]
    return found


def edges(gradient: Gradients) -> Edges:
    """Directions of the edges, whatever the light's strength.

    After Fitch, Kadyrov, Christmas and Kittler, "Orientation Correlation" (BMVC 2002), with the
    angle doubled, so that an edge between cloths that infrared turns from dark to bright is the
    same edge.
    """
    length = np.abs(gradient)
    weak = float(np.median(length)) + FAINTEST
    return (gradient**2 / (length**2 + weak**2)).astype(np.complex64)


def _sums(found: Edges) -> Edges:
    """Of the cell that begins at each pixel."""
    total = np.zeros((found.shape[0] + 1, found.shape[1] + 1), np.complex128)
    total[1:, 1:] = found.cumsum(0, np.complex128).cumsum(1)
    sums = total[CELL:, CELL:] - total[:-CELL, CELL:] - total[CELL:, :-CELL] + total[:-CELL, :-CELL]
    return sums.astype(np.complex64)


def _places(
    cells: int, offsets: npt.NDArray[np.int_], size: int
) -> tuple[npt.NDArray[np.int_], npt.NDArray[np.bool_]]:
    """Where each cell begins at each offset, and whether that is within the picture."""
    starts = offsets[:, None] + np.arange(cells)[None, :] * CELL
    return np.clip(starts, 0, size - 1), (starts >= 0) & (starts < size)


def _tiles(values: npt.NDArray[np.floating]) -> npt.NDArray[np.floating]:
    """Sums over the tiles' cells."""
    rows, columns = values.shape[2:]
    summed = np.add.reduceat(values, np.arange(0, rows, TILE[0]), 2)
    return np.add.reduceat(summed, np.arange(0, columns, TILE[1]), 3)
