"""When a live camera's frames were captured."""

from __future__ import annotations

from collections.abc import Callable

FURTHEST = 1.0
"""Seconds between a frame's time stamp and its arrival at which the stamps are taken to have begun
anew: a camera that restarted, set its clock or stood still."""
SMOOTHING = 30.0
"""Seconds in which a steady change of the delay is followed by 63 %."""
LEAST_STEP = 1e-3
"""Seconds between two frames at least."""


class CaptureClock:
    """Turns the stream's time stamps into capture times, by when the frames arrive.

    A frame cannot arrive before it was captured, and the network only adds delay; so the least
    delay seen tells the offset between the camera's clock and ours: an earlier arrival is
    believed at once, a later one slowly. Times never go back, whatever the stream's stamps do.

    ``wall`` gives the time to return for an instant of ``time.monotonic()``; it must not go back.
    """

    def __init__(self, wall: Callable[[float], float] = float) -> None:
        self._wall = wall
        self._offset: float | None = None
        self._last_arrival = 0.0
        self._last: float | None = None

    def time(self, stamp: float | None, arrived: float) -> float:
        """The capture time of a frame.

        ``stamp``: its presentation time in seconds by the camera's own clock; None: it has none.
        ``arrived``: ``time.monotonic()`` when it was read.
        """
        instant = arrived if stamp is None else stamp + self._follow(stamp, arrived)
        if self._last is not None:
            instant = max(instant, self._last + LEAST_STEP)
        self._last = instant
        return self._wall(instant)

    def _follow(self, stamp: float, arrived: float) -> float:
        offset = arrived - stamp
        if self._offset is None or abs(offset - self._offset) > FURTHEST or offset < self._offset:
            self._offset = offset
        else:
            share = min(1.0, max(0.0, arrived - self._last_arrival) / SMOOTHING)
            self._offset += share * (offset - self._offset)
        self._last_arrival = arrived
        return self._offset
