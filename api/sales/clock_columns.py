"""Dates and times of a whole block at once, where they are written as most are. What is not is for
`api.sales.row`, which reads the same and says what is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pandas as pd

from api.sales.moments import DateOrder, clock_of, day_of
from api.sales.text_column import BAD, TextColumn
from api.sales.zone_names import zone_of

Integers = npt.NDArray[np.int64]
Booleans = npt.NDArray[np.bool_]

_EPOCH: Final = date(1970, 1, 1).toordinal()
_DAY: Final = 86_400
_NOON: Final = 43_200
_QUARTER: Final = 900
"""Seconds; zones change their offset at quarter-hours of UTC."""
_UNTIMED: Final = -1
_NO_OFFSET: Final = _DAY
_SHORT: Final = 10
"""Characters of a date with a year of four digits."""


@dataclass(frozen=True, slots=True)
class Moments:
    """``instant``: Unix seconds; ``day``: the store's date, days since 1970; ``good``: rows that
    were read; of the others the rest means nothing."""

    instant: Integers
    timed: Booleans
    day: Integers
    good: Booleans


class ClockColumns:
    """Keeps what it has read, for a file has few dates and times of day."""

    def __init__(self, order: DateOrder, zone: ZoneInfo) -> None:
        self._store = zone
        self._dates = TextColumn(lambda text: day_of(text, order).toordinal() - _EPOCH)
        self._seconds = TextColumn(_seconds)
        self._offsets = TextColumn(_offset)
        self._midnights: dict[tuple[str, int], int] = {}
        self._quarters: dict[int, int] = {}

    def read(self, frame: pd.DataFrame) -> Moments:
        """``frame``: text by Field."""
        moments = frame["datetime"] if "datetime" in frame else frame["date"]
        good = np.ones(len(frame), dtype=np.bool_)
        dates, written = moments, None
        if len(frame) and moments.str.len().max() > _SHORT:
            dates = moments.str.slice(0, _SHORT)
            between = moments.str.slice(_SHORT, _SHORT + 1)
            written = moments.str.slice(_SHORT + 1).str.strip()
            parted = between.isin([" ", "T"]) & (written != "")
            good &= (parted | (between == "")).to_numpy(dtype=np.bool_)
        if "datetime" not in frame and "time" in frame:
            own = frame["time"]
            written = own if written is None else own.where(own != "", written)
        days = self._dates.read(dates)
        good &= days != BAD
        if written is None:
            seconds = np.full(len(frame), _UNTIMED, dtype=np.int64)
            offsets = np.full(len(frame), _NO_OFFSET, dtype=np.int64)
        else:
            seconds, offsets = self._seconds.read(written), self._offsets.read(written)
            good &= (seconds != BAD) & (offsets != BAD)
        timed = seconds != _UNTIMED
        seconds = np.where(timed, seconds, _NOON)
        aware = (offsets != _NO_OFFSET) & good
        start = self._starts(days, self._zones(frame), good & ~aware)
        good &= aware | (start != BAD)
        instant = np.where(aware, days * _DAY + seconds - offsets, start + seconds)
        instant = np.where(good, instant, 0)
        return Moments(instant, timed, self._store_days(instant), good)

    def _zones(self, frame: pd.DataFrame) -> tuple[Integers, list[ZoneInfo | None]]:
        """Of each row the index of its zone; None: its name is not known."""
        if "timezone" not in frame:
            return np.zeros(len(frame), dtype=np.int64), [self._store]
        codes, names = pd.factorize(frame["timezone"])
        return codes.astype(np.int64), [_zone(name, self._store) for name in names.tolist()]

    def _starts(
        self, days: Integers, zones: tuple[Integers, list[ZoneInfo | None]], wanted: Booleans
    ) -> Integers:
        """When each row's day began, where its clocks do not change in it."""
        codes, known = zones
        starts = np.full(len(days), BAD, dtype=np.int64)
        pairs = days[wanted] * len(known) + codes[wanted]
        unique, inverse = np.unique(pairs, return_inverse=True)
        values = [
            self._midnight(int(pair) // len(known), known[int(pair) % len(known)])
            for pair in unique
        ]
        starts[wanted] = np.array(values, dtype=np.int64)[inverse]
        return starts

    def _midnight(self, day: int, zone: ZoneInfo | None) -> int:
        if zone is None:
            return BAD
        found = self._midnights.get((zone.key, day))
        if found is None:
            start = datetime.combine(date.fromordinal(day + _EPOCH), time(0))
            offsets = {
                (start + timedelta(hours=hours)).replace(tzinfo=zone, fold=fold).utcoffset()
                for hours in (0, 6, 12, 18, 24)
                for fold in (0, 1)
            }
            offset = offsets.pop()
            changing = bool(offsets) or offset is None
            found = BAD if changing else day * _DAY - int(offset.total_seconds())  # type: ignore[union-attr]
            self._midnights[zone.key, day] = found
        return found

    def _store_days(self, instant: Integers) -> Integers:
        unique, inverse = np.unique(instant // _QUARTER, return_inverse=True)
        values = [self._offset_at(int(quarter)) for quarter in unique]
        offsets = np.array(values, dtype=np.int64)[inverse]
        found: Integers = (instant + offsets) // _DAY
        return found

    def _offset_at(self, quarter: int) -> int:
        found = self._quarters.get(quarter)
        if found is None:
            offset = datetime.fromtimestamp(quarter * _QUARTER, self._store).utcoffset()
            found = 0 if offset is None else int(offset.total_seconds())
            self._quarters[quarter] = found
        return found


def _seconds(text: str) -> int:
    if not text:
        return _UNTIMED
    clock = clock_of(text)[0]
    return clock.hour * 3600 + clock.minute * 60 + clock.second


def _offset(text: str) -> int:
    offset: Any = clock_of(text)[1] if text else None
    return _NO_OFFSET if offset is None else int(offset.total_seconds())


def _zone(name: str, store: ZoneInfo) -> ZoneInfo | None:
    if not name:
        return store
    try:
        return zone_of(name)
    except ValueError:
        return None
