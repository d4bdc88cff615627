"""One camera's looks, detected and counted."""

from __future__ import annotations

from vision.detect.detections import Detections
from vision.detect.detector import Detector, Image
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
        self._held: Detections | None = None
        self._last = float("-inf")

    def take(self, look: Look) -> bool:
        """Count a look; whether it was: one that is not after the last cannot be, nor one that says
        "unchanged" of a picture that never came."""
        if look.time <= self._last:
            return False
        if look.image is not None:
            found = self._held = self._detect(look.image)
        elif self._held is not None:
            found = self._held.again()
        else:
            return False
        self._last = look.time
        self.counter.frame(
            found, look.time, damaged=look.damaged, dropped=look.dropped, view=look.view
        )
        return True

    def _detect(self, image: Image) -> Detections:
        (found,) = self._detector.detect([image])
        return found if self._uniform is None else self._uniform.measure(image, found)
