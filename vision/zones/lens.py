"""What a lens bends, undone: barrel and pincushion distortion.

The model is D. C. Brown's radial one ("Close-range camera calibration", Photogrammetric
Engineering 37, 1971) in OpenCV's terms: a point at distance r from the picture's middle, in focal
lengths, is shown at r (1 + k1 r² + k2 r⁴).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vision.zones.geometry import Point

Floats = npt.NDArray[np.float64]

_STEPS = 40
"""Newton's steps; a dozen do for lenses of cameras."""


@dataclass(frozen=True, slots=True)
class Lens:
    """``k1``, ``k2``: as OpenCV's ``calibrateCamera`` gives them; below 0 for a barrel.
    ``focal`` and ``centre``: pixels."""

    k1: float
    k2: float
    focal: float
    centre: Point

    @property
    def fold(self) -> float:
        """The distance from the middle, in focal lengths before the lens, at which the model turns
        back on itself; infinite when it never does."""
        roots = np.roots([5 * self.k2, 3 * self.k1, 1.0])
        squares = roots[np.isreal(roots)].real
        return float(np.sqrt(squares[squares > 0].min(initial=np.inf)))

    def ideal(self, pixels: Floats) -> Floats:
        """(n, 2) pixels to where a lens without distortion would show them; NaN beyond the fold."""
        shown = (pixels - np.asarray(self.centre)) / self.focal
        distance = np.linalg.norm(shown, axis=1)
        fold = self.fold
        limit = self._bent(np.array([fold]))[0] if np.isfinite(fold) else np.inf
        straight = np.minimum(distance, fold)
        for _ in range(_STEPS):
            squared = straight**2
            slope = 1 + 3 * self.k1 * squared + 5 * self.k2 * squared**2
            error = self._bent(straight) - distance
            straight = np.clip(straight - error / np.maximum(slope, 1e-9), 0, fold)
        straight = np.where(distance < limit, straight, np.nan)
        scale = np.divide(straight, distance, out=np.ones_like(distance), where=distance > 0)
        return np.asarray(shown * scale[:, None] * self.focal + self.centre)

    def shown(self, ideal: Floats) -> Floats:
        """(n, 2) the other way: pixels of a lens without distortion to this one's; NaN beyond the
        fold."""
        straight = (ideal - np.asarray(self.centre)) / self.focal
        distance = np.linalg.norm(straight, axis=1)
        bent = np.where(distance < self.fold, self._bent(distance), np.nan)
        scale = np.divide(bent, distance, out=np.ones_like(distance), where=distance > 0)
        return np.asarray(straight * scale[:, None] * self.focal + self.centre)

    def _bent(self, distance: Floats) -> Floats:
        squared = distance**2
        return np.asarray(distance * (1 + self.k1 * squared + self.k2 * squared**2))
