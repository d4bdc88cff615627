"""What a cheap camera makes of a faultless picture: soft, grainy, darker in the corners."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from sample_videos.simulator.decor import Light

Image = npt.NDArray[np.uint8]
"""(height, width, 3), RGB."""


@dataclass(frozen=True, slots=True)
class ChangeOfLight:
    """A row of lamps goes out, and a cloud comes: once in a film."""

    at: float = 0.55
    """Part of the film's length."""
    lasts: float = 1.5
    """Seconds until it has changed."""
    level: float = 0.8
    """The lamps after it against those before."""
    day: float = 0.65
    """The same for the street."""
    warmth: float = 0.35
    """Added."""

    def after(self, time: float, length: float) -> float:
        """0 before it, 1 after it."""
        return float(np.clip((time - self.at * length) / self.lasts, 0, 1))

    def light(self, usual: Light, time: float, length: float) -> Light:
        part = self.after(time, length)
        return replace(
            usual,
            level=usual.level * (1 + (self.level - 1) * part),
            day=usual.day * (1 + (self.day - 1) * part),
            warmth=usual.warmth + self.warmth * part,
        )

    def gain(self, time: float, length: float) -> float:
        """The camera's own exposure: it makes up for half of the change, some seconds later."""
        since = max(0.0, time - self.at * length - self.lasts)
        slowly = 1 - float(np.exp(-since / 4.0))
        drift = 0.012 * np.sin(time / 17) + 0.008 * np.sin(time / 5.3 + 1)
        return float(1 + drift + 0.5 * (1 / self.level - 1) * slowly)


class Sensor:
    """Every frame's noise comes from ``seed`` and the frame's index alone."""

    def __init__(
        self,
        size: tuple[int, int],
        seed: int | tuple[int, ...],
        *,
        noise: float = 1.0,
        blur: float = 0.35,
        vignette: float = 0.16,
    ) -> None:
        """``size``: width, height. ``noise``: against the usual. ``blur``: sigma in pixels."""
        width, height = size
        self._seed = (seed,) if isinstance(seed, int) else seed
        self._noise, self._blur = noise, blur
        y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
        self._vignette = (1 - vignette * ((x**2 + y**2) / 2) ** 1.3).astype(np.float32)[..., None]
        rng = np.random.default_rng(self._seed)
        grain = rng.normal(0, 1, (height + 128, width + 128)).astype(np.float32)
        colour = rng.normal(0, 1, (height // 2 + 64, width // 2 + 64, 3)).astype(np.float32)
        self._grain = cv2.GaussianBlur(grain, (0, 0), 0.45) * 1.4
        self._colour = cv2.resize(colour, (width + 128, height + 128)) * 0.6

    def frame(self, image: Image, index: int, gain: float = 1.0) -> Image:
        """The picture as the camera delivers it, before compression."""
        rng = np.random.default_rng((*self._seed, 1, index))
        height, width = image.shape[:2]
        light = image.astype(np.float32) * (self._vignette * gain)
        if self._blur > 0:
            light = np.asarray(cv2.GaussianBlur(light, (0, 0), self._blur))
        # Photon noise grows with the root of the signal; the rest is the electronics'.
        grey = light[..., 1:2]
        strength = self._noise * np.sqrt(0.8 + 0.010 * np.maximum(grey, 0))
        (a, b), (c, d) = rng.integers(0, 128, (2, 2))
        grain = self._grain[a : a + height, b : b + width, None] * rng.choice((-1, 1))
        colour = self._colour[c : c + height, d : d + width] * rng.choice((-1, 1))
        light += strength * (grain + 0.5 * colour)
        # A shoulder instead of hard white.
        over = np.maximum(light - 225, 0)
        light -= over * over / (over + 60)
        delivered: Image = np.clip(light + 0.5, 0, 255).astype(np.uint8)
        return delivered
