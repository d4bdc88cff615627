"""Which of two sets of boxes are the same people: one to one, best overlap first."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import supervision as sv
from scipy.optimize import linear_sum_assignment

Floats = npt.NDArray[np.float32]
MATCH_IOU = 0.5


def overlap(first: Floats, second: Floats) -> npt.NDArray[np.float64]:
    """Intersection over union of (n, 4) and (m, 4) corner boxes, as (n, m)."""
    return np.asarray(sv.box_iou_batch(first, second), np.float64).reshape(len(first), len(second))


def match(
    first: Floats, second: Floats, iou: float = MATCH_IOU
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Indices into both, of as many pairs at or above ``iou`` as there can be; among those, the
    pairs that overlap most."""
    overlaps = overlap(first, second)
    # Any allowed pair outweighs all that overlap could add, so the number of pairs comes first.
    worth = np.where(overlaps >= iou, 1 + overlaps / (1 + min(overlaps.shape, default=0)), 0)
    rows, columns = linear_sum_assignment(worth, maximize=True)
    allowed = overlaps[rows, columns] >= iou
    return rows[allowed], columns[allowed]
