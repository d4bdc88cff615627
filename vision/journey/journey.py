"""One person's way through the shop, in memory: what it adds to the counts, and then forgotten."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import dist

from vision.journey.step import Departure, Step
from vision.journey.visit import ShopVisit
from vision.zones.events import Abandoned, Entry, Event, Joined, Party, Served, Stop
from vision.zones.geometry import Point, Polygon

TILLS = frozenset({"queue", "till"})
"""Types of zones that everybody who buys comes through."""


@dataclass(frozen=True, slots=True)
class JourneySettings:
    """Seconds and metres."""

    turn_back_seconds: float = 10.0
    """In by the door and out again within this time is turning back."""
    still_metres: float = 0.6
    """Feet that stay within this of where they stopped stand still."""
    hesitation_seconds: float = 4.0
    """Standing still for this long where no zone is, is hesitating."""


@dataclass(frozen=True, slots=True)
class Journey:
    """A person's way, once it is over. POSIX seconds."""

    start: float
    end: float
    visit: ShopVisit


@dataclass(slots=True)
class _Way:
    first: float
    last: float
    stopped: bool = False
    queued: bool = False
    served: bool = False
    abandoned: bool = False
    hesitations: int = 0
    anchor: tuple[Point, float] | None = None
    """Where and since when they stand still; None once that is counted, until they walk on."""
    stood: Point | None = None
    zones: list[tuple[float, str]] = field(default_factory=list)


class Diary:
    """Follows everybody from first step to departure. Staff are not written into it.

    Args:
        zones: type and area of each zone in the shop, by id.
    """

    def __init__(
        self,
        zones: Mapping[str, tuple[str, Polygon]],
        settings: JourneySettings | None = None,
    ) -> None:
        self._types = {zone: kind for zone, (kind, _) in zones.items()}
        self._areas = [area for _, area in zones.values()]
        self._settings = settings or JourneySettings()
        self._ways: dict[int, _Way] = {}

    def step(self, step: Step) -> None:
        """In time order for each person."""
        way = self._ways.setdefault(step.person, _Way(step.time, step.time))
        way.last = step.time
        self._judge_standing(way, step)

    def hear(self, events: Iterable[Event]) -> None:
        """What the zones and lines of the plan said; their tracks are the steps' persons."""
        for event in events:
            if isinstance(event, Party):  # told at a camera's line, never on the plan
                continue
            way = self._ways.get(event.track)
            if way is None:
                continue
            match event:
                case Entry():
                    way.zones.append((event.time, event.zone))
                case Stop():
                    way.stopped = way.stopped or self._is_goal(event.zone)
                case Joined():
                    way.queued = True
                case Served():
                    way.served = True
                case Abandoned():
                    way.abandoned = True

    def drop(self, person: int) -> None:
        """They turned out to be of the staff."""
        self._ways.pop(person, None)

    def close(self, departure: Departure) -> Journey | None:
        """The whole way of somebody who is gone; None: nothing was written of them."""
        way = self._ways.pop(departure.person, None)
        if way is None:
            return None
        zones = tuple(zone for _, zone in sorted(way.zones, key=lambda visit: visit[0]))
        brief = way.last - way.first <= self._settings.turn_back_seconds
        visit = ShopVisit(
            began=departure.began,
            ended=departure.ended,
            zones=zones,
            confidence=departure.confidence,
            turned_back=brief and departure.whole,
            reached=any(self._is_goal(zone) for zone in zones),
            stopped=way.stopped,
            queued=way.queued,
            served=way.served,
            abandoned=way.abandoned and not way.served,
            hesitated=way.hesitations > 0,
        )
        return Journey(way.first, way.last, visit)

    def _is_goal(self, zone: str) -> bool:
        return self._types.get(zone) not in TILLS

    def _judge_standing(self, way: _Way, step: Step) -> None:
        """Nobody hesitates in a zone: there they look at what it holds, or wait."""
        settings = self._settings
        if any(step.place in area for area in self._areas):
            way.anchor = way.stood = None
            return
        if way.stood is not None:
            if dist(step.place, way.stood) <= settings.still_metres:
                return
            way.stood = None
        if way.anchor is None or dist(step.place, way.anchor[0]) > settings.still_metres:
            way.anchor = (step.place, step.time)
        elif step.time - way.anchor[1] >= settings.hesitation_seconds:
            way.hesitations += 1
            way.stood, way.anchor = way.anchor[0], None
