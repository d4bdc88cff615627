"""Everything behind the detector for one camera: tracker, lines, zones and heat."""

from __future__ import annotations

import math
from collections.abc import Sequence

from vision.delay import Delay
from vision.detect.detections import Detections
from vision.track.meetings import Meetings
from vision.track.sighting import Ended, Sighting, Tracker, TrackUpdate
from vision.zones.events import Event
from vision.zones.geometry import Point
from vision.zones.heat import HeatGrid
from vision.zones.line import LineCounter
from vision.zones.staff import StaffJudge
from vision.zones.zone import ZoneMonitor

Counted = tuple[Sighting, bool]
"""A sighting, and whether it was counted as one of staff."""


class Scene:
    """Detections in capture order in, events out.

    Staff are marked at the lines and left out of zones and heat. With a judge of staff everything
    is counted after the judge's delay. Of somebody found to be staff later than that, what was
    counted before stays; a stay that was counted ends, as one lost from sight.

    Args:
        size: the picture's (width, height) in pixels.
        interval: seconds between analysed frames.
        staff: says who is staff; None: nobody is, and nothing is delayed.
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
        staff: StaffJudge | None = None,
    ) -> None:
        self._size = size
        self._interval = interval
        self._tracker = tracker
        self._lines = lines
        self._zones = zones
        self._heat = heat
        self.staff = staff
        self._meetings = Meetings(tracker.lag_seconds)
        self._delay = Delay(staff.settings.delay_seconds) if staff else None
        self.tracks = 0
        self.last_update = TrackUpdate()
        """What the tracker said last, whatever was counted of it yet."""
        self.counted: list[Counted] = []
        """What was counted last."""
        self.ended: list[Ended] = []
        """Tracks of which nothing more will be counted, since the last time."""
        self._known: set[int] = set()

    def update(self, detections: Detections, time: float) -> list[Event]:
        """One analysed frame. An event's time may lie before ``time``, by the tracker's lag and
        the delay for staff."""
        return self._digest(self._tracker.update(detections, time), time)

    def finish(self) -> list[Event]:
        """No frame will come any more: end every stay."""
        return self._digest(self._tracker.finish(), math.inf)

    def _digest(self, update: TrackUpdate, now: float) -> list[Event]:
        self.last_update = update
        self.counted = []
        if self._lines:
            self._meetings.take(update.sightings)
        if self.staff is not None and self._delay is not None:
            for sighting in update.sightings:
                self.staff.see(
                    sighting.track, sighting.time, self._standing(sighting), sighting.uniform
                )
            update = self._delay.hold(update, now, self.staff.found)
        self.ended = update.ended
        events: list[Event] = []
        for sighting in update.sightings:
            if sighting.track not in self._known:
                self._known.add(sighting.track)
                self.tracks += 1
            events += self._see(sighting)
        for ended in update.ended:
            self._known.discard(ended.track)
            self._meetings.end(ended.track)
            for line in self._lines:
                line.end(ended.track)
            for zone in self._zones:
                events += zone.end(ended.track, ended.time, self._interval, at_edge=ended.at_edge)
            if self._heat is not None:
                self._heat.end(ended.track, self._interval)
            if self.staff is not None:
                self.staff.end(ended.track)
        return events

    def _see(self, sighting: Sighting) -> list[Event]:
        events: list[Event] = []
        staff = self.staff is not None and sighting.track in self.staff.found
        self.counted.append((sighting, staff))
        met = self._meetings.met(sighting.track, sighting.time)
        for line in self._lines:
            events += line.see(
                sighting.track,
                sighting.time,
                sighting.foot,
                sighting.body_width,
                staff=staff,
                met=met,
            )
        if staff:
            return events + self._leave_out(sighting)
        standing = self._standing(sighting)
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

    def _leave_out(self, sighting: Sighting) -> list[Event]:
        """End what was counted before somebody was known to be staff, if anything was."""
        events: list[Event] = []
        for zone in self._zones:
            events += zone.end(sighting.track, sighting.time, 0.0, at_edge=False)
        if self._heat is not None:
            self._heat.end(sighting.track, self._interval)
        return events

    def _standing(self, sighting: Sighting) -> Point:
        """Somebody cut off by the picture's edge stands just beyond it: in the zones that reach
        it."""
        return (
            min(max(sighting.foot[0], 0.0), self._size[0]),
            min(max(sighting.foot[1], 0.0), self._size[1]),
        )
