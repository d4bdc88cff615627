"""How long to wait before something is tried again."""

from __future__ import annotations

import random


class Backoff:
    """Waits whose bound doubles, each shortened by chance, so that boxes that lost one server, or
    the cameras behind one switch, do not all come back at the same instant.

    [Brooker, *Exponential Backoff and Jitter*, AWS Architecture Blog, 2015.]

    Args:
        first: bound of the first wait, seconds.
        longest: no bound grows beyond this, seconds.
        jitter: share of the bound that is left to chance, 0 to 1. With 1, "full jitter", a wait
            may be nothing at all; with 0.5, "equal jitter", it is at least half of its bound.
    """

    def __init__(
        self,
        first: float,
        longest: float,
        *,
        jitter: float = 1.0,
        chance: random.Random | None = None,
    ) -> None:
        self._first = first
        self._longest = longest
        self._jitter = jitter
        # Spread over time, not a secret.
        self._chance = chance or random.Random()  # noqa: S311
        self._bound = first

    def reset(self) -> None:
        self._bound = self._first

    def next(self, at_least: float = 0.0) -> float:
        """Seconds to wait now. ``at_least``: no wait is shorter; chance comes on top."""
        wait = at_least + self._chance.uniform((1 - self._jitter) * self._bound, self._bound)
        self._bound = min(self._longest, self._bound * 2)
        return wait
