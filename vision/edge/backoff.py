"""How long a server asks to be left alone; beside it, how long the box waits by itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from vision.backoff import Backoff

__all__ = ["LONGEST_RETRY_AFTER", "Backoff", "http_date", "retry_after"]

LONGEST_RETRY_AFTER: Final = 3600.0
"""Seconds. A server that asks for more is asked again after this."""


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
