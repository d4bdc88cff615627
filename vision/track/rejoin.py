"""Who was lost and who came after, joined when their motions are one person's.

Tracklet association: A. G. A. Perera et al., "Multi-Object Tracking Through Simultaneous Long
Occlusions and Split-Merge Conditions", CVPR 2006; the distance of two estimates after Y. Bar-Shalom
and L. Campo, 1986. What was known of the lost one is carried forward over the gap, the first
sightings of the other are filtered backward, and the two states are compared where the second
begins: places and speeds together, each weighed by its doubt. Everybody is joined once.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment

from vision.track.kalman import BoxFilter

Vector = npt.NDArray[np.float64]
Seen = tuple[float, Vector, float]
"""(time, whole box, confidence)"""


def beginning(head: Sequence[Seen]) -> BoxFilter:
    """The state at the first of these sightings, from all of them."""
    time, box, _ = head[-1]
    state = BoxFilter(box, -time)
    for time, box, confidence in reversed(head[:-1]):
        state.advance(-time)
        state.correct(box, confidence)
    return state.reversed()


def join(
    ends: Sequence[BoxFilter],
    begins: Sequence[BoxFilter],
    longest_gap: float,
    largest_distance: float,
) -> list[tuple[int, int]]:
    """Pairs (end, beginning) of one person each, by the least distance in all.

    Args:
        ends: states when last seen.
        begins: states when first seen.
        longest_gap: seconds.
        largest_distance: squared Mahalanobis distance beyond which two are never one.
    """
    if not ends or not begins:
        return []
    distance = np.full((len(ends), len(begins)), np.inf)
    for i, end in enumerate(ends):
        for j, begin in enumerate(begins):
            if 0 < begin.time - end.time <= longest_gap:
                distance[i, j] = end.carried(begin.time).distance(begin)
    gain = np.where(distance <= largest_distance, largest_distance - distance + 1e-6, 0.0)
    rows, columns = linear_sum_assignment(gain, maximize=True)
    return [(int(i), int(j)) for i, j in zip(rows, columns, strict=True) if gain[i, j] > 0]
