"""Queues that one camera sees whole, with their tills: followed by its tracks alone.

Nobody need be joined across cameras to be seen waiting and then served, and each joint that is
wrong spoils two waits.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from vision.journey.ground import Ground
from vision.scene import Counted
from vision.track.sighting import Ended
from vision.zones.events import QueueEvent
from vision.zones.queue import QueueMonitor


class QueueCamera:
    """Follows the lines of ``queues`` in one camera. Staff wait in none.

    Args:
        interval: seconds between two sightings of somebody in view.
    """

    def __init__(self, queues: Sequence[QueueMonitor], interval: float) -> None:
        self._queues = queues
        self._interval = interval
        self._ground: Ground | None = None
        self._staff: set[int] = set()

    def place(self, ground: Ground) -> None:
        """How the camera's pictures lie on the plan from now on."""
        self._ground = ground

    def see(self, counted: Sequence[Counted], ended: Iterable[Ended] = ()) -> list[QueueEvent]:
        """What a frame showed, in capture order for each track, and its tracks that ended."""
        events: list[QueueEvent] = []
        places = (
            self._ground.places([sighting for sighting, _ in counted])[0]
            if self._ground is not None and counted
            else np.empty((0, 2))
        )
        for (sighting, staff), place in zip(counted, places, strict=False):
            track = sighting.track
            if staff and track not in self._staff:
                self._staff.add(track)
                events += self._end(track, gone=False)
            if track in self._staff or not np.isfinite(place).all():
                continue
            foot = (float(place[0]), float(place[1]))
            for queue in self._queues:
                events += queue.see(track, sighting.time, foot, self._interval)
        for one in ended:
            events += self._end(one.track, gone=one.at_edge)
            self._staff.discard(one.track)
        return events

    def _end(self, track: int, *, gone: bool) -> list[QueueEvent]:
        return [event for queue in self._queues for event in queue.end(track, gone=gone)]
