"""Dwell distributions, kept on the box until they describe enough people.

Quarter-hours are merged in order until at least k visits are in; the merged bucket is released
and the next begins. Buckets of a zone therefore never overlap, and no difference of two releases
describes fewer than k visits. What is left at the end of a business day is withheld and counted.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from vision.minutes import start_of
from vision.records import DWELL_BIN_COUNT, DWELL_BIN_EDGES, DwellRecord

QUARTER = 15
"""Minutes."""


def dwell_bin(seconds: float) -> int:
    """The index in a dwell record's counts of a visit of this length."""
    return bisect_right(DWELL_BIN_EDGES, seconds)


@dataclass(slots=True)
class _Waiting:
    start: int
    counts: list[int]


class DwellRelease:
    """The waiting distributions of one camera's zones. Minutes are counted from the POSIX epoch."""

    def __init__(self, camera: str, k: int) -> None:
        self._camera = camera
        self._k = k
        self._waiting: dict[str, _Waiting] = {}
        self._first = 0
        self.withheld: dict[str, int] = {}
        """Visits a zone that were never released, since the start."""

    def begin(self, minute: int) -> None:
        """Nothing was seen before ``minute``: no bucket reaches into what another one, of before a
        restart, may have told already."""
        self._first = minute

    def add(self, zone: str, minute: int, seconds: float) -> None:
        """A visit that ended in ``minute``. Minutes must not lie before the last release."""
        waiting = self._waiting.get(zone)
        if waiting is None:
            quarter = minute - minute % QUARTER
            start = max(quarter, self._first)
            waiting = self._waiting[zone] = _Waiting(start, [0] * DWELL_BIN_COUNT)
        waiting.counts[dwell_bin(seconds)] += 1

    def withhold(self, zone: str) -> None:
        """A visit whose length says nothing."""
        self.withheld[zone] = self.withheld.get(zone, 0) + 1

    def release(self, until: int) -> list[DwellRecord]:
        """What may go at the end of a quarter-hour: zones with at least k visits waiting."""
        released = []
        for zone, waiting in sorted(self._waiting.items()):
            if sum(waiting.counts) >= self._k:
                released.append(
                    DwellRecord(
                        camera=self._camera,
                        zone=zone,
                        start=start_of(waiting.start),
                        end=start_of(until),
                        counts=tuple(waiting.counts),
                    )
                )
        for record in released:
            del self._waiting[record.zone]
        return released

    def end_day(self, until: int) -> list[DwellRecord]:
        """Release what may go and withhold the rest for good."""
        released = self.release(until)
        for zone, waiting in self._waiting.items():
            self.withheld[zone] = self.withheld.get(zone, 0) + sum(waiting.counts)
        self._waiting.clear()
        return released
