"""Sightings held back for a while, so that what is learnt of somebody meanwhile is heeded."""

from __future__ import annotations

from collections import deque
from collections.abc import Container

from vision.track.sighting import Ended, Sighting, TrackUpdate


class Delay:
    """Gives a tracker's sightings ``seconds`` after their capture, or when their track ends."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._held: dict[int, deque[Sighting]] = {}

    def hold(self, update: TrackUpdate, now: float, at_once: Container[int]) -> TrackUpdate:
        """Take an update in, give what is due by ``now``.

        Args:
            at_once: tracks for which nothing need be waited for.
        """
        for sighting in update.sightings:
            self._held.setdefault(sighting.track, deque()).append(sighting)
        ended = {one.track for one in update.ended}
        due: list[Sighting] = []
        for track, held in self._held.items():
            every = track in ended or track in at_once
            while held and (every or held[0].time <= now - self._seconds):
                due.append(held.popleft())
        for track in ended:
            self._held.pop(track, None)
        return TrackUpdate(due, list[Ended](update.ended))
