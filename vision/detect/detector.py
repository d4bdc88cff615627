"""The protocol that every runtime fulfils, and the choice between them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal, Protocol

import numpy as np
import numpy.typing as npt

from vision.detect.detections import Detections
from vision.errors import InputError

Image = npt.NDArray[np.uint8]
"""(height, width, 3), BGR."""

SUPPRESSION_IOU = 0.5
"""Two boxes that overlap by more are one person. At Ultralytics' 0.7 a second box on somebody often
lives long enough to be counted as somebody else."""

Runtime = Literal["auto", "openvino", "ultralytics"]


class Detector(Protocol):
    """Finds people in pictures."""

    @property
    def name(self) -> str:
        """Model and runtime, for the log and the report."""
        ...

    def detect(self, images: Sequence[Image]) -> list[Detections]:
        """One result a picture, in the order given. Pictures may differ in size."""
        ...


def load_detector(
    model: Path,
    *,
    runtime: Runtime = "auto",
    confidence: float = 0.1,
    input_size: int | None = None,
    threads: int | None = None,
) -> Detector:
    """Load a person detector.

    Args:
        model: an OpenVINO ``.xml`` or the folder that holds it, an ``.onnx``, or whatever
            Ultralytics loads (``.pt``, ``.engine``, an exported folder).
        runtime: ``auto`` takes OpenVINO for what it can read, Ultralytics for the rest.
        confidence: boxes below it are dropped.
        input_size: pixels of the longer side, for models whose input size is free.
        threads: of one inference; None leaves it to the runtime.

    Raises:
        InputError: the model is missing, broken, of a wrong shape or without a person class, or
            its runtime is not installed.
    """
    if not model.exists():
        raise InputError(
            f"no such model: {model}. Name an OpenVINO .xml (or its folder), an .onnx or an "
            "Ultralytics .pt under `detector: model:` of the site file."
        )
    if runtime == "auto":
        runtime = "openvino" if _is_for_openvino(model) else "ultralytics"
    if runtime == "openvino":
        from vision.detect.openvino import OpenVinoDetector

        return OpenVinoDetector(
            model, confidence=confidence, input_size=input_size, threads=threads
        )
    from vision.detect.ultralytics import UltralyticsDetector

    return UltralyticsDetector(model, confidence=confidence, input_size=input_size)


def _is_for_openvino(model: Path) -> bool:
    if model.is_dir():
        return any(model.glob("*.xml"))
    return model.suffix in {".xml", ".onnx"}
