"""A model measured on a film."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

from models.accuracy import Accuracy, measure
from models.agreement import Agreement, compare
from models.film_sample import FilmSample
from models.film_truth import People, frames_with_truth, read_truth
from models.lock import verify
from vision.detect.detector import Detector, Image, load_detector
from vision.errors import InputError

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


def against_pictures(
    model: Path, pictures: Path, split: str, *, confidence: float, input_size: int | None = None
) -> Accuracy:
    """The same on pictures that `models.training_pictures` wrote."""
    detector = _load(model, FAINTEST, input_size)
    paths = sorted((pictures / "images" / split).glob("*.jpg"))
    if not paths:
        raise InputError(f"no pictures at {pictures / 'images' / split}")
    return measure(detector, map(_picture, paths), confidence=confidence)


def _picture(path: Path) -> tuple[Image, People]:
    truth = path.parent.parent.parent / "truth" / path.parent.name / f"{path.stem}.json"
    return np.asarray(cv2.imread(str(path)), np.uint8), read_truth(truth)[0]


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
