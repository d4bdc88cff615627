"""Bringing a trained detector to where the package ships it."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import openvino

from models.accuracy import Accuracy
from models.evaluation import against_pictures
from models.exporting import amend_metadata, check, export_full, write_int8
from models.lock import record
from models.quantisation import quantise
from models.registry import find, place
from vision.detect.detector import Image
from vision.errors import InputError

DESCRIPTION = "Person detector for the simulated shop's films, trained on rendered pictures only"
LARGEST_MEGABYTES = 5.0
LARGEST_LOSS = 0.01
"""Of recall and of average precision, by quantising."""


def ship(
    weights: Path,
    pictures: Path,
    *,
    input_size: int = 640,
    target: Path | None = None,
    calibrate_on: int = 300,
) -> dict[str, Any]:
    """Export trained weights to INT8 and put them where the package ships them.

    Calibrated on training pictures. Their truth is known, so INT8 is judged by it on held-out ones:
    it may lose no more than a hundredth of recall and of average precision. How far the two agree
    with each other, which is all that can be asked of a user's own film, is reported.

    Args:
        input_size: pixels of the longer side that it will see unless a site says another.

    Returns:
        The agreement between the two, both accuracies, and the model's size.

    Raises:
        InputError: INT8 sees less than full precision, or it is too large.
    """
    target = target or place(find("chaland-sim"), Path())
    training = _images(pictures / "images" / "train", calibrate_on)
    held_out = _images(pictures / "images" / "val", calibrate_on)
    with tempfile.TemporaryDirectory() as place_:
        full = export_full(weights, Path(place_), input_size)
        (network,) = full.glob("*.xml")
        int8 = quantise(network, training, input_size=input_size, float_head=True)
        # Said in the network too, so that it is not lost with the file beside it.
        int8.set_rt_info("true", ["chaland", "simulated_only"])
        folder = Path(place_) / target.name
        write_int8(int8, full, folder)
        amend_metadata(
            folder / "metadata.yaml",
            folder / "metadata.yaml",
            {"simulated_only": True, "licence": "AGPL-3.0-or-later"},
            description=DESCRIPTION,
        )
        agreement = check(full, folder, held_out, input_size)
        judged = {
            name: against_pictures(model, pictures, "val", confidence=agreement.confidence)
            for name, model in (("full", full), ("int8", folder))
        }
        objections = losses(judged["full"], judged["int8"])
        if objections:
            raise InputError("INT8 refused: " + "; ".join(objections))
        size = round(sum(path.stat().st_size for path in folder.iterdir()) / 1e6, 2)
        if size > LARGEST_MEGABYTES:
            raise InputError(f"INT8 is {size} MB, at most {LARGEST_MEGABYTES} MB may be shipped.")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(folder, target)
    record(target, "models/train.py")
    shutil.copy(pictures / "training-manifest.json", target.parent / "training-manifest.json")
    return {
        "agreement": agreement.summary(),
        "accuracy": {name: one.summary() for name, one in judged.items()},
        "megabytes": size,
        "openvino": openvino.__version__,
    }


def losses(full: Accuracy, int8: Accuracy) -> list[str]:
    """What INT8 loses of full precision's accuracy beyond what is allowed; empty when nothing."""
    return [
        f"{name} falls from {before:.3f} to {after:.3f}, by more than {LARGEST_LOSS}"
        for name, before, after in (
            ("recall", full.recall, int8.recall),
            ("average precision", full.average_precision, int8.average_precision),
        )
        # Without people there is nothing to lose.
        if before is not None and before - (after or 0.0) > LARGEST_LOSS
    ]


def _images(folder: Path, count: int) -> list[Image]:
    """Spread over the whole folder, so over all its shops."""
    paths = sorted(folder.glob("*.jpg"))
    if not paths:
        raise InputError(f"no pictures at {folder}. Render them: python -m models.train render")
    chosen = [
        paths[index] for index in np.linspace(0, len(paths) - 1, min(count, len(paths)), dtype=int)
    ]
    return [np.asarray(cv2.imread(str(path)), np.uint8) for path in chosen]
