"""Who was so near another in the picture that a tracker may have taken one for the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from vision.track.sighting import Box, Sighting

OVERLAP = 0.2
"""Intersection over union of two people's boxes from which they may be confused."""


class Meetings:
    """Remembers boxes by their capture time, for as long as others of that time may still come.

    Args:
        keep_seconds: the tracker's lag.
    """

    def __init__(self, keep_seconds: float) -> None:
        self._keep = keep_seconds
        self._boxes: dict[float, list[tuple[int, Box]]] = defaultdict(list)
        self._met: dict[int, set[float]] = defaultdict(set)

    def take(self, sightings: Iterable[Sighting]) -> None:
        """What a tracker said at once."""
        for sighting in sightings:
            others = self._boxes[sighting.time]
            for track, box in others:
                if track != sighting.track and overlap(box, sighting.box) >= OVERLAP:
                    self._met[track].add(sighting.time)
                    self._met[sighting.track].add(sighting.time)
            others.append((sighting.track, sighting.box))
        oldest = max(self._boxes, default=0.0) - self._keep
        for time in [time for time in self._boxes if time < oldest]:
            del self._boxes[time]

    def met(self, track: int, time: float) -> bool:
        """Whether the track was near another at that time. Asked once."""
        times = self._met.get(track)
        if times is None or time not in times:
            return False
        times.discard(time)
        return True

    def end(self, track: int) -> None:
        """Forget a track."""
        self._met.pop(track, None)


def overlap(first: Box, second: Box) -> float:
    """Intersection over union."""
    width = min(first[2], second[2]) - max(first[0], second[0])
    height = min(first[3], second[3]) - max(first[1], second[1])
    if width <= 0 or height <= 0:
        return 0.0
    shared = width * height
    return shared / (_area(first) + _area(second) - shared)


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])
