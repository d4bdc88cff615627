"""A constant-velocity Kalman filter on the four sides of a box, in real time.

R. E. Kalman, "A New Approach to Linear Filtering and Prediction Problems", 1960; its use on
boxes after A. Bewley et al., "Simple Online and Realtime Tracking", 2016. Each side is filtered
alone (position, speed), with white-noise acceleration, so time may pass in any steps. A doubtful
detection is believed less (Y. Du et al., "GIAOTracker", ICCV Workshops 2021).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float64]

POSITION_NOISE = 0.05
"""Standard deviation of a side detected at USUAL_CONFIDENCE, in box heights."""
USUAL_CONFIDENCE = 0.7
LEAST_DOUBT = 0.2
"""However sure a detector is of somebody, it does not know the sides better than this tells."""
ACCELERATION_NOISE = 0.6
"""Standard deviation of a side's acceleration, in box heights per second squared."""
INITIAL_SPEED = 0.7
"""Standard deviation of the speed of somebody just seen, in box heights per second."""


class BoxFilter:
    """State of x1, y1, x2, y2 in pixels and their speeds in pixels per second."""

    def __init__(self, box: Vector, time: float) -> None:
        height = max(float(box[3] - box[1]), 1.0)
        self.time = time
        self.position = box.astype(np.float64).copy()
        self.speed = np.zeros(4)
        self._pp = np.full(4, (POSITION_NOISE * height) ** 2)
        self._pv = np.zeros(4)
        self._vv = np.full(4, (INITIAL_SPEED * height) ** 2)

    @property
    def height(self) -> float:
        return max(float(self.position[3] - self.position[1]), 1.0)

    def at(self, time: float) -> Vector:
        """The box expected at ``time``; the state does not change."""
        return self.position + self.speed * (time - self.time)

    def advance(self, time: float) -> None:
        """Move the state on to ``time``."""
        dt = time - self.time
        if dt <= 0:
            return
        q = (ACCELERATION_NOISE * self.height) ** 2
        self.position = self.position + self.speed * dt
        self._pp += 2 * dt * self._pv + dt * dt * self._vv + q * dt**4 / 4
        self._pv += dt * self._vv + q * dt**3 / 2
        self._vv += q * dt * dt
        self.time = time

    def surprise(self, expected: Vector, boxes: Vector) -> Vector:
        """(n,) squared Mahalanobis distances of boxes from the expected one: of the middles across,
        and of top and bottom, which hardly ever are hidden both, on average."""
        spread = self._pp + (POSITION_NOISE * self.height) ** 2
        error = boxes - expected
        across = ((error[:, 0] + error[:, 2]) / 2) ** 2 / ((spread[0] + spread[2]) / 2)
        upright = (error[:, 1] ** 2 / spread[1] + error[:, 3] ** 2 / spread[3]) / 2
        distance: Vector = across + upright
        return distance

    def put_feet(self, bottom: float) -> None:
        """The feet are found to be elsewhere, as when furniture begins to hide them: that is no
        movement. They move with the head from now on."""
        self.position[3] = bottom
        self.speed[3] = self.speed[1]

    def correct(self, box: Vector, confidence: float = USUAL_CONFIDENCE) -> None:
        """Take in a box detected at the state's time."""
        doubt = max(1 - confidence, LEAST_DOUBT) / (1 - USUAL_CONFIDENCE)
        noise = doubt * (POSITION_NOISE * max(float(box[3] - box[1]), 1.0)) ** 2
        gain_p = self._pp / (self._pp + noise)
        gain_v = self._pv / (self._pp + noise)
        error = box - self.position
        self.position = self.position + gain_p * error
        self.speed = self.speed + gain_v * error
        self._vv = self._vv - gain_v * self._pv
        self._pv = (1 - gain_p) * self._pv
        self._pp = (1 - gain_p) * self._pp
