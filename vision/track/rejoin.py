"""Who was lost and who came after, joined when their motions are one person's.

Tracklet association: A. G. A. Perera et al., "Multi-Object Tracking Through Simultaneous Long
Occlusions and Split-Merge Conditions", CVPR 2006; the distance of two estimates after Y. Bar-Shalom
and L. Campo, 1986. What was known of the lost one is carried forward over the gap, the first
sightings of the other are filtered backward, and the two states are compared where the second
begins: places and speeds together, each weighed by its doubt. How far they may be apart depends on
the length of the gap, and on whether one has left the picture or the other has just come into it.
Everybody is joined once.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment

from vision.track.border import Border
from vision.track.kalman import BoxFilter

Vector = npt.NDArray[np.float64]
Seen = tuple[float, Vector, float]
"""(time, whole box, confidence)"""

# All in squared Mahalanobis distance: the odds that two tracks are one person's grow with them.
SHORTER = 22.0
"""What a gap shorter by a factor e allows more: fewer others could have come meanwhile. Also stands
for the determinant of the doubt, which grows with a power of the gap."""
MOST = 20.0
"""What is allowed after however short a gap."""
LEFT = 25.0
"""What is allowed less if the lost one is surely expected over the picture's edge by now ..."""
ENTERED = 4.5
"""... and if the new one surely was there."""


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
    border: Border | None = None,
) -> list[tuple[int, int]]:
    """Pairs (end, beginning) of one person each, by the least distance in all.

    Args:
        ends: states when last seen.
        begins: states when first seen.
        longest_gap: seconds.
        largest_distance: squared Mahalanobis distance beyond which two are never one after the
            longest gap; after shorter ones more is allowed.
        border: of the picture; None: nobody comes or goes by it.
    """
    if not ends or not begins:
        return []
    gain = np.zeros((len(ends), len(begins)))
    for j, begin in enumerate(begins):
        entered = border.beyond(begin) if border else 0.0
        for i, end in enumerate(ends):
            gap = begin.time - end.time
            if not 0 < gap <= longest_gap:
                continue
            carried = end.carried(begin.time)
            left = border.beyond(carried) if border else 0.0
            allowed = min(largest_distance + SHORTER * np.log(longest_gap / gap), MOST)
            allowed -= LEFT * left + ENTERED * entered
            gain[i, j] = max(allowed - carried.distance(begin) + 1e-6, 0.0)
    rows, columns = linear_sum_assignment(gain, maximize=True)
    return [(int(i), int(j)) for i, j in zip(rows, columns, strict=True) if gain[i, j] > 0]
