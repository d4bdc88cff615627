"""When people were before one another in a camera's picture, where a tracker may take one for the
other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import numpy as np

from vision.track.sighting import Sighting

COVERED = 0.2
"""Of the smaller box's area, from which two boxes show people before one another."""


def meetings(sightings: Iterable[Sighting]) -> dict[int, list[float]]:
    """By track, the times at which somebody else's box was over its own."""
    moments: dict[float, list[Sighting]] = defaultdict(list)
    for sighting in sightings:
        moments[sighting.time].append(sighting)
    met: dict[int, list[float]] = defaultdict(list)
    for time in sorted(moments):
        together = moments[time]
        if len(together) < 2:
            continue
        x1, y1, x2, y2 = np.array([one.box for one in together]).T
        width = np.minimum(x2[:, None], x2) - np.maximum(x1[:, None], x1)
        height = np.minimum(y2[:, None], y2) - np.maximum(y1[:, None], y1)
        area = (x2 - x1) * (y2 - y1)
        shared = np.maximum(width, 0) * np.maximum(height, 0)
        covered = shared >= COVERED * np.minimum(area[:, None], area)
        np.fill_diagonal(covered, val=False)
        for index in np.flatnonzero(covered.any(axis=1)):
            met[together[index].track].append(time)
    return met
