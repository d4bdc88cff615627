"""Everything behind the detector for one camera: tracker, lines, zones and heat."""

from __future__ import annotations

from collections.abc import Sequence

from vision.detect.detections import Detections
from vision.track.sighting import Sighting, Tracker, TrackUpdate
from vision.zones.events import Event
from vision.zones.heat import HeatGrid
from vision.zones.line import LineCounter
from vision.zones.zone import ZoneMonitor


class Scene:
    """Detections in capture order in, events out.

    Args:
        size: the picture's (width, height) in pixels.
        interval: seconds between analysed frames.
    """

    def __init__(
        self,
        size: tuple[float, float],
        interval: float,
        tracker: Tracker,
        *,
        lines: Sequence[LineCounter] = (),
        zones: Sequence[ZoneMonitor] = (),
        heat: HeatGrid | None = None,
    ) -> None:
        self._size = size
        self._interval = interval
        self._tracker = tracker
        self._lines = lines
        self._zones = zones
        self._heat = heat
        self.tracks = 0
        self.last_update = TrackUpdate()
        self._known: set[int] = set()

    def update(self, detections: Detections, time: float) -> list[Event]:
        """One analysed frame. An event's time may lie before ``time``, by the tracker's lag."""
        return self._digest(self._tracker.update(detections, time))

    def finish(self) -> list[Event]:
        """No frame will come any more: end every stay."""
        return self._digest(self._tracker.finish())

    def _digest(self, update: TrackUpdate) -> list[Event]:
        self.last_update = update
        events: list[Event] = []
        for sighting in update.sightings:
            if sighting.track not in self._known:
                self._known.add(sighting.track)
                self.tracks += 1
            events += self._see(sighting)
        for ended in update.ended:
            self._known.discard(ended.track)
            for line in self._lines:
                line.end(ended.track)
            for zone in self._zones:
                events += zone.end(ended.track, ended.time, self._interval, at_edge=ended.at_edge)
            if self._heat is not None:
                self._heat.end(ended.track, self._interval)
        return events

    def _see(self, sighting: Sighting) -> list[Event]:
        events: list[Event] = []
        for line in self._lines:
            events += line.see(sighting.track, sighting.time, sighting.foot, sighting.body_width)
        # Somebody cut off by the picture's edge stands just beyond it: in the zones that reach it.
        standing = (
            min(max(sighting.foot[0], 0.0), self._size[0]),
            min(max(sighting.foot[1], 0.0), self._size[1]),
        )
        for zone in self._zones:
            events += zone.see(
                sighting.track,
                sighting.time,
                standing,
                self._interval,
                at_edge=sighting.at_edge,
            )
        if self._heat is not None:
            self._heat.see(sighting.track, sighting.time, standing, self._interval)
        return events
