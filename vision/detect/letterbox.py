"""Fit a picture into a network's input without changing its shape, and boxes back."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

PADDING = 114
"""The grey that YOLO networks were trained to see around a picture."""


@dataclass(frozen=True, slots=True)
class Letterbox:
    """A picture of ``(height, width)`` scaled by ``scale`` and set at ``(left, top)``."""

    height: int
    width: int
    scale: float
    left: int
    top: int
    inner: tuple[int, int]
    outer: tuple[int, int]

    @classmethod
    def fit(cls, shape: tuple[int, int], into: tuple[int, int]) -> Letterbox:
        """``shape`` and ``into`` are (height, width) in pixels."""
        scale = min(into[0] / shape[0], into[1] / shape[1])
        inner = (round(shape[0] * scale), round(shape[1] * scale))
        # The rounding by ±0.1 is how Ultralytics splits an odd padding; boxes must not differ.
        top = round((into[0] - inner[0]) / 2 - 0.1)
        left = round((into[1] - inner[1]) / 2 - 0.1)
        return cls(shape[0], shape[1], scale, left, top, inner, into)

    def blob(self, image: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
        """(3, H, W) RGB, 0 to 1, contiguous."""
        if (self.height, self.width) != self.inner:
            resized = cv2.resize(
                image, (self.inner[1], self.inner[0]), interpolation=cv2.INTER_LINEAR
            )
        else:
            resized = image
        canvas = np.full((*self.outer, 3), PADDING, np.uint8)
        canvas[self.top : self.top + self.inner[0], self.left : self.left + self.inner[1]] = resized
        rgb = canvas[:, :, ::-1].transpose(2, 0, 1)
        return np.ascontiguousarray(rgb, dtype=np.float32) / np.float32(255)

    def restore(self, xyxy: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Boxes of the network's input as boxes of the picture, clipped to it."""
        boxes = (xyxy - np.array([self.left, self.top] * 2, np.float32)) / np.float32(self.scale)
        limits = np.array([self.width, self.height] * 2, np.float32)
        clipped: npt.NDArray[np.float32] = np.clip(boxes, 0, limits)
        return clipped
