"""Waits and journeys, kept on the box until they describe enough people.

As dwell is (`vision/release.py`): quarter-hours are merged in order until at least k are in, the
merged stretch is released and the next begins. Stretches never overlap, so no difference of two
releases describes fewer than k people; what is left at the end of a business day is withheld and
counted. A day's paths are those of the released stretches alone: were the withheld visits among
them, the day less its stretches would describe these few. Flows are of the same visits, each of at
least k of them (`vision/journey/moves.py`).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from vision.journey.moves import Move, releasable_moves
from vision.journey.paths import Path, releasable
from vision.journey.visit import ShopVisit, WaitEnd
from vision.minutes import start_of
from vision.plan_records import FlowRecord, JourneyRecord, PathRecord, WaitRecord
from vision.record import DWELL_BIN_COUNT
from vision.release import QUARTER, dwell_bin


def _begin(minute: int, free_from: int | None) -> int:
    """Where a stretch begins for what ended in ``minute``. What comes late, after its quarter-hour
    was released, is counted in the next: a moved count is better than an overlap. ``free_from``:
    where the last stretch ended; None: there is none."""
    quarter = minute - minute % QUARTER
    return quarter if free_from is None else max(quarter, free_from)


@dataclass(slots=True)
class _Waits:
    start: int
    counts: dict[WaitEnd, list[int]]

    def total(self) -> int:
        return sum(map(sum, self.counts.values()))


class WaitRelease:
    """The waits in each queue. Minutes are counted from the POSIX epoch."""

    def __init__(self, k: int) -> None:
        self._k = k
        self._waiting: dict[str, _Waits] = {}
        self._free_from: dict[str, int] = {}
        self._first: int | None = None
        self.withheld: dict[str, int] = {}
        """Waits a zone that were never released, since the start."""

    def begin(self, minute: int) -> None:
        """Nothing was seen before ``minute``: no stretch reaches into what another one, of before a
        restart, may have told already."""
        self._first = minute

    def add(self, zone: str, minute: int, seconds: float, end: WaitEnd) -> None:
        """A wait that ended in ``minute`` after ``seconds``."""
        start = _begin(minute, self._free_from.get(zone, self._first))
        waiting = self._waiting.get(zone)
        if waiting is None:
            waiting = self._waiting[zone] = _Waits(
                start,
                {
                    "served": [0] * DWELL_BIN_COUNT,
                    "abandoned": [0] * DWELL_BIN_COUNT,
                    "censored": [0] * DWELL_BIN_COUNT,
                },
            )
        waiting.start = min(waiting.start, start)
        waiting.counts[end][dwell_bin(seconds)] += 1

    def release(self, until: int) -> list[WaitRecord]:
        """What may go at the end of a quarter-hour: zones with at least k waits."""
        released = []
        for zone, waiting in sorted(self._waiting.items()):
            if waiting.total() >= self._k:
                released.append(
                    WaitRecord(
                        zone=zone,
                        start=start_of(waiting.start),
                        end=start_of(until),
                        served=tuple(waiting.counts["served"]),
                        abandoned=tuple(waiting.counts["abandoned"]),
                        censored=tuple(waiting.counts["censored"]),
                    )
                )
                self._free_from[zone] = until
        for record in released:
            del self._waiting[record.zone]
        return released

    def end_day(self, until: int) -> list[WaitRecord]:
        """Release what may go and withhold the rest for good."""
        released = self.release(until)
        for zone, waiting in self._waiting.items():
            self.withheld[zone] = self.withheld.get(zone, 0) + waiting.total()
            self._free_from[zone] = until
        self._waiting.clear()
        return released


@dataclass(slots=True)
class _Stretch:
    start: int
    visits: list[ShopVisit] = field(default_factory=list)
    passed_by: int = 0
    looked: int = 0
    looked_entered: int = 0


class JourneyRelease:
    """The visits to the shop and who passed it by: funnel by stretch, flows and paths by day.

    Args:
        street: whether people are seen who pass by; without, that is not measured.
        window: the same of those who stop at a window.
        queue: the same of those who wait.
    """

    def __init__(
        self, k: int, *, street: bool = False, window: bool = False, queue: bool = False
    ) -> None:
        self._k = k
        self._street = street
        self._window = window
        self._queue = queue
        self._open: _Stretch | None = None
        self._free_from: int | None = None
        self._day_start: int | None = None
        self._paths: Counter[Path] = Counter()
        self._moves: list[list[Move]] = []
        self.withheld = 0
        """Visits that were never released, since the start."""
        self.paths_withheld = 0
        """Visits that were released without their path."""

    def begin(self, minute: int) -> None:
        """As ``WaitRelease.begin``."""
        self._free_from = minute

    def add(self, minute: int, visit: ShopVisit) -> None:
        """A visit that ended in ``minute``."""
        self._at(minute).visits.append(visit)

    def add_passer(self, minute: int, *, looked: bool, came_in: bool) -> None:
        """Somebody who was before the shop and was gone from there in ``minute``. ``looked``:
        stopped at a window."""
        stretch = self._at(minute)
        stretch.passed_by += not came_in
        stretch.looked += looked
        stretch.looked_entered += looked and came_in

    def release(self, until: int) -> list[JourneyRecord]:
        """What may go at the end of a quarter-hour: all or nothing."""
        stretch = self._open
        if stretch is None or len(stretch.visits) < self._k:
            return []
        self._open, self._free_from = None, until
        if self._day_start is None:
            self._day_start = stretch.start
        self._paths.update(visit.zones for visit in stretch.visits)
        self._moves += [visit.moves() for visit in stretch.visits]
        return [self._journey(stretch, until)]

    def end_day(self, until: int) -> list[JourneyRecord | FlowRecord | PathRecord]:
        """Release what may go and the day's flows and paths, and withhold the rest for good. Those
        are told of the time from the day's first released stretch to ``until``."""
        released: list[JourneyRecord | FlowRecord | PathRecord] = [*self.release(until)]
        if self._day_start is not None:
            paths, untold = releasable(self._paths, self._k)
            start, end = start_of(self._day_start), start_of(until)
            released += [
                FlowRecord(start=start, end=end, origin=origin, destination=to, people=people)
                for (origin, to), people in releasable_moves(self._moves, self._k)
            ]
            released += [
                PathRecord(start=start, end=end, zones=zones, people=people)
                for zones, people in paths
            ]
            self.paths_withheld += untold
        if self._open is not None:
            self.withheld += len(self._open.visits)
        self._open, self._free_from, self._day_start = None, until, None
        self._paths.clear()
        self._moves.clear()
        return released

    def _at(self, minute: int) -> _Stretch:
        start = _begin(minute, self._free_from)
        if self._open is None:
            self._open = _Stretch(start)
        self._open.start = min(self._open.start, start)
        return self._open

    def _journey(self, stretch: _Stretch, until: int) -> JourneyRecord:
        visits = stretch.visits

        def of(name: str) -> int:
            return sum(getattr(visit, name) for visit in visits)

        return JourneyRecord(
            start=start_of(stretch.start),
            end=start_of(until),
            visits=len(visits),
            whole=of("whole"),
            confidence_sum=round(sum(visit.confidence for visit in visits), 3),
            passed_by=stretch.passed_by if self._street else None,
            looked=stretch.looked if self._window else None,
            looked_entered=stretch.looked_entered if self._window else None,
            entered=of("entered"),
            turned_back=of("turned_back"),
            reached=of("reached"),
            stopped=of("stopped"),
            queued=of("queued") if self._queue else None,
            served=of("served") if self._queue else None,
            abandoned=of("abandoned") if self._queue else None,
            backtracked=of("backtracked"),
            hesitated=of("hesitated"),
        )
