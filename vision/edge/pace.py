"""How much of the asked analysis rate a box can hold, for all its cameras alike."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PaceSettings:
    """Down at once, up slowly: a rate that swings is worse to count by than a low one."""

    interval: float = 5.0
    """Seconds between decisions."""
    too_busy: float = 0.95
    """Share of the time spent at work above which the rate goes down."""
    step_down: float = 0.8
    idle_enough: float = 0.8
    """The rate goes up if at the higher one the share would stay below this ..."""
    calm_intervals: int = 3
    """... for so many intervals in a row."""
    step_up: float = 1.15
    least: float = 0.3
    """The lowest share of the asked rate. At a third of 5 a second no track holds."""


class Pace:
    """The common factor of the cameras' analysis rates, from 1 down."""

    def __init__(self, settings: PaceSettings | None = None) -> None:
        self._settings = settings or PaceSettings()
        self.factor = 1.0
        self._since: float | None = None
        self._worked = 0.0
        self._dropped = 0
        self._calm = 0

    def work(self, seconds: float, dropped: int = 0) -> None:
        """Time spent on a look, and looks that were given up before it."""
        self._worked += seconds
        self._dropped += dropped

    def decide(self, now: float) -> bool:
        """Whether the factor changed. ``now``: on the monotonic clock, seconds."""
        settings = self._settings
        if self._since is None:
            self._since = now
        elapsed = now - self._since
        if elapsed < settings.interval:
            return False
        busy, dropped = self._worked / elapsed, self._dropped
        self._since, self._worked, self._dropped = now, 0.0, 0
        before = self.factor
        if dropped or busy > settings.too_busy:
            self._calm = 0
            self.factor = max(settings.least, before * settings.step_down)
        elif before < 1:
            higher = min(1.0, before * settings.step_up)
            self._calm = self._calm + 1 if busy * higher / before < settings.idle_enough else 0
            if self._calm >= settings.calm_intervals:
                self._calm = 0
                self.factor = higher
        return self.factor != before
