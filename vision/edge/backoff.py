"""How long to wait before trying a server again."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

LONGEST_RETRY_AFTER: Final = 3600.0
"""Seconds. A server that asks for more is asked again after this."""


class Backoff:
    """Exponential, with full jitter: a time drawn evenly between nothing and a bound that doubles,
    so that boxes that lost one server do not come back to it together.

    [Brooker, *Exponential Backoff and Jitter*, AWS Architecture Blog, 2015.]

    Args:
        first: bound of the first wait, seconds.
        longest: no bound grows beyond this, seconds.
    """

    def __init__(
        self, first: float, longest: float, *, chance: random.Random | None = None
    ) -> None:
        self._first = first
        self._longest = longest
        # Spread over time, not a secret.
        self._chance = chance or random.Random()  # noqa: S311
        self._bound = first

    def reset(self) -> None:
        self._bound = self._first

    def next(self, at_least: float = 0.0) -> float:
        """Seconds to wait now. ``at_least``: what the server asked for; the jitter comes on top."""
        wait = at_least + self._chance.uniform(0, self._bound)
        self._bound = min(self._longest, self._bound * 2)
        return wait


def retry_after(headers: Mapping[str, str], now: datetime | None = None) -> float:
    """Seconds that an answer's ``Retry-After`` asks for, given in seconds or as a date (RFC 9110,
    10.2.3); 0 without one that can be read. A date counts from the answer's own ``Date``, so that
    the box's clock does not matter, or from ``now`` when it has none."""
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return min(LONGEST_RETRY_AFTER, float(text))
    until = http_date(text)
    if until is None:
        return 0.0
    start = http_date(headers.get("date", "")) or now or datetime.now(UTC)
    return min(LONGEST_RETRY_AFTER, max(0.0, (until - start).total_seconds()))


def http_date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text.strip())
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
