from __future__ import annotations

import numpy as np
import pytest
import supervision as sv

from vision.detect.suppression import suppress

A, NEAR_A, NEAR_THAT, APART = (
    (0, 0, 20, 40),
    (5, 0, 25, 40),
    (10, 0, 30, 40),
    (100, 0, 120, 40),
)
"""A overlaps NEAR_A by 0.6, and NEAR_THAT, which NEAR_A overlaps by 0.6, by 0.33."""


@pytest.mark.parametrize(
    ("what", "boxes", "confidence", "stay"),
    [
        ("nobody", [], [], []),
        ("one", [A], [0.3], [0]),
        ("twice the same person", [A, NEAR_A], [0.6, 0.9], [1]),
        ("the surest first", [A, APART], [0.6, 0.9], [1, 0]),
        ("one that goes takes no other along", [A, NEAR_A, NEAR_THAT], [0.9, 0.8, 0.7], [0, 2]),
        ("equally sure", [A, NEAR_A], [0.5, 0.5], [0]),
        ("no size", [(5, 5, 5, 5), (5, 5, 5, 5)], [0.9, 0.8], [0, 1]),
    ],
)
def test_the_surest_box_on_a_person_stays(
    what: str, boxes: list[tuple[int, ...]], confidence: list[float], stay: list[int]
) -> None:
    xyxy = np.array(boxes, np.float32).reshape(-1, 4)
    assert suppress(xyxy, np.array(confidence, np.float32), 0.5).tolist() == stay, what


@pytest.mark.parametrize("iou", [0.3, 0.5, 0.7])
def test_the_boxes_that_stay_are_those_of_supervision(iou: float) -> None:
    random = np.random.default_rng(7)
    for _ in range(50):
        number = int(random.integers(1, 60))
        corner, size = random.uniform(0, 200, (number, 2)), random.uniform(5, 120, (number, 2))
        xyxy = np.hstack([corner, corner + size]).astype(np.float32)
        confidence = random.random(number).astype(np.float32)
        theirs = sv.box_non_max_suppression(np.hstack([xyxy, confidence[:, None]]), iou)
        assert sorted(suppress(xyxy, confidence, iou)) == np.flatnonzero(theirs).tolist()
