"""Offsets of time zones from UTC as rows, for a database that knows no zones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

FIRST_YEAR: Final = 2015
LAST_YEAR: Final = 2045
_DAY: Final = 86_400
_MINUTE: Final = 60


@dataclass(frozen=True, slots=True)
class Offset:
    """From the Unix second ``since`` until ``until``, left out, the clocks are ``seconds`` ahead
    of UTC."""

    since: int
    until: int
    seconds: int


def offsets(zone: ZoneInfo) -> Iterator[Offset]:
    """Without a gap, from the start of FIRST_YEAR to the end of LAST_YEAR."""
    since = start = _unix(FIRST_YEAR)
    end = _unix(LAST_YEAR + 1)
    seconds = _at(zone, start)
    for day in range(start + _DAY, end, _DAY):
        if _at(zone, day) != seconds:
            change = _change(zone, day - _DAY, day)
            yield Offset(since, change, seconds)
            since, seconds = change, _at(zone, day)
    yield Offset(since, end, seconds)


def _unix(year: int) -> int:
    return int(datetime(year, 1, 1, tzinfo=UTC).timestamp())


def _at(zone: ZoneInfo, second: int) -> int:
    offset = datetime.fromtimestamp(second, zone).utcoffset() or timedelta()
    return int(offset.total_seconds())


def _change(zone: ZoneInfo, before: int, after: int) -> int:
    """The first minute that has the offset of ``after``; there is one change between them."""
    last = _at(zone, after)
    while after - before > _MINUTE:
        middle = (before + after) // (2 * _MINUTE) * _MINUTE
        if _at(zone, middle) == last:
            after = middle
        else:
            before = middle
    return after
