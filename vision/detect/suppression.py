"""Non-maximum suppression: of boxes on the same person, the surest stays."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]


def suppress(xyxy: Floats, confidence: Floats, iou: float) -> npt.NDArray[np.intp]:
    """Which boxes stay, the surest first.

    A box goes if a surer one that stays overlaps it by more than ``iou``; of two that are equally
    sure the earlier one counts as surer.

    Args:
        xyxy: (n, 4) corners.
        confidence: (n,).
        iou: intersection over union, 0 to 1.
    """
    order = np.argsort(-confidence, kind="stable")
    left, top, right, bottom = xyxy[order].T
    width = np.minimum(right[:, None], right) - np.maximum(left[:, None], left)
    height = np.minimum(bottom[:, None], bottom) - np.maximum(top[:, None], top)
    shared = np.maximum(width, 0) * np.maximum(height, 0)
    area = (right - left) * (bottom - top)
    near = shared > iou * (area[:, None] + area - shared)
    stays = np.ones(len(order), np.bool_)
    for index in range(len(order)):
        if stays[index]:
            stays[index + 1 :] &= ~near[index, index + 1 :]
    return order[stays]
