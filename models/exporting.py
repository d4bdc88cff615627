"""A fetched ``.pt`` as OpenVINO: in full precision, and in INT8 if that sees the same people."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import openvino
from ruamel.yaml import YAML

from models.agreement import Agreement, compare
from models.film_sample import FilmSample
from models.lock import forget, record, verify
from models.quantisation import quantise
from models.toolkit import load_nncf, load_ultralytics
from vision.detect.detector import Image, load_detector
from vision.errors import InputError

FRAMES = 200
"""Frames to calibrate on, and as many others to check on."""
INPUT_SIZE = 640

Quantise = Callable[..., openvino.Model]
Note = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Export:
    """What an export made."""

    full: Path
    """Folder of the full-precision model."""
    int8: Path | None
    """Folder of the INT8 model; None when it was refused."""
    agreement: Agreement
    megabytes: float
    """Size of the model to use."""

    @property
    def best(self) -> Path:
        return self.int8 or self.full

    def summary(self) -> dict[str, Any]:
        return {
            "model": str(self.best),
            "accepted": self.int8 is not None,
            "full_precision": str(self.full),
            "int8": None if self.int8 is None else str(self.int8),
            "megabytes": self.megabytes,
            "agreement": self.agreement.summary(),
        }


def export(
    weights: Path,
    film: Path,
    *,
    input_size: int = INPUT_SIZE,
    frames: int = FRAMES,
    note: Note = lambda _: None,
    quantise: Quantise = quantise,
) -> Export:
    """Export ``weights`` beside itself, calibrated and checked on a film of the user's own.

    Every second frame of the sample calibrates, the others check, so that the check is on frames
    that the quantisation has not seen. The frames live in memory; none is written.

    Args:
        input_size: pixels of the longer side that the model will be run at.
        quantise: makes the INT8 network; see `models.quantisation`.

    Raises:
        InputError: the weights or the film cannot be read, or an extra is not installed.
    """
    if not weights.is_file():
        raise InputError(f"no such weights: {weights}. Fetch them: chaland models fetch NAME")
    verify(weights)
    load_nncf(f"exporting {weights.name}")
    images = [_shrunk(image, input_size) for image in FilmSample(film, 2 * frames)]
    if len(images) < 2:
        raise InputError(f"{film}: one frame is not enough to calibrate and to check on.")
    stem = weights.stem
    full = weights.with_name(f"{stem}_openvino_model")
    int8 = weights.with_name(f"{stem}_int8_openvino_model")
    with tempfile.TemporaryDirectory(dir=weights.parent, prefix=".export-") as place:
        made = export_full(weights, Path(place), input_size)
        note(f"full precision exported; calibrating INT8 on {len(images[::2])} frames of {film}")
        folder = Path(place) / int8.name
        write_int8(quantise(made / f"{stem}.xml", images[::2], input_size=input_size), made, folder)
        note(f"checking INT8 against full precision on {len(images[1::2])} other frames")
        agreement = check(made, folder, images[1::2], input_size)
        _install(made, full, f"exported from {weights.name}")
        # An older export must not be taken for the one that was refused.
        shutil.rmtree(int8, ignore_errors=True)
        forget(int8)
        if agreement.objections:
            return Export(full, None, agreement, _megabytes(full))
        _install(folder, int8, f"exported from {weights.name}, calibrated on {film.name}")
    return Export(full, int8, agreement, _megabytes(int8))


def export_full(weights: Path, place: Path, input_size: int = INPUT_SIZE) -> Path:
    """Export ``weights`` in full precision with a free input size; the folder, in ``place``."""
    ultralytics = load_ultralytics(f"exporting {weights.name}")
    # Ultralytics writes beside the weights, so they are copied to where it may.
    copy = Path(shutil.copy(weights, place))
    try:
        model = ultralytics.YOLO(str(copy), task="detect", verbose=False)
        # Without nms=False: the head that suppresses by itself loses people when quantised.
        made = model.export(
            format="openvino", imgsz=input_size, dynamic=True, device="cpu", verbose=False
        )
    except Exception as error:  # whatever torch's unpickling, tracing or OpenVINO may raise
        raise InputError(
            f"{weights}: Ultralytics cannot export this model ({type(error).__name__}: {error}). "
            "It may be cut short or not be a detection model: fetch it again."
        ) from error
    return Path(made)


def write_int8(network: openvino.Model, full: Path, folder: Path) -> None:
    """Save a quantised network with the metadata of the model that it came from."""
    folder.mkdir()
    (source,) = full.glob("*.xml")
    openvino.save_model(network, folder / source.name, compress_to_fp16=False)
    amend_metadata(full / "metadata.yaml", folder / "metadata.yaml", {"precision": "INT8"})


def amend_metadata(
    source: Path, target: Path, ours: dict[str, Any], *, description: str | None = None
) -> None:
    """Copy an exporter's metadata with entries added under ``chaland:``.

    Args:
        description: in place of the exporter's, which names the folder that was trained in.
    """
    yaml = YAML()
    data = yaml.load(source.read_text("utf-8")) or {}
    if description is not None:
        data["description"] = description
    data["chaland"] = {**(data.get("chaland") or {}), **ours}
    with target.open("w", encoding="utf-8") as file:
        yaml.dump(data, file)


def check(full: Path, int8: Path, images: list[Image], input_size: int) -> Agreement:
    """The INT8 model against the full-precision one on the same frames."""
    reference, candidate = (
        load_detector(folder, runtime="openvino", input_size=input_size) for folder in (full, int8)
    )
    return compare(reference, candidate, images)


def _shrunk(image: Image, longest: int) -> Image:
    """As small as the network will see it: hundreds of frames are held at once."""
    height, width = image.shape[:2]
    scale = longest / max(height, width)
    if scale >= 1:
        return image
    size = (round(width * scale), round(height * scale))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_LINEAR), np.uint8)


def _install(made: Path, target: Path, source: str) -> None:
    shutil.rmtree(target, ignore_errors=True)
    made.replace(target)
    record(target, source)


def _megabytes(folder: Path) -> float:
    return round(sum(path.stat().st_size for path in folder.iterdir()) / 1e6, 1)
