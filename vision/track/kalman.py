"""A constant-velocity Kalman filter on a person's box, in real time.

R. E. Kalman, "A New Approach to Linear Filtering and Prediction Problems", 1960; its use on
boxes, as a middle and a size, after A. Bewley et al., "Simple Online and Realtime Tracking", 2016.
Each of the four is filtered alone (position, speed), with continuous white-noise acceleration
(Y. Bar-Shalom et al., "Estimation with Applications to Tracking and Navigation", 2001, 6.2.2), so
that time may pass in any steps: many short ones leave the same doubt as a long one. A doubtful
detection is believed less (Y. Du et al., "GIAOTracker", ICCV Workshops 2021).
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float64]

POSITION_NOISE = 0.05
"""Standard deviation of a side detected at USUAL_CONFIDENCE, in box heights."""
USUAL_CONFIDENCE = 0.7
LEAST_DOUBT = 0.2
"""However sure a detector is of somebody, it does not know the sides better than this tells."""
SPEED_NOISE = 0.27
"""Standard deviation of how much the middle's speed changes within a second, in box heights per
second; it grows with the root of the time."""
INITIAL_SPEED = 0.7
"""Standard deviation of the speed of somebody just seen, in box heights per second."""
GROWTH = 0.35
"""How much slower a size changes than the place: the sides of a box move together, as the person
does, and who walks straight to the camera grows only as the distance shrinks."""

SLOWNESS = np.array([1.0, 1.0, GROWTH, GROWTH]) ** 2
"""Variance of the speeds of middle and size, the middle's being one."""
MEASURED = np.array([0.5, 0.5, 2.0, 2.0])
"""Variance of a measured middle and size, a side's being one: half the sum of two sides, and their
difference."""


class BoxFilter:
    """State of a box's middle, width and height in pixels and their speeds in pixels per second."""

    def __init__(self, box: Vector, time: float) -> None:
        self.time = time
        self._state = _middle_and_size(box.astype(np.float64))
        self._speed = np.zeros(4)
        self._pp = (POSITION_NOISE * self.height) ** 2 * MEASURED
        self._pv = np.zeros(4)
        self._vv = (INITIAL_SPEED * self.height) ** 2 * SLOWNESS

    @property
    def height(self) -> float:
        return max(float(self._state[3]), 1.0)

    @property
    def position(self) -> Vector:
        """x1, y1, x2, y2"""
        return _sides(self._state)

    @property
    def doubt(self) -> Vector:
        """(4,) variances of the middle, width and height."""
        return self._pp

    def at(self, time: float) -> Vector:
        """The box expected at ``time``; the state does not change."""
        return _sides(self._state + self._speed * (time - self.time))

    def advance(self, time: float) -> None:
        """Move the state on to ``time``."""
        dt = time - self.time
        if dt <= 0:
            return
        q = (SPEED_NOISE * self.height) ** 2 * SLOWNESS
        self._state = self._state + self._speed * dt
        self._pp = self._pp + 2 * dt * self._pv + dt * dt * self._vv + q * dt**3 / 3
        self._pv = self._pv + dt * self._vv + q * dt * dt / 2
        self._vv = self._vv + q * dt
        self.time = time

    def carried(self, time: float) -> BoxFilter:
        """Another filter, moved on to ``time``."""
        # No array is ever changed in place, so that a copy may share them.
        later = copy(self)
        later.advance(time)
        return later

    def reversed(self) -> BoxFilter:
        """The same state with time running the other way."""
        other = copy(self)
        other.time, other._speed, other._pv = -self.time, -self._speed, -self._pv
        return other

    def distance(self, other: BoxFilter) -> float:
        """Squared Mahalanobis distance of two states at one time, places and speeds of the middle
        and the height."""
        pp, pv, vv = self._pp + other._pp, self._pv + other._pv, self._vv + other._vv
        place, speed = self._state - other._state, self._speed - other._speed
        off = (place**2 * vv - 2 * place * speed * pv + speed**2 * pp) / (pp * vv - pv**2)
        return float(off[0] + off[1] + off[3])

    def put_feet(self, bottom: float) -> None:
        """The feet are found to be elsewhere, as when furniture begins to hide them: that is no
        movement. They move with the head from now on."""
        top, head = self._state[1] - self._state[3] / 2, self._speed[1] - self._speed[3] / 2
        self._state = self._state.copy()
        self._speed = self._speed.copy()
        self._state[1], self._state[3] = (top + bottom) / 2, bottom - top
        self._speed[1], self._speed[3] = head, 0.0

    def correct(self, box: Vector, confidence: float = USUAL_CONFIDENCE) -> None:
        """Take in a box detected at the state's time."""
        doubt = max(1 - confidence, LEAST_DOUBT) / (1 - USUAL_CONFIDENCE)
        noise = doubt * (POSITION_NOISE * max(float(box[3] - box[1]), 1.0)) ** 2 * MEASURED
        gain_p = self._pp / (self._pp + noise)
        gain_v = self._pv / (self._pp + noise)
        error = _middle_and_size(box) - self._state
        self._state = self._state + gain_p * error
        self._speed = self._speed + gain_v * error
        self._vv = self._vv - gain_v * self._pv
        self._pv = (1 - gain_p) * self._pv
        self._pp = (1 - gain_p) * self._pp


def surprise(
    filters: Sequence[BoxFilter],
    expected: Vector,
    boxes: Vector,
    cut: npt.NDArray[np.bool_],
    covered: npt.NDArray[np.bool_],
) -> Vector:
    """(t, n) how far boxes are from those that are expected: the mean of the squared errors of the
    middle and the height, each over its variance, as far as a box tells them.

    Args:
        expected: (t, 4), one for each filter.
        boxes: (n, 4).
        cut: (n, 4) sides that lie on the picture's edge. If that is the left or right one, the box
            may show as little as a leg: its foot counts, and a top that is too high for the person.
        covered: (n,) boxes that end where somebody nearer begins: of their height only the top
            counts.
    """
    doubt = np.array([one.doubt for one in filters])
    noise = (POSITION_NOISE * np.array([one.height for one in filters])) ** 2
    spread = (doubt + noise[:, None] * MEASURED)[:, None, :]
    of_side = (doubt[:, 1] + doubt[:, 3] / 4 + noise)[:, None]
    error = boxes[None] - expected[:, None]
    aside, no_top, no_bottom = cut[:, 0] | cut[:, 2], cut[:, 1], cut[:, 3] | covered
    middle = ((error[..., :2] + error[..., 2:]) / 2) ** 2 / spread[..., :2]
    size = (error[..., 3] - error[..., 1]) ** 2 / spread[..., 3]
    too_high = np.where(aside, np.minimum(error[..., 1], 0.0), error[..., 1])
    top = np.where(no_top & ~aside, 0.0, too_high**2 / of_side)
    bottom = np.where(no_bottom, 0.0, error[..., 3] ** 2 / of_side)
    whole = ~(aside | no_top | no_bottom)
    upright = np.where(whole, middle[..., 1] + size, top + bottom)
    told = np.where(aside, 0, 1) + np.where(whole, 2, 1 * ~(no_top | aside) + ~no_bottom)
    distance: Vector = (np.where(aside, 0.0, middle[..., 0]) + upright) / np.maximum(told, 1)
    return distance


def _middle_and_size(box: Vector) -> Vector:
    return np.array(
        [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2, box[2] - box[0], box[3] - box[1]]
    )


def _sides(state: Vector) -> Vector:
    sides = np.empty(4)
    half = state[2:] / 2
    sides[:2] = state[:2] - half
    sides[2:] = state[:2] + half
    return sides
