"""Whether packets are larger than those of a still scene: somebody costs bytes to draw."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PacketSizesSettings:
    """What packets of a scene cost depends on their place after the keyframe above all, so each is
    compared with those in its place; and a person is drawn over several."""

    window: int = 5
    """Packets in a row whose excess is summed."""
    surprise: float = 6.0
    """Standard deviations of that sum above which it speaks of motion ..."""
    least_share: float = 0.004
    """... if it is this share of a keyframe too."""
    person_share: float = 0.06
    """Share of a keyframe that somebody a quarter of the picture tall costs: 8 % was measured.
    Where that is no surprise, the sizes tell nothing: the camera's noise is most of them."""
    memory: float = 0.05
    """Weight of the newest packet."""
    enough: int = 10
    """Packets before anything is told."""


class PacketSizes:
    """The sizes of one stream's packets, in bytes and in decoding order."""

    def __init__(self, settings: PacketSizesSettings | None = None) -> None:
        self._settings = settings or PacketSizesSettings()
        self._usual: list[float] = []
        self._groups: list[int] = []
        self._variance = 0.0
        self._keyframe = 0.0
        self._learnt = 0
        self._place = 0
        self._window: deque[float] = deque(maxlen=self._settings.window)

    def begin(self, size: int) -> None:
        """A keyframe: a group begins."""
        weight = 0.2 if self._keyframe else 1.0
        self._keyframe += weight * (size - self._keyframe)
        self._place = 0
        self._window.clear()

    def add(self, size: int, *, still: bool) -> bool:
        """A packet that is no keyframe; whether it, with those before, speaks of motion.

        Args:
            still: nothing is known to move. What it costs is learnt.
        """
        settings = self._settings
        place = self._place
        self._place += 1
        if place >= len(self._usual):
            # Beyond all groups so far there is nothing to compare with.
            if still and place == len(self._usual):
                self._usual.append(float(size))
                self._groups.append(1)
            return False
        beyond = size - self._usual[place]
        self._window.append(beyond)
        excess = sum(self._window)
        surprising = (
            self._learnt >= settings.enough
            and excess > settings.surprise * math.sqrt(self._variance)
            and excess > settings.least_share * self._keyframe
        )
        if still and not surprising:
            weight = max(settings.memory, 1 / (self._learnt + 1))
            self._variance += weight * (excess * excess - self._variance)
            self._groups[place] += 1
            self._usual[place] += max(settings.memory, 1 / self._groups[place]) * beyond
            self._learnt += 1
        return surprising

    @property
    def tell(self) -> bool:
        """Whether somebody who comes would be told by them."""
        settings = self._settings
        return (
            self._learnt >= settings.enough
            and settings.surprise * math.sqrt(self._variance)
            < settings.person_share * self._keyframe
        )
