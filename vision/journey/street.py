"""The street before the shop: who walks by, who stops at a window, who comes in.

People are joined there as in the shop, by the same rules, as if the street were a shop of its own
that is entered by leaving the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from vision.journey.door import Door
from vision.journey.joiner import Joiner
from vision.journey.settings import JoinSettings
from vision.journey.step import PlanUpdate
from vision.scene import Counted
from vision.track.sighting import Ended
from vision.zones.events import Crossing, Entry, Event, Presence
from vision.zones.floor import Floor
from vision.zones.geometry import Segment
from vision.zones.heat import HeatGrid
from vision.zones.zone import ZoneMonitor

STREET_SECONDS = 1.0
"""Who was in the street for less has not walked by: feet near its edges are seen with an error."""


@dataclass(frozen=True, slots=True)
class Passer:
    """Somebody who was before the shop and is gone. ``looked``: stopped at a window."""

    time: float
    looked: bool
    came_in: bool


@dataclass(slots=True)
class _Known:
    street_seconds: float = 0.0
    looked: bool = False


class Street:
    """Takes what cameras count and says who passed. Staff and who comes out of the shop are not
    among them.

    Args:
        floors: by camera, with the size of the picture in pixels; one plan for all.
        doors: of the shop.
        street: the area in which people walk by.
        windows: areas in which they stop before one.
        heat: of the plan, that the shop's own people are drawn on too.
    """

    def __init__(
        self,
        floors: Mapping[str, tuple[Floor, tuple[float, float]]],
        doors: Sequence[Door],
        *,
        street: Sequence[ZoneMonitor] = (),
        windows: Sequence[ZoneMonitor] = (),
        heat: HeatGrid | None = None,
        settings: JoinSettings | None = None,
    ) -> None:
        settings = settings or JoinSettings()
        self._interval = settings.step_seconds
        self._joiner = Joiner(floors, [_from_without(door) for door in doors], settings)
        self._zones = [*street, *windows]
        self._heat = heat
        self._windows = {zone.name for zone in windows}
        self._known: dict[int, _Known] = {}
        self._left_out: set[int] = set()

    def place(self, camera: str, floor: Floor, size: tuple[float, float]) -> None:
        """As ``Joiner.place``."""
        self._joiner.place(camera, floor, size)

    def see(self, camera: str, sightings: Sequence[Counted], ended: Sequence[Ended]) -> None:
        self._joiner.see(camera, sightings, ended)

    def cross(self, camera: str, crossings: Sequence[Crossing]) -> None:
        self._joiner.cross(
            camera,
            [
                replace(crossing, direction="out" if crossing.direction == "in" else "in")
                for crossing in crossings
            ],
        )

    def advance(self, now: float) -> tuple[list[Event], list[Passer]]:
        """What is final by ``now``: events of its zones, and who is gone."""
        return self._take(self._joiner.advance(now))

    def finish(self) -> tuple[list[Event], list[Passer]]:
        return self._take(self._joiner.finish())

    def _take(self, update: PlanUpdate) -> tuple[list[Event], list[Passer]]:
        events: list[Event] = []
        for step in update.steps:
            if step.staff:
                self._left_out.add(step.person)
            if step.person in self._left_out:
                continue
            self._known.setdefault(step.person, _Known())
            if self._heat is not None:
                self._heat.see(_apart(step.person), step.time, step.place, self._interval)
            for zone in self._zones:
                events += self._hear(
                    zone.see(step.person, step.time, step.place, self._interval, at_edge=False)
                )
        passers: list[Passer] = []
        for departure in update.departures:
            left = departure.ended == "door"
            for zone in self._zones:
                events += self._hear(
                    zone.end(departure.person, departure.time, self._interval, at_edge=left)
                )
            if self._heat is not None:
                self._heat.end(_apart(departure.person), self._interval)
            known = self._known.pop(departure.person, None)
            self._left_out.discard(departure.person)
            if known is None or departure.began == "door":
                continue
            if known.looked or left or known.street_seconds >= STREET_SECONDS:
                passers.append(Passer(departure.time, known.looked, left))
        return events, passers

    def _hear(self, said: list[Event]) -> list[Event]:
        for event in said:
            match event:
                case Entry() if event.zone in self._windows:
                    self._known[event.track].looked = True
                case Presence() if event.zone not in self._windows:
                    self._known[event.track].street_seconds += event.end - event.start
        return said


def _apart(person: int) -> int:
    """A number that nobody in the shop has."""
    return -1 - person


def _from_without(door: Door) -> Door:
    return Door(Segment(door.line.end, door.line.start))
