"""How much boxes overlap."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float64]


def buffered_iou(first: Vector, second: Vector, buffers: Vector) -> Vector:
    """(n, m) intersection over union of boxes grown by a share of their size on each side.

    F. Yang et al., "Hard to Track Objects with Irregular Motions and Similar Appearances? Make It
    Easier by Buffering the Matching Space", WACV 2023.

    Args:
        buffers: (n,) the share, for each of ``first``, by which it and all of ``second`` grow.
    """
    a, b = _grown(first, buffers), _grown(second[None], buffers[:, None])
    low = np.maximum(a[:, None, :2], b[..., :2])
    high = np.minimum(a[:, None, 2:], b[..., 2:])
    side = np.clip(high - low, 0, None)
    shared = side[..., 0] * side[..., 1]
    union = _area(a)[:, None] + _area(b) - shared
    result: Vector = shared / np.maximum(union, 1e-9)
    return result


def height_ratio(first: Vector, second: Vector) -> Vector:
    """(n, m) the smaller height by the larger, 0 to 1."""
    a = np.maximum(first[:, 3] - first[:, 1], 1.0)[:, None]
    b = np.maximum(second[:, 3] - second[:, 1], 1.0)[None, :]
    ratio: Vector = np.minimum(a, b) / np.maximum(a, b)
    return ratio


def _grown(boxes: Vector, buffers: Vector) -> Vector:
    size = boxes[..., 2:] - boxes[..., :2]
    margin = size * buffers[..., None]
    grown: Vector = np.concatenate([boxes[..., :2] - margin, boxes[..., 2:] + margin], axis=-1)
    return grown


def _area(boxes: Vector) -> Vector:
    area: Vector = (boxes[..., 2] - boxes[..., 0]) * (boxes[..., 3] - boxes[..., 1])
    return area
