"""One camera's looks, detected and counted."""

from __future__ import annotations

from vision.detect.detections import Detections
from vision.detect.detector import Detector
from vision.detect.uniform import Uniform
from vision.edge.camera import CameraCounter
from vision.source.look import Look


class Analyst:
    """Detects in what changed and counts it all.

    Where the motion gate found nothing changed, what was detected in the last picture is there
    still: people who stand keep dwelling, at no cost.
    """

    def __init__(
        self, counter: CameraCounter, detector: Detector, uniform: Uniform | None = None
    ) -> None:
        self.counter = counter
        self._detector = detector
        self._uniform = uniform
        self._held = Detections.none()
        self._last = float("-inf")

    def take(self, look: Look) -> bool:
        """Count a look; whether it was: one that is not after the last cannot be."""
        if look.time <= self._last:
            return False
        self._last = look.time
        found = self._held.again() if look.image is None else self._detect(look)
        self.counter.frame(found, look.time, damaged=look.damaged)
        return True

    def _detect(self, look: Look) -> Detections:
        assert look.image is not None  # noqa: S101  (asked by the caller)
        (found,) = self._detector.detect([look.image])
        if self._uniform is not None:
            found = self._uniform.measure(look.image, found)
        self._held = found
        return found
