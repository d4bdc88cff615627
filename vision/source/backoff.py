"""How long to wait before a camera is tried again."""

from __future__ import annotations

import random

LOCKED_OUT = 300.0
"""Seconds of every pause after a refused password: cameras lock out who tries again and again."""


class Backoff:
    """Pauses that double, each shortened by chance by up to a half, so that the cameras behind one
    switch do not all come back at the same instant.

    ``first`` and ``longest`` are in seconds.
    """

    def __init__(
        self, first: float = 1.0, longest: float = 60.0, chance: random.Random | None = None
    ) -> None:
        self._first, self._longest = first, longest
        self._chance = chance or random.Random()  # noqa: S311 - no secret hangs on it
        self._next = first

    def pause(self, *, locks_out: bool = False) -> float:
        """Seconds to wait now."""
        seconds, self._next = self._next, min(2 * self._next, self._longest)
        if locks_out:
            seconds = LOCKED_OUT
        return seconds * self._chance.uniform(0.5, 1.0)

    def reset(self) -> None:
        """The camera has been well for a while."""
        self._next = self._first
