"""A model measured on a film."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from models.accuracy import Accuracy, measure
from models.agreement import Agreement, compare
from models.film_sample import FilmSample
from models.film_truth import frames_with_truth, read_truth
from models.lock import verify
from vision.detect.detector import Detector, load_detector

FAINTEST = 0.01
"""Confidence from which boxes enter average precision."""

Advance = Callable[[], object]


def against_truth(
    model: Path,
    film: Path,
    truth: Path,
    *,
    confidence: float,
    every: int = 1,
    input_size: int | None = None,
    advance: Advance = lambda: None,
) -> Accuracy:
    """Recall, precision and mAP50 on a film whose people are known."""
    people = read_truth(truth)
    detector = _load(model, FAINTEST, input_size)
    return measure(
        detector, frames_with_truth(film, people, every), confidence=confidence, advance=advance
    )


def against_reference(
    model: Path,
    reference: Path,
    film: Path,
    *,
    confidence: float,
    frames: int,
    input_size: int | None = None,
    advance: Advance = lambda: None,
) -> Agreement:
    """How far a model sees what another sees, on a film without truth."""
    first, second = (_load(path, confidence, input_size) for path in (reference, model))
    return compare(first, second, FilmSample(film, frames), confidence=confidence, advance=advance)


def _load(model: Path, confidence: float, input_size: int | None) -> Detector:
    verify(model)
    return load_detector(model, confidence=confidence, input_size=input_size)
