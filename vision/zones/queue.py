"""A waiting line: who joins it, how long they wait, and who is served or gives up.

Service is told from where people go: into the zone of a till that the line leads to, and stay
there. Only that tells waiting from walking by, and being served from giving up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vision.zones.events import Abandoned, Joined, LostWaiting, QueueEvent, Served, Waiting
from vision.zones.geometry import Point, Polygon


@dataclass(frozen=True, slots=True)
class QueueSettings:
    """Seconds."""

    join_seconds: float = 5.0
    """Who stays this long in the line's area has joined it; who passes sooner has only if a till
    serves them then."""
    exit_grace: float = 2.0
    """Coming back into the area within this time, the person never left it."""
    way_seconds: float = 15.0
    """Who has not come to a till this long after leaving the line has given up."""
    service_seconds: float = 3.0
    """A shorter stay at a till is no service."""

    @property
    def delay_seconds(self) -> float:
        """The longest time between what happens and its being said, but for the stay itself."""
        return self.way_seconds + self.service_seconds + self.exit_grace


@dataclass(slots=True)
class _Place:
    """One person's way through the line."""

    entered: float | None = None
    """Into the line's area; None while they have not been in it since they were last served."""
    inside_until: float = 0.0
    """Last known inside the area."""
    outside_since: float | None = None
    """First seen elsewhere after that; not to be seen is not to have left."""
    said_until: float | None = None
    """Waiting is said up to here; None: they have not joined."""
    till_since: float | None = None
    till_until: float = 0.0
    served: bool = False
    """At the till, or just gone from it: the same service."""


class QueueMonitor:
    """Follows people through one line.

    A person who goes straight to a free till is served after a wait of 0.

    Args:
        line: the area in which people stand and wait.
        tills: the areas in which those are served who come from it.
    """

    def __init__(
        self,
        name: str,
        line: Polygon,
        tills: Sequence[Polygon],
        settings: QueueSettings | None = None,
    ) -> None:
        self.name = name
        self._line = line
        self._tills = tuple(tills)
        self._settings = settings or QueueSettings()
        self._places: dict[int, _Place] = {}

    @property
    def length(self) -> int:
        """How many wait at the moment."""
        return sum(
            place.said_until is not None and place.till_since is None
            for place in self._places.values()
        )

    def see(self, track: int, time: float, foot: Point, interval: float) -> list[QueueEvent]:
        """A foot point, in capture order for each track.

        Args:
            interval: seconds between sightings at the moment; who is seen in an area is taken to
                have come half of it before.
        """
        at_till = any(foot in till for till in self._tills)
        in_line = not at_till and foot in self._line
        place = self._places.get(track)
        if place is None:
            if not (at_till or in_line):
                return []
            place = self._places[track] = _Place()
        events: list[QueueEvent] = []
        if not in_line and place.entered is not None and place.outside_since is None:
            place.inside_until = (place.inside_until + time) / 2
            place.outside_since = time
            if place.said_until is not None:
                events += self._say(place, track)
        if at_till:
            events += self._serve(place, track, time, interval)
        elif place.till_since is not None and time - place.till_until > self._settings.exit_grace:
            place.till_since, place.served = None, False
        if in_line and place.till_since is None:
            events += self._wait(place, track, time, interval)
        elif (
            place.till_since is None
            and place.outside_since is not None
            and time - place.outside_since > self._settings.way_seconds
        ):
            events += self._leave(place, track)
        if place.entered is None and place.till_since is None:
            del self._places[track]
        return events

    def end(self, track: int, *, gone: bool = False) -> list[QueueEvent]:
        """The person will not be seen again. Who was last seen in the line or on the way from it
        was lost: nobody knows whether they were served.

        Args:
            gone: they went where none of the tills is. Who had left the line then has given up.
        """
        place = self._places.pop(track, None)
        if place is None or place.entered is None or place.said_until is None:
            return []
        if gone and place.outside_since is not None:
            return self._leave(place, track)
        return [LostWaiting(self.name, track, place.entered, place.inside_until)]

    def _wait(self, place: _Place, track: int, time: float, interval: float) -> list[QueueEvent]:
        events: list[QueueEvent] = []
        out = place.outside_since
        if place.entered is not None and out is not None and time - out > self._settings.exit_grace:
            # They left it and no till served them: it is another try.
            events += self._leave(place, track)
        place.outside_since = None
        if place.entered is None:
            place.entered = time - interval / 2
        place.inside_until = time
        if place.said_until is None and time - place.entered >= self._settings.join_seconds:
            events += self._join(place, track, place.entered)
        if place.said_until is not None:
            events += self._say(place, track)
        return events

    def _serve(self, place: _Place, track: int, time: float, interval: float) -> list[QueueEvent]:
        if place.till_since is None:
            place.till_since = time - interval / 2
        place.till_until = time
        if place.served or time - place.till_since < self._settings.service_seconds:
            return []
        place.served = True
        events: list[QueueEvent] = []
        if place.entered is None:
            place.entered = place.inside_until = place.till_since
        left = place.inside_until
        if place.said_until is None:
            events += self._join(place, track, place.entered)
        events += self._say(place, track)
        events.append(Served(self.name, track, place.entered, left, place.till_since))
        place.entered = place.said_until = place.outside_since = None
        return events

    def _join(self, place: _Place, track: int, entered: float) -> list[QueueEvent]:
        place.said_until = entered
        return [Joined(self.name, track, entered)]

    def _say(self, place: _Place, track: int) -> list[QueueEvent]:
        began, place.said_until = place.said_until, place.inside_until
        if began is None or place.inside_until <= began:
            return []
        return [Waiting(self.name, track, began, place.inside_until)]

    def _leave(self, place: _Place, track: int) -> list[QueueEvent]:
        entered, joined = place.entered, place.said_until is not None
        place.entered = place.said_until = place.outside_since = None
        if entered is None or not joined:
            return []
        return [Abandoned(self.name, track, entered, place.inside_until)]
