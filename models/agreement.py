"""Whether one detector sees what another sees: the test that a quantised model must pass."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from models.matching import MATCH_IOU, match
from vision.detect.detections import Detections
from vision.detect.detector import Detector, Image

CONFIDENCE = 0.25
LEAST_MATCHED = 0.97
LARGEST_COUNT_DIFFERENCE = 0.02
LARGEST_CONFIDENCE_DIFFERENCE = 0.1
"""Mean over matched boxes. A film of people in plain sight is matched even by a model whose scores
are all wrong, and the tracker decides by scores."""
FEWEST_BOXES = 50
"""Boxes of the reference below which a film shows too few people to tell."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Boxes of a candidate against a reference's on the same frames, at one confidence."""

    frames: int
    reference_boxes: int
    candidate_boxes: int
    matched: int
    """Pairs at IoU ≥ 0.5, one to one."""
    differing_frames: int
    """Frames in which the two count another number of people."""
    confidence_difference: float | None
    """Mean absolute difference of confidence over the pairs; None when there is none."""
    reference_seconds: float
    candidate_seconds: float
    confidence: float = CONFIDENCE

    @property
    def recall(self) -> float | None:
        """Share of the reference's boxes that the candidate has; None when there is none."""
        return self.matched / self.reference_boxes if self.reference_boxes else None

    @property
    def precision(self) -> float | None:
        """Share of the candidate's boxes that the reference has; None when there is none."""
        return self.matched / self.candidate_boxes if self.candidate_boxes else None

    @property
    def count_difference(self) -> float | None:
        """Mean people a frame, the candidate's against the reference's: -0.02 is 2 % fewer.

        A mean, because matching already tells errors that cancel: this tells a drift.
        """
        if not self.reference_boxes:
            return None
        return (self.candidate_boxes - self.reference_boxes) / self.reference_boxes

    @property
    def objections(self) -> list[str]:
        """Why the candidate is not accepted; empty when it is."""
        if self.reference_boxes < FEWEST_BOXES:
            few = f"{self.reference_boxes} boxes in {self.frames} frames, {FEWEST_BOXES} are needed"
            return [f"the film shows too few people to tell: {few}"]
        found = []
        for name, value in (
            ("of the full-precision model's boxes found", self.recall or 0.0),
            ("of its own boxes confirmed by the full-precision model", self.precision or 0.0),
        ):
            if value < LEAST_MATCHED:
                found.append(f"{value:.1%} {name}, at least {LEAST_MATCHED:.0%} are needed")
        difference = self.count_difference or 0.0
        if abs(difference) > LARGEST_COUNT_DIFFERENCE:
            found.append(
                f"{difference:+.1%} people counted a frame, at most "
                f"±{LARGEST_COUNT_DIFFERENCE:.0%} is allowed"
            )
        doubt = self.confidence_difference or 0.0
        if doubt > LARGEST_CONFIDENCE_DIFFERENCE:
            found.append(
                f"{doubt:.2f} mean difference of confidence, at most "
                f"{LARGEST_CONFIDENCE_DIFFERENCE} is allowed"
            )
        return found

    def summary(self) -> dict[str, Any]:
        return {
            **asdict(self),
            "iou": MATCH_IOU,
            "recall": self.recall,
            "precision": self.precision,
            "count_difference": self.count_difference,
            "objections": self.objections,
        }


def compare(
    reference: Detector,
    candidate: Detector,
    images: Iterable[Image],
    *,
    confidence: float = CONFIDENCE,
    advance: Callable[[], object] = lambda: None,
) -> Agreement:
    """Run both over the same pictures. ``advance`` is called after each of them."""
    frames = reference_boxes = candidate_boxes = matched = differing = 0
    doubt = 0.0
    seconds = [0.0, 0.0]
    for image in images:
        (expected,) = reference.detect([image])
        (found,) = candidate.detect([image])
        seconds[0] += expected.seconds
        seconds[1] += found.seconds
        first, second = above(expected, confidence), above(found, confidence)
        rows, columns = match(first.xyxy, second.xyxy)
        frames += 1
        reference_boxes += len(first)
        candidate_boxes += len(second)
        matched += len(rows)
        doubt += float(np.abs(first.confidence[rows] - second.confidence[columns]).sum())
        differing += len(first) != len(second)
        advance()
    return Agreement(
        frames, reference_boxes, candidate_boxes, matched, differing,
        round(doubt / matched, 4) if matched else None,
        round(seconds[0] / max(frames, 1), 4), round(seconds[1] / max(frames, 1), 4), confidence,
    )  # fmt: skip


def above(found: Detections, confidence: float) -> Detections:
    """Only the boxes at or above a confidence."""
    keep = np.flatnonzero(found.confidence >= confidence)
    return Detections(found.xyxy[keep], found.confidence[keep], found.seconds)
