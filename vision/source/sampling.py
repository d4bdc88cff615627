"""Which frames to analyse, told by capture time alone."""

from __future__ import annotations

BEGUN_ANEW = 1.0
"""Seconds. Less is a disorder of frames."""


class Sampling:
    """Takes the first frame at or after each instant of a grid of ``fps`` a second.

    A time that lies more than `BEGUN_ANEW` seconds back begins a new grid: a film that is played
    again, or a camera that set its clock.

    The grid does not drift with the frames taken, so a 10 fps film sampled at 3 fps gives three
    frames each second, not two and a half.
    """

    def __init__(self, fps: float) -> None:
        if fps <= 0:
            raise ValueError("fps must be positive")
        self._fps = fps
        self._due: int | None = None
        self._latest: float | None = None

    def slot(self, time: float) -> int:
        """Number of the instant that a frame of this time is the first to fill, or fills too."""
        # A frame that a container's time base rounded down by a hair still fills its slot.
        return int((time + 1e-3) * self._fps)

    def takes(self, time: float) -> bool:
        slot = self.slot(time)
        if self._latest is not None and time < self._latest - BEGUN_ANEW:
            self._due = self._latest = None
        self._latest = time if self._latest is None else max(self._latest, time)
        if self._due is not None and slot < self._due:
            return False
        self._due = slot + 1
        return True
