"""Whom a sighting shows, by the truth's boxes."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sample_videos.simulator.tracks import Tracks
from vision.track.overlap import buffered_iou
from vision.track.sighting import Sighting

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
