"""Everything behind the joining of tracks: the plan's zones, lines, heat, and people's ways."""

from __future__ import annotations

from collections.abc import Sequence

from vision.journey.journey import Diary, Journey
from vision.journey.step import PlanUpdate
from vision.zones.events import Event
from vision.zones.heat import HeatGrid
from vision.zones.queue import QueueMonitor
from vision.zones.zone import ZoneMonitor


class PlanScene:
    """Steps on the plan in, events and journeys out. Staff are in neither.

    Args:
        interval: seconds between two steps of a person who is in sight.
        queues: whose events are told; those of ``elsewhere`` are told by somebody else, and only
            written into the diary here.
    """

    def __init__(
        self,
        interval: float,
        diary: Diary,
        *,
        zones: Sequence[ZoneMonitor] = (),
        queues: Sequence[QueueMonitor] = (),
        elsewhere: Sequence[QueueMonitor] = (),
        heat: HeatGrid | None = None,
    ) -> None:
        self._interval = interval
        self._diary = diary
        self._zones = zones
        self._queues = queues
        self._elsewhere = elsewhere
        self._heat = heat
        self._staff: set[int] = set()

    def update(self, update: PlanUpdate) -> tuple[list[Event], list[Journey]]:
        """What follows from it; journeys are of those who departed."""
        events: list[Event] = []
        for step in update.steps:
            if step.staff or step.person in self._staff:
                if step.person not in self._staff:
                    self._staff.add(step.person)
                    self._end(step.person, step.time, at_edge=False)
                    self._diary.drop(step.person)
                continue
            self._diary.step(step)
            said: list[Event] = []
            for zone in self._zones:
                said += zone.see(step.person, step.time, step.place, self._interval, at_edge=False)
            for queue in self._queues:
                said += queue.see(step.person, step.time, step.place, self._interval)
            for queue in self._elsewhere:
                self._diary.hear(queue.see(step.person, step.time, step.place, self._interval))
            if self._heat is not None:
                self._heat.see(step.person, step.time, step.place, self._interval)
            self._diary.hear(said)
            events += said
        journeys: list[Journey] = []
        for departure in update.departures:
            said = self._end(departure.person, departure.time, at_edge=departure.ended == "door")
            self._diary.hear(said)
            events += said
            self._staff.discard(departure.person)
            journey = self._diary.close(departure)
            if journey is not None:
                journeys.append(journey)
        return events, journeys

    def _end(self, person: int, time: float, *, at_edge: bool) -> list[Event]:
        events: list[Event] = []
        for zone in self._zones:
            events += zone.end(person, time, self._interval, at_edge=at_edge)
        for queue in self._queues:
            events += queue.end(person)
        for queue in self._elsewhere:
            self._diary.hear(queue.end(person))
        if self._heat is not None:
            self._heat.end(person, self._interval)
        return events
