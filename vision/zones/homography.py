"""The homography that maps points of one plane to another's.

By the normalised direct linear transform (R. Hartley and A. Zisserman, "Multiple View Geometry in
Computer Vision", 2nd ed., algorithm 4.2), and by RANSAC (M. Fischler and R. Bolles, Communications
of the ACM 24, 1981), scored as by P. Torr and A. Zisserman's MSAC, where some points may be wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from math import comb

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

FEWEST_POINTS = 4
LEAST_SPREAD = 1e-3
"""The least singular value of a sound set of points, relative to the greatest: below it the points
lie (nearly) on one line, and the mapping across that line is anybody's guess."""
MOST_TRIED = 500
"""Quadruples that are tried: all of them for up to twelve points."""


def homography(pixels: Floats, metres: Floats) -> Floats:
    """(3, 3) from four points or more, (n, 2) each: least squares of the algebraic error.

    Raises:
        ValueError: they do not tell a mapping.
    """
    seen, from_pixels = _normalised(pixels)
    known, from_metres = _normalised(metres)
    x, y = seen.T
    ones, zeros = np.ones(len(seen)), np.zeros(len(seen))
    u, v = known.T
    system = np.vstack(
        (
            np.column_stack((x, y, ones, zeros, zeros, zeros, -u * x, -u * y, -u)),
            np.column_stack((zeros, zeros, zeros, x, y, ones, -v * x, -v * y, -v)),
        )
    )
    _, singular, rows = np.linalg.svd(system)
    if singular[7] < LEAST_SPREAD * singular[0]:
        raise ValueError("the points lie on one line, or nearly")
    fitted = rows[-1].reshape(3, 3)
    return np.asarray(np.linalg.inv(from_metres) @ fitted @ from_pixels)


def mapped(matrix: Floats, points: Floats, side: float) -> Floats:
    """(n, 2) places of the points; NaN on the side of the horizon that is not ``side``."""
    raw = np.column_stack((points, np.ones(len(points)))) @ matrix.T
    scale = np.where(raw[:, 2] * side > 0, raw[:, 2], np.nan)
    return np.asarray(raw[:, :2] / scale[:, None])


def side_of(matrix: Floats, point: Floats) -> float:
    """The scale's sign where the point is: the same on its whole side of the horizon."""
    return float(np.sign(matrix[2] @ (*point, 1.0)))


def errors(matrix: Floats, pixels: Floats, metres: Floats, side: float) -> Floats:
    """(n,) metres from each known place to where its pixel is mapped; infinite above the horizon
    of the others."""
    off = np.linalg.norm(mapped(matrix, pixels, side) - metres, axis=1)
    return np.asarray(np.where(np.isfinite(off), off, np.inf))


def agreeing(pixels: Floats, metres: Floats, within: float) -> list[int]:
    """The points that one mapping fits best, each to ``within`` metres of its place.

    Raises:
        ValueError: no four of them tell a mapping.
    """
    best: Floats | None = None
    for four in _quadruples(len(pixels)):
        found = _tried(pixels, metres, four)
        if found is not None and (best is None or _cost(found, within) < _cost(best, within)):
            best = found
    if best is None:
        raise ValueError("the points of the picture are not in the order of those of the floor")
    kept = np.flatnonzero(best <= within)
    # All that agree, together, are less disturbed by one of them than the best four were.
    found = _tried(pixels, metres, kept)
    if found is not None and (found <= within).sum() > len(kept):
        kept = np.flatnonzero(found <= within)
    return [int(index) for index in kept]


def _cost(found: Floats, within: float) -> float:
    return float((np.minimum(found, within) ** 2).sum())


def _tried(pixels: Floats, metres: Floats, some: npt.NDArray[np.intp]) -> Floats | None:
    try:
        matrix = homography(pixels[some], metres[some])
    except ValueError:
        return None
    side = side_of(matrix, pixels[some[0]])
    if not np.isfinite(mapped(matrix, pixels[some], side)).all():
        return None
    return errors(matrix, pixels, metres, side)


def _quadruples(count: int) -> Iterator[npt.NDArray[np.intp]]:
    if comb(count, FEWEST_POINTS) <= MOST_TRIED:
        for four in combinations(range(count), FEWEST_POINTS):
            yield np.array(four)
        return
    chance = np.random.default_rng(count)
    for _ in range(MOST_TRIED):
        yield chance.choice(count, FEWEST_POINTS, replace=False)


def _normalised(points: Floats) -> tuple[Floats, Floats]:
    """Points moved and scaled to mean 0 and mean distance √2, and the (3, 3) that does it."""
    centre = points.mean(axis=0)
    spread = float(np.linalg.norm(points - centre, axis=1).mean())
    if spread == 0:
        raise ValueError("all points are the same")
    scale = np.sqrt(2) / spread
    matrix = np.array(((scale, 0, -scale * centre[0]), (0, scale, -scale * centre[1]), (0, 0, 1.0)))
    return (points - centre) * scale, matrix
