"""A detector's recall, precision and average precision against a film's truth."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from models.film_truth import People
from models.matching import MATCH_IOU, match, overlap
from vision.detect.detector import Detector, Image

CONFIDENCE = 0.25
LEAST_VISIBLE = 0.6
LEAST_HEIGHT = 40.0
"""Pixels."""


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Counts over a film, and what follows from them.

    People are those at least 60 % visible and taller than 40 px. The others are neither wanted
    nor held against the detector: a box on one of them is not counted at all.
    """

    frames: int
    people: int
    found: int
    boxes: int
    """Boxes at or above the confidence, without those on people who do not count."""
    false_boxes: int
    """Boxes that are nobody's at IoU ≥ 0.5, second boxes on one person among them."""
    boxes_on_nobody: int
    """Of the false ones, those that nobody's visible part and nobody's whole body matches: not a
    second box on somebody, not a box that guesses where the hidden legs are."""
    average_precision: float | None
    """mAP50: area under precision over recall, every recall interpolated; None without people."""
    milliseconds: float
    """Mean time a frame, all of detection."""
    confidence: float

    @property
    def recall(self) -> float | None:
        return self.found / self.people if self.people else None

    @property
    def precision(self) -> float | None:
        return 1 - self.false_boxes / self.boxes if self.boxes else None

    @property
    def share_on_nobody(self) -> float | None:
        return self.boxes_on_nobody / self.boxes if self.boxes else None

    def summary(self) -> dict[str, Any]:
        return {
            **asdict(self),
            "recall": self.recall,
            "precision": self.precision,
            "share_on_nobody": self.share_on_nobody,
            "iou": MATCH_IOU,
            "least_visible": LEAST_VISIBLE,
            "least_height_px": LEAST_HEIGHT,
        }


def measure(
    detector: Detector,
    frames: Iterable[tuple[Image, People]],
    *,
    confidence: float = CONFIDENCE,
    advance: Callable[[], object] = lambda: None,
) -> Accuracy:
    """Compare a detector with the truth.

    Args:
        detector: loaded at a low confidence: average precision is over all of its boxes.
        frames: pictures with the people in them.
    """
    number = people = found = boxes = wrong = astray = 0
    seconds = 0.0
    scores: list[float] = []
    right: list[bool] = []
    for image, truth in frames:
        (detections,) = detector.detect([image])
        seconds += detections.seconds
        counted = truth.counted(LEAST_VISIBLE, LEAST_HEIGHT)
        number += 1
        people += int(counted.sum())

        # Those who count come first: a box may only fall to somebody else when none wants it.
        sure = detections.confidence >= confidence
        hits, ignored = _verdicts(detections.xyxy[sure], truth, counted)
        found += int(hits.sum())
        boxes += int((~ignored).sum())
        wrong += int((~hits & ~ignored).sum())
        astray += _on_nobody(detections.xyxy[sure][~hits & ~ignored], truth)

        hits, ignored = _verdicts_by_score(detections.xyxy, detections.confidence, truth, counted)
        scores += detections.confidence[~ignored].tolist()
        right += hits[~ignored].tolist()
        advance()
    return Accuracy(
        frames=number,
        people=people,
        found=found,
        boxes=boxes,
        false_boxes=wrong,
        boxes_on_nobody=astray,
        average_precision=average_precision(scores, right, people) if people else None,
        milliseconds=round(1000 * seconds / max(number, 1), 2),
        confidence=confidence,
    )


Booleans = npt.NDArray[np.bool_]


def _verdicts(
    xyxy: npt.NDArray[np.float32], truth: People, counted: Booleans
) -> tuple[Booleans, Booleans]:
    """For each box: whether it is somebody who counts, and whether it is only somebody else."""
    hits = np.zeros(len(xyxy), np.bool_)
    hits[match(xyxy, truth.boxes[counted])[0]] = True
    left = np.flatnonzero(~hits)
    ignored = np.zeros(len(xyxy), np.bool_)
    ignored[left[match(xyxy[left], truth.boxes[~counted])[0]]] = True
    return hits, ignored


def _on_nobody(xyxy: npt.NDArray[np.float32], truth: People) -> int:
    """How many of these boxes match neither the visible part nor the body of anybody."""
    anybody = np.concatenate([truth.boxes, truth.bodies])
    return int((overlap(xyxy, anybody).max(axis=1, initial=0) < MATCH_IOU).sum())


def _verdicts_by_score(
    xyxy: npt.NDArray[np.float32],
    confidence: npt.NDArray[np.float32],
    truth: People,
    counted: Booleans,
) -> tuple[Booleans, Booleans]:
    """As above, the surest box choosing first: what average precision is defined by."""
    overlaps = overlap(xyxy, truth.boxes)
    free = np.ones(len(truth.boxes), np.bool_)
    hits, ignored = np.zeros(len(xyxy), np.bool_), np.zeros(len(xyxy), np.bool_)
    for index in np.argsort(-confidence, kind="stable"):
        for group, verdict in ((counted, hits), (~counted, ignored)):
            candidates = np.flatnonzero(free & group & (overlaps[index] >= MATCH_IOU))
            if len(candidates):
                best = candidates[overlaps[index, candidates].argmax()]
                # Somebody who does not count may have any number of boxes.
                free[best] = verdict is ignored
                verdict[index] = True
                break
    return hits, ignored


def average_precision(scores: list[float], right: list[bool], people: int) -> float:
    """Area under the precision envelope, precision at each recall being the best at or beyond it
    (PASCAL VOC 2010 and later)."""
    if not scores:
        return 0.0
    order = np.argsort(-np.asarray(scores), kind="stable")
    hits = np.asarray(right, np.bool_)[order]
    true = np.cumsum(hits)
    precision = true / np.arange(1, len(hits) + 1)
    envelope = np.maximum.accumulate(precision[::-1])[::-1]
    return float(envelope[hits].sum() / people)
