"""Boxes around people in one frame."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Detections:
    """``xyxy``: (n, 4) pixels of the given frame, clipped to it. ``confidence``: (n,), 0 to 1.
    ``seconds``: time the detector took for this frame, on the monotonic clock. ``uniform``: (n,)
    share of the torso in a colour of the staff's, not a number where the torso is hidden; None when
    it was not measured."""

    xyxy: Floats
    confidence: Floats
    seconds: float = 0.0
    uniform: Floats | None = None

    def __post_init__(self) -> None:
        if self.xyxy.ndim != 2 or self.xyxy.shape[1] != 4:
            raise ValueError(f"xyxy must have shape (n, 4), not {self.xyxy.shape}")
        if self.confidence.shape != (len(self.xyxy),):
            raise ValueError("confidence must have one value a box")
        if self.uniform is not None and self.uniform.shape != (len(self.xyxy),):
            raise ValueError("uniform must have one value a box")

    def __len__(self) -> int:
        return len(self.xyxy)

    def again(self) -> Detections:
        """The same boxes in a picture that did not change: found without the detector."""
        return replace(self, seconds=0.0)

    @classmethod
    def none(cls, seconds: float = 0.0) -> Detections:
        return cls(np.zeros((0, 4), np.float32), np.zeros(0, np.float32), seconds)
