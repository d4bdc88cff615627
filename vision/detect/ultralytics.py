"""Detection through Ultralytics, for ``.pt``, ``.engine`` and whatever else it exports."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import supervision as sv

from vision.detect.detections import Detections
from vision.detect.detector import SUPPRESSION_IOU, Image
from vision.detect.labels import parse_names, person_class
from vision.detect.telemetry import silence_ultralytics
from vision.errors import InputError


class UltralyticsDetector:
    """A thin face on ``ultralytics.YOLO``. Needs the extra ``ultralytics``."""

    def __init__(
        self, model: Path, *, confidence: float = 0.1, input_size: int | None = None
    ) -> None:
        try:
            from ultralytics import YOLO, __version__

            silence_ultralytics()
        except ImportError as error:
            raise InputError(
                f"{model} needs Ultralytics, which is not installed: "
                "pip install 'chaland[ultralytics]' (several GB on Linux), or use an OpenVINO "
                "or ONNX export of the model."
            ) from error
        self._path = model
        self._version = __version__
        self._confidence = confidence
        self._size = input_size
        try:
            self._model = YOLO(str(model), task="detect", verbose=False)
            names = parse_names(self._model.names)
        except Exception as error:  # whatever torch's unpickling or a runtime may raise
            raise InputError(
                f"{model}: Ultralytics cannot load this model ({type(error).__name__}: {error}). "
                "It may be cut short or not be a detection model: copy or export it again."
            ) from error
        self._person = person_class(names, len(names or {}), model)

    @property
    def name(self) -> str:
        return f"{self._path.name} (Ultralytics {self._version})"

    def detect(self, images: Sequence[Image]) -> list[Detections]:
        found = []
        for image in images:
            began = time.monotonic()
            result = self._model.predict(
                image,
                conf=self._confidence,
                iou=SUPPRESSION_IOU,
                classes=[self._person],
                verbose=False,
                **({} if self._size is None else {"imgsz": self._size}),
            )[0]
            boxes = sv.Detections.from_ultralytics(result)
            confidence = np.zeros(0) if boxes.confidence is None else boxes.confidence
            found.append(
                Detections(
                    np.asarray(boxes.xyxy, np.float32).reshape(-1, 4),
                    np.asarray(confidence, np.float32).reshape(-1),
                    time.monotonic() - began,
                )
            )
        return found
