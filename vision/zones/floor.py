"""A camera's floor in metres: from points of its picture whose place on the plan is known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Self

import numpy as np
import numpy.typing as npt

from vision.zones.geometry import Point
from vision.zones.homography import (
    FEWEST_POINTS,
    agreeing,
    errors,
    homography,
    mapped,
    side_of,
)
from vision.zones.lens import Lens

Floats = npt.NDArray[np.float64]

AGREE_METRES = 0.5
"""Metres from its place on the plan beyond which a point is taken for wrongly clicked; also the
greatest root mean square error of the points that are kept."""
AGREE_SHARE = 2 / 3
"""Least share of the points that must agree. And at least five: any four agree with each other."""
REACH = 20.0
"""Metres, in the direction of sight, from the nearest floor that a picture shows to the farthest
that counts as seen: beyond, people are a few pixels wide."""
_FARTHEST = 1e-3
"""Scale at the horizon's end of a view, relative to that at its near end: 0 is infinitely far."""
_STEPS = 24
"""Points along a side of the picture, which a lens may bend."""


@dataclass(frozen=True, slots=True)
class FloorFit:
    """``errors``: metres from each point's place to where its pixel is mapped, infinite above the
    horizon. ``left_out``: the points, from 0, that disagree with the others."""

    errors: tuple[float, ...]
    left_out: tuple[int, ...]

    @property
    def rms(self) -> float | None:
        """Root mean square error in metres of the points kept; None: four, which always fit."""
        kept = [one for index, one in enumerate(self.errors) if index not in self.left_out]
        if len(kept) <= FEWEST_POINTS:
            return None
        return float(np.sqrt(np.mean(np.square(kept))))


class Floor:
    """Maps feet to the floor.

    Args:
        matrix: (3, 3), pixels (x, y, 1) of a lens without distortion to metres, up to scale.
        below: a pixel that surely shows floor. What lies on the other side of the horizon is none.
        lens: what bends the picture; None: nothing.
        fit: how well known points fit; None: it is not from points.
        scale: what pixels (x, y) are multiplied by before all that.
    """

    def __init__(
        self,
        matrix: Floats,
        below: Point,
        lens: Lens | None = None,
        fit: FloorFit | None = None,
        scale: Point = (1.0, 1.0),
    ) -> None:
        self._matrix = matrix
        self._scale = np.asarray(scale, np.float64)
        self._lens = lens
        self._below = below
        self._side = side_of(matrix, self._ideal([below])[0])
        self.fit = fit

    @property
    def matrix(self) -> Floats:
        """(3, 3), pixels (x, y, 1) to metres, up to scale, as if no lens bent the picture."""
        return self._matrix @ np.diag((*self._scale, 1.0))

    @classmethod
    def from_points(
        cls, pixels: Sequence[Point], metres: Sequence[Point], lens: Lens | None = None
    ) -> Self:
        """Fit four points or more. Of more than four, those are left out that the others show to be
        wrong by more than ``AGREE_METRES``.

        Raises:
            ValueError: too few points, points that do not tell where the floor is, or points that
                contradict each other; the message numbers them from 1.
        """
        if len(pixels) != len(metres):
            raise ValueError(f"{len(pixels)} points of the picture and {len(metres)} of the floor")
        if len(pixels) < FEWEST_POINTS:
            raise ValueError(f"{len(pixels)} points; at least {FEWEST_POINTS} are needed")
        seen, known = np.asarray(pixels, np.float64), np.asarray(metres, np.float64)
        if lens is not None:
            seen = lens.ideal(seen)
            if not np.isfinite(seen).all():
                raise ValueError("the lens does not show what lies at some of the points")
        # Of all points: whether they lie on one line does not depend on which are wrong.
        matrix = homography(seen, known)
        kept = list(range(len(seen)))
        if len(seen) > FEWEST_POINTS:
            kept = agreeing(seen, known, AGREE_METRES)
            if len(kept) >= FEWEST_POINTS:
                matrix = homography(seen[kept], known[kept])
        side = side_of(matrix, seen[kept[0]])
        off = errors(matrix, seen, known, side)
        if len(seen) > FEWEST_POINTS and len(kept) < max(
            FEWEST_POINTS + 1, ceil(AGREE_SHARE * len(seen))
        ):
            raise ValueError(_disagreement(seen, known, off, kept))
        if not np.isfinite(off[kept]).all():
            raise ValueError("the points of the picture are not in the order of those of the floor")
        left_out = tuple(index for index in range(len(seen)) if index not in kept)
        fit = FloorFit(tuple(float(one) for one in off), left_out)
        if fit.rms is not None and fit.rms > AGREE_METRES:
            raise ValueError(
                f"the points fit to {fit.rms:.2f} m, and {AGREE_METRES} m is the most: "
                + _named(off, known, [int(np.argmax(off))])
            )
        return cls(matrix, pixels[kept[0]], lens, fit)

    def scaled(self, by: Point) -> Floor:
        """The same floor for pixels that are ``by`` (x, y) times as many."""
        x, y = self._scale
        below = (self._below[0] * by[0], self._below[1] * by[1])
        scale = (float(x) / by[0], float(y) / by[1])
        return Floor(self._matrix, below, self._lens, self.fit, scale)

    @property
    def mirrored(self) -> bool:
        """Whether the plan's y grows downwards where its x grows to the right, not as on a map."""
        return bool(np.linalg.det(self._slope(self._below)) > 0)

    def metres(self, pixels: Sequence[Point] | Floats) -> Floats:
        """(n, 2) places on the floor; NaN at and above the horizon."""
        return mapped(self._matrix, self._ideal(pixels), self._side)

    def pixels(self, places: Sequence[Point] | Floats) -> Floats:
        """(n, 2) where the picture shows places of the floor; NaN behind the camera. It may be
        beyond the picture's edge."""
        inverse = np.asarray(np.linalg.inv(self._matrix), np.float64)
        points = np.asarray(places, np.float64).reshape(-1, 2)
        # The scale on the way back is the other way's inverse: of its sign before the camera.
        ideal = mapped(inverse, points, self._side)
        shown = ideal if self._lens is None else self._lens.shown(ideal)
        return np.asarray(shown / self._scale)

    def metres_per_pixel(self, pixel: Point) -> float:
        """How far on the floor a pixel is, in the direction in which it is farthest; NaN at and
        above the horizon."""
        slope = self._slope(pixel)
        if not np.isfinite(slope).all():
            return float("nan")
        return float(np.linalg.svd(slope, compute_uv=False)[0])

    def view(self, size: tuple[float, float], reach: float = REACH) -> tuple[Point, ...]:
        """The floor that a picture of ``size`` (width, height) shows: corners in metres, up to
        ``reach`` metres beyond the nearest of it in the direction of sight; () when it shows none.

        What stands on the floor hides more of it, which the mapping does not know.
        """
        border: Floats = self._ideal(_border(size))
        border = border[np.isfinite(border).all(axis=1)]
        row = self._side * self._matrix[2]
        nearest = float((border @ row[:2] + row[2]).max(initial=0))
        if nearest <= 0:
            return ()
        # One over the scale grows evenly on the floor, in the direction of sight.
        growth = float(np.linalg.norm(np.linalg.inv(self._matrix)[2, :2]))
        farthest = 1 / (1 / nearest + reach * growth)
        border = _clip(border, row[:2], max(farthest, _FARTHEST * nearest) - row[2])
        if len(border) < 3:
            return ()
        places = mapped(self._matrix, border, self._side)
        return tuple((float(x), float(y)) for x, y in places)

    def error(self, pixels: Sequence[Point], metres: Sequence[Point]) -> float:
        """The largest distance in metres between a known place and where its pixel is mapped."""
        return float(np.linalg.norm(self.metres(pixels) - np.asarray(metres), axis=1).max())

    def _ideal(self, pixels: Sequence[Point] | Floats) -> Floats:
        points = np.asarray(pixels, np.float64).reshape(-1, 2) * self._scale
        return points if self._lens is None else self._lens.ideal(points)

    def _slope(self, pixel: Point) -> Floats:
        """(2, 2): metres by pixels, to the right and down."""
        x, y = pixel
        across, along = 0.5 / self._scale
        right, left, down, up = self.metres(
            [(x + across, y), (x - across, y), (x, y + along), (x, y - along)]
        )
        return np.column_stack(((right - left) / (2 * across), (down - up) / (2 * along)))


