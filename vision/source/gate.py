"""The motion gate: whether anything changed since the picture that was looked at last.

Compared is a small grey picture with the one of the last look, not with the frame before it, so
that a slow change adds up. What changes everywhere at once is no motion: the gain between the two
is fitted (automatic exposure), and each row's median taken off (lamps that flicker at the mains'
rate light a rolling shutter in bands). What is left is weighed by each pixel's own noise, learnt
while nothing moves.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Luma = npt.NDArray[np.uint8]
"""(rows, columns) grey, 0 to 255."""
Changed = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class GateSettings:
    """Defaults for a grid of 160 × 90 over the whole picture."""

    least_difference: float = 8.0
    """Grey levels by which a pixel must differ."""
    noise_factor: float = 5.0
    """... and by this many times its own noise."""
    noise_memory: float = 0.05
    """Weight of the newest quiet picture in a pixel's noise."""
    least_pixels: int = 3
    """Changed pixels, each beside another, that make motion: somebody far off is a few."""
    forced_seconds: float = 5.0
    """The longest time without a look, whatever moves: somebody who stands still keeps dwelling,
    and nobody whom the gate missed stays unseen for longer."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """``moved``: something changed. ``look``: it did, or it is time to look in any case."""

    moved: bool
    look: bool


class MotionGate:
    """One camera's gate."""

    def __init__(self, settings: GateSettings | None = None) -> None:
        self._settings = settings or GateSettings()
        self._reference: npt.NDArray[np.float32] | None = None
        self._noise: npt.NDArray[np.float32] | None = None
        self._looked = -np.inf

    def see(self, luma: Luma, time: float) -> Verdict:
        """Judge a picture; if it is to be looked at, it becomes the one to compare with.

        Args:
            time: seconds, growing.
        """
        now = luma.astype(np.float32)
        moved = self._moved(now)
        look = moved or time - self._looked >= self._settings.forced_seconds
        if look:
            self._reference, self._looked = now, time
        return Verdict(moved, look)

    def stirs(self, luma: Luma) -> bool:
        """Whether something moved since the last look, which stays the last."""
        return self._moved(luma.astype(np.float32))

    def reset(self) -> None:
        """The next picture cannot be compared with those before."""
        self._reference, self._noise, self._looked = None, None, -np.inf

    def _moved(self, now: npt.NDArray[np.float32]) -> bool:
        if self._reference is None or self._reference.shape != now.shape:
            self._noise = np.full(now.shape, 1.0, np.float32)
            return True
        assert self._noise is not None  # noqa: S101  (made before the reference)
        settings = self._settings
        off = np.abs(evened(now, self._reference))
        limit = np.maximum(settings.least_difference, settings.noise_factor * self._noise)
        moved = np.count_nonzero(together(off > limit)) >= settings.least_pixels
        if not moved:
            self._noise += settings.noise_memory * (off - self._noise)
        return bool(moved)


def evened(
    now: npt.NDArray[np.float32], before: npt.NDArray[np.float32]
) -> npt.NDArray[np.float32]:
    """The difference of two pictures without the change of light that all of a row shares."""
    power = float(np.vdot(before, before))
    gain = float(np.vdot(now, before)) / power if power > 0 else 1.0
    off = now - np.float32(gain) * before
    off -= np.median(off, axis=1, keepdims=True)
    return off


def together(changed: Changed) -> Changed:
    """The changed pixels that have a changed one beside them, of four: noise has none."""
    beside = np.zeros_like(changed)
    beside[1:] |= changed[:-1]
    beside[:-1] |= changed[1:]
    beside[:, 1:] |= changed[:, :-1]
    beside[:, :-1] |= changed[:, 1:]
    return changed & beside
