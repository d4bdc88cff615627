"""Whom sightings show, and stretches of tracks, by the truth."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping

import numpy as np

from sample_videos.simulator.tracks import Tracks
from vision.track.overlap import buffered_iou
from vision.track.sighting import Sighting

HALF_STEP = 0.11
"""Seconds: the joiner tells when stretches begin and end to the step, and a step is 0.2 s."""
LEAST_OVERLAP = 0.5
"""A sighting is of who is under it: intersection over union of the boxes."""


class Witness:
    """Knows where everybody is in the films.

    Args:
        tracks: by camera.
        start: capture time of the films' first frame.
    """

    def __init__(self, tracks: Mapping[str, Tracks], start: float) -> None:
        self._tracks = tracks
        self._start = start

    def person(self, camera: str, sighting: Sighting) -> int | None:
        """The truth's number of who is seen; None where the box is nobody's."""
        tracks = self._tracks[camera]
        frame = round((sighting.time - self._start) * tracks.rate)
        people = tracks.frames[frame] if frame < len(tracks.frames) else ()
        if not people:
            return None
        boxes = np.array([one.box for one in people])
        overlaps = buffered_iou(np.array([sighting.box]), boxes, np.zeros(1))[0]
        best = int(overlaps.argmax())
        return people[best].person if overlaps[best] >= LEAST_OVERLAP else None


class Identities:
    """Whom stretches of the cameras' tracks show. Told of sightings in any order."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, int], list[tuple[float, int | None]]] = defaultdict(list)

    def add(self, camera: str, track: int, time: float, person: int | None) -> None:
        """A sighting of a track shows this person; None: nobody."""
        self._seen[camera, track].append((time, person))

    def __call__(self, camera: str, track: int, begin: float, end: float) -> Counter[int | None]:
        """How many sightings of the stretch show whom."""
        seen = self._seen[camera, track]
        seen.sort(key=_time)
        first = bisect_left(seen, begin - HALF_STEP, key=_time)
        last = bisect_right(seen, end + HALF_STEP, key=_time)
        return Counter(person for _, person in seen[first:last])


def _time(sighting: tuple[float, int | None]) -> float:
    return sighting[0]
