"""How much boxes overlap."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float64]


def buffered_iou(first: Vector, second: Vector, buffer: float) -> npt.NDArray[np.float64]:
    """(n, m) intersection over union of boxes grown by ``buffer`` of their size on each side.

    F. Yang et al., "Hard to Track Objects with Irregular Motions and Similar Appearances? Make It
    Easier by Buffering the Matching Space", WACV 2023.
    """
    a, b = _grown(first, buffer), _grown(second, buffer)
    low = np.maximum(a[:, None, :2], b[None, :, :2])
    high = np.minimum(a[:, None, 2:], b[None, :, 2:])
    shared = np.clip(high - low, 0, None).prod(axis=2)
    areas_a, areas_b = (a[:, 2:] - a[:, :2]).prod(axis=1), (b[:, 2:] - b[:, :2]).prod(axis=1)
    union = areas_a[:, None] + areas_b[None, :] - shared
    result: npt.NDArray[np.float64] = shared / np.maximum(union, 1e-9)
    return result


def _grown(boxes: Vector, buffer: float) -> Vector:
    width, height = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    margin = np.stack([-width, -height, width, height], axis=1) * buffer
    grown: Vector = boxes + margin
    return grown
