"""All that waits on the box for enough people: dwell, waits and journeys on the plan."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from vision.journey.journey import Journey
from vision.journey.release import JourneyRelease, WaitRelease
from vision.journey.step import PLAN
from vision.journey.street import Passer
from vision.journey.visit import WaitEnd
from vision.minutes import minute_of
from vision.records import Record
from vision.release import QUARTER, DwellRelease
from vision.zones.events import Abandoned, Event, LostWaiting, Served, Visit


class PlanRelease:
    """Minutes are counted from the POSIX epoch, and closed in order.

    Args:
        business_day: of a minute.
        street, window, queue: what is measured: see ``JourneyRelease``.
    """

    def __init__(
        self,
        k: int,
        business_day: Callable[[int], date],
        *,
        street: bool,
        window: bool,
        queue: bool,
    ) -> None:
        self._business_day = business_day
        self._dwell = DwellRelease(PLAN, k)
        self._waits = WaitRelease(k)
        self._journeys = JourneyRelease(k, street=street, window=window, queue=queue)
        self._waiting: list[tuple[int, Callable[[int], None]]] = []
        self._last: int | None = None

    def take(self, what: Event | Journey | Passer) -> None:
        """Have it added to what is released, when its minute closes."""
        match what:
            case Visit():
                zone, seconds = what.zone, what.dwell
                self._later(what.left, lambda at: self._dwell.add(zone, at, seconds))
            case Served():
                self._wait(what, "served")
            case Abandoned():
                self._wait(what, "abandoned")
            case LostWaiting():
                self._wait(what, "censored")
            case Passer():
                looked, came_in = what.looked, what.came_in
                self._later(
                    what.time,
                    lambda at: self._journeys.add_passer(at, looked=looked, came_in=came_in),
                )
            case Journey():
                visit = what.visit
                self._later(what.end, lambda at: self._journeys.add(at, visit))

    def close(self, minute: int) -> list[Record]:
        """What may go as ``minute`` closes; what ended in it waits from now on."""
        released: list[Record] = []
        if self._last is None:
            self._dwell.begin(minute)
            self._waits.begin(minute)
            self._journeys.begin(minute)
        else:
            quarter = self._last - self._last % QUARTER + QUARTER
            if minute >= quarter:
                same = self._business_day(self._last) == self._business_day(minute)
                released = self._release(quarter) if same else self._end_day(quarter)
        self._add(minute)
        self._last = minute
        return released

    def finish(self) -> list[Record]:
        """No minute closes any more."""
        if self._last is None:
            return []
        self._add(self._last)
        return self._end_day(self._last + 1)

    def _release(self, until: int) -> list[Record]:
        return [
            *self._dwell.release(until),
            *self._waits.release(until),
            *self._journeys.release(until),
        ]

    def _end_day(self, until: int) -> list[Record]:
        return [
            *self._dwell.end_day(until),
            *self._waits.end_day(until),
            *self._journeys.end_day(until),
        ]

    def _wait(self, what: Served | Abandoned | LostWaiting, end: WaitEnd) -> None:
        zone, seconds = what.zone, what.wait
        self._later(what.left, lambda at: self._waits.add(zone, at, seconds, end))

    def _later(self, time: float, add: Callable[[int], None]) -> None:
        self._waiting.append((minute_of(time), add))

    def _add(self, minute: int) -> None:
        waiting, self._waiting = self._waiting, []
        for number, add in waiting:
            if number <= minute:
                add(minute)
            else:
                self._waiting.append((number, add))
