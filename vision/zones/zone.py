"""Stays in a zone: a state machine for each track, timed by capture times."""

from __future__ import annotations

from dataclasses import dataclass

from vision.zones.events import Entry, Event, Pass, Presence, Stop, Visit
from vision.zones.geometry import Point, Polygon


@dataclass(frozen=True, slots=True)
class ZoneSettings:
    """When a stay begins and ends, and what it is called. Seconds."""

    entry_delay: float = 0.5
    """Feet inside for less than this are jitter on the border: nothing is counted."""
    exit_grace: float = 2.0
    """Coming back within this time, the person never left."""
    visit_seconds: float = 3.0
    """A shorter stay is a pass."""
    engagement_seconds: float = 10.0
    """A visit of at least this length is a stop."""


@dataclass(slots=True)
class _Stay:
    """One track in one zone."""

    entered: float
    censored: bool
    inside_until: float
    """Presence is given up to here."""
    left: float | None = None
    """When the feet went out, while the grace runs."""
    admitted: bool = False
    visiting: bool = False
    stopped: bool = False


class ZoneMonitor:
    """Follows tracks in and out of one polygon.

    Between two sightings on different sides of the border the passage is taken at the middle of the
    interval; a track first or last seen inside is given half an interval more. Both are right on
    average at any frame rate.
    """

    def __init__(self, name: str, polygon: Polygon, settings: ZoneSettings | None = None) -> None:
        self.name = name
        self._polygon = polygon
        self._settings = settings or ZoneSettings()
        self._stays: dict[int, _Stay] = {}
        self._last: dict[int, float] = {}

    def see(
        self, track: int, time: float, foot: Point, interval: float, *, at_edge: bool
    ) -> list[Event]:
        """A foot point of a track, in capture order for each track.

        Args:
            interval: seconds between analysed frames at the moment.
            at_edge: the person's box touches the picture's edge, so a stay that begins or ends here
                came or went over the edge and was not cut off by a loss of sight.
        """
        previous = self._last.get(track)
        self._last[track] = time
        passage = time - interval / 2 if previous is None else (previous + time) / 2
        stay = self._stays.get(track)
        inside = foot in self._polygon
        if stay is None:
            if not inside:
                return []
            stay = _Stay(passage, previous is None and not at_edge, passage)
            self._stays[track] = stay
        if inside:
            stay.left = None
            return self._remain(stay, track, time)
        if stay.left is None:
            stay.left = passage
            events = self._remain(stay, track, passage) if stay.admitted else []
        else:
            events = []
        if not stay.admitted:
            del self._stays[track]
        elif time - stay.left >= self._settings.exit_grace:
            del self._stays[track]
            events += self._close(stay, track, stay.left, censored=False)
        return events

    def end(self, track: int, time: float, interval: float, *, at_edge: bool) -> list[Event]:
        """A track ended; it was last seen at ``time``."""
        self._last.pop(track, None)
        stay = self._stays.pop(track, None)
        if stay is None or not stay.admitted:
            return []
        if stay.left is not None:
            return self._close(stay, track, stay.left, censored=False)
        left = time + interval / 2
        return [
            *self._remain(stay, track, left),
            *self._close(stay, track, left, censored=not at_edge),
        ]

    def _remain(self, stay: _Stay, track: int, time: float) -> list[Event]:
        """The track is inside up to ``time``."""
        settings = self._settings
        dwell = time - stay.entered
        if dwell < settings.entry_delay and not stay.admitted:
            return []
        stay.admitted = True
        events: list[Event] = []
        if time > stay.inside_until:
            events.append(Presence(self.name, track, stay.inside_until, time))
            stay.inside_until = time
        if not stay.visiting and dwell >= settings.visit_seconds:
            stay.visiting = True
            events.append(Entry(self.name, track, stay.entered, stay.censored))
        if stay.visiting and not stay.stopped and dwell >= settings.engagement_seconds:
            stay.stopped = True
            reached = stay.entered + settings.engagement_seconds
            events.append(Stop(self.name, track, reached))
        return events

    def _close(self, stay: _Stay, track: int, left: float, *, censored: bool) -> list[Event]:
        if stay.visiting:
            return [Visit(self.name, track, stay.entered, left, stay.censored, censored)]
        return [Pass(self.name, track, stay.entered, left)]