def _border(size: tuple[float, float]) -> Floats:
    corners = np.array(((0.0, 0.0), (size[0], 0.0), size, (0.0, size[1])))
    steps = np.linspace(0, 1, _STEPS, endpoint=False)[:, None]
    sides = zip(corners, np.roll(corners, -1, axis=0), strict=True)
    return np.vstack([start + (end - start) * steps for start, end in sides])


def _clip(corners: Floats, axis: Floats, least: float) -> Floats:
    """The part of a polygon (n, 2) on which ``point · axis >= least``."""
    if not len(corners):
        return corners
    kept: list[Floats] = []
    for here, there in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        a, b = here @ axis - least, there @ axis - least
        if a >= 0:
            kept.append(here)
        if (a >= 0) != (b >= 0):
            kept.append(here + (there - here) * (a / (a - b)))
    return np.array(kept).reshape(-1, 2)


def _disagreement(seen: Floats, known: Floats, off: Floats, kept: list[int]) -> str:
    count = len(off)
    least = max(FEWEST_POINTS + 1, ceil(AGREE_SHARE * count))
    if count < least + 1:
        alone = np.array([_off_alone(seen, known, index) for index in range(count)])
        return (
            "the 5 points contradict each other, and five do not tell which is wrong: "
            f"{_named(alone, known, range(count), ', or ')}. Check each, or add a sixth"
        )
    wrong = [index for index in range(count) if index not in kept]
    return (
        f"only {len(kept)} of {count} points agree within {AGREE_METRES} m, and {least} must: "
        f"{_named(off, known, wrong)}. Was the picture clicked where these metres are?"
    )


def _off_alone(seen: Floats, known: Floats, index: int) -> float:
    """Metres by which a point is off where all others are right; infinite where they cannot be."""
    others = [other for other in range(len(seen)) if other != index]
    try:
        matrix = homography(seen[others], known[others])
    except ValueError:
        return float("inf")
    return float(errors(matrix, seen, known, side_of(matrix, seen[others[0]]))[index])


def _named(off: Floats, known: Floats, indices: Iterable[int], between: str = ", ") -> str:
    return between.join(
        f"point {index + 1} (metres {known[index][0]:g}, {known[index][1]:g}) is "
        + ("above the others' horizon" if np.isinf(off[index]) else f"{off[index]:.2f} m off")
        for index in indices
    )
