"""The box: a shop's live cameras, one detector, counted until it is told to stop."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack

from vision.edge.channel import Channel
from vision.edge.pace import Pace

WAIT_SECONDS = 0.2
"""How long nothing may come before the feeds are tended all the same."""
TEND_SECONDS = 1.0
"""Between two rounds of what is done by the clock and not by the frames."""


class Box:
    """Gives every camera its turn, one look each, and lowers all rates alike when that is too much.

    Args:
        wait: waits until some feed has something, for so many seconds at most.
        now: the box's own time, POSIX seconds; it never goes back.
        tend: called about once a second, between two looks.
    """

    def __init__(
        self,
        channels: Sequence[Channel],
        *,
        wait: Callable[[float], None],
        now: Callable[[], float],
        tend: Callable[[], None] = lambda: None,
        pace: Pace | None = None,
    ) -> None:
        self._channels = channels
        self._wait = wait
        self._now = now
        self._tend = tend
        self._pace = pace or Pace()
        self._tended = float("-inf")

    @property
    def pace(self) -> float:
        """Share of the asked analysis rate that the cameras are looked at with."""
        return self._pace.factor

    def run(self, stopping: Callable[[], bool]) -> None:
        """Until ``stopping`` says so; then every minute is closed, as far as it went."""
        try:
            while not stopping():
                if not self.round():
                    self._wait(WAIT_SECONDS)
                self._by_the_clock()
        finally:
            self.finish()

    def round(self) -> bool:
        """A turn for each camera; whether any had something."""
        any_look = False
        for channel in self._channels:
            began = time.monotonic()
            look = channel.turn()
            if look is not None:
                any_look = True
                self._pace.work(time.monotonic() - began, look.dropped)
        return any_look

    def finish(self) -> None:
        now = self._now()
        with ExitStack() as closing:  # all of them, even if one cannot
            for channel in reversed(self._channels):
                closing.callback(channel.finish, now)

    def _by_the_clock(self) -> None:
        instant = time.monotonic()
        if instant - self._tended < TEND_SECONDS:
            return
        self._tended = instant
        if self._pace.decide(instant):
            for channel in self._channels:
                channel.feed.set_rate(channel.camera.analysis_fps * self._pace.factor)
        now = self._now()
        for channel in self._channels:
            channel.idle(now)
        self._tend()
