"""Detection through OpenVINO: the default runtime, made for CPUs."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from vision.detect.detections import Detections
from vision.detect.detector import SUPPRESSION_IOU, Image
from vision.detect.labels import parse_names, person_class
from vision.detect.letterbox import Letterbox
from vision.detect.metadata import longest_side, read_metadata
from vision.detect.suppression import suppress
from vision.detect.telemetry import silence_openvino
from vision.errors import InputError

silence_openvino()
import openvino  # noqa: E402

Floats = npt.NDArray[np.float32]

DEFAULT_INPUT_SIZE = 640
"""Pixels of the longer side, where neither the site nor the model's exporter says another."""
STRIDE = 32


class OpenVinoDetector:
    """Reads both layouts that YOLO exporters write:

    - ``(1, 4 + classes, n)``: centre, size and a score a class for each of n candidates, which
      need non-maximum suppression;
    - ``(1, n, 6)``: corners, score and class of at most n boxes, already suppressed.
    """

    def __init__(
        self,
        model: Path,
        *,
        confidence: float = 0.1,
        input_size: int | None = None,
        threads: int | None = None,
    ) -> None:
        self._path = _model_file(model)
        self._confidence = confidence
        metadata = read_metadata(self._path)
        self._size = _round_to_stride(input_size or longest_side(metadata) or DEFAULT_INPUT_SIZE)
        self._core = openvino.Core()
        self._options: dict[str, Any] = {"PERFORMANCE_HINT": "LATENCY"}
        if threads is not None:
            self._options["INFERENCE_NUM_THREADS"] = threads
        try:
            self._model = self._core.read_model(self._path)
        except RuntimeError as error:
            raise InputError(
                f"{self._path}: OpenVINO cannot read this model ({_first_line(error)}). It may be "
                "cut short, or its .bin may be missing: export or copy it again."
            ) from error
        self._static = self._static_input()
        names = parse_names(metadata.get("names")) or self._embedded_names()
        classes, self._end_to_end = self._layout(names)
        self._person = person_class(names, classes, self._path)
        self._compiled: dict[tuple[int, int], Any] = {}
        if self._static is not None:
            self._compile(self._static)

    @property
    def name(self) -> str:
        folder = self._path.parent.name
        model = folder if folder.endswith("_openvino_model") else self._path.name
        return f"{model} (OpenVINO {openvino.__version__.split('-')[0]})"

    def detect(self, images: Sequence[Image]) -> list[Detections]:
        return [self._detect_one(image) for image in images]

    def _detect_one(self, image: Image) -> Detections:
        began = time.monotonic()
        shape = (image.shape[0], image.shape[1])
        box = Letterbox.fit(shape, self._static or self._free_input(shape))
        request = self._compile(box.outer)
        request.infer({0: box.blob(image)[None]}, share_inputs=True)
        output = np.asarray(request.get_output_tensor(0).data, np.float32)[0]
        xyxy, confidence = self._finished(output) if self._end_to_end else self._suppressed(output)
        return Detections(box.restore(xyxy), confidence, time.monotonic() - began)

    def _finished(self, output: Floats) -> tuple[Floats, Floats]:
        keep = (output[:, 4] >= self._confidence) & (output[:, 5].astype(int) == self._person)
        return output[keep, :4], output[keep, 4]

    def _suppressed(self, output: Floats) -> tuple[Floats, Floats]:
        scores = output[4 + self._person]
        keep = np.flatnonzero(scores >= self._confidence)
        # A box whose best class is another one is that other thing, not a doubtful person.
        keep = keep[output[4:, keep].argmax(axis=0) == self._person]
        cx, cy, width, height = output[:4, keep]
        xyxy = np.stack(
            [cx - width / 2, cy - height / 2, cx + width / 2, cy + height / 2], axis=1
        ).astype(np.float32)
        confidence = scores[keep].astype(np.float32)
        best = suppress(xyxy, confidence, SUPPRESSION_IOU)
        return xyxy[best], confidence[best]

    def _compile(self, size: tuple[int, int]) -> Any:
        request = self._compiled.get(size)
        if request is None:
            model = self._model
            if self._static is None:
                model = model.clone()
                model.reshape([1, 3, *size])
            try:
                compiled = self._core.compile_model(model, "CPU", self._options)
            except RuntimeError as error:
                raise InputError(
                    f"{self._path}: OpenVINO cannot run this model at {size[1]}×{size[0]} "
                    f"({_first_line(error)})."
                ) from error
            request = self._compiled[size] = compiled.create_infer_request()
        return request

    def _static_input(self) -> tuple[int, int] | None:
        """(height, width) the network insists on, or None when it is free."""
        shape = self._model.inputs[0].partial_shape if len(self._model.inputs) == 1 else None
        wanted = "one input of 1×3×height×width"
        if shape is None or shape.rank.is_dynamic or len(shape) != 4:
            raise InputError(f"{self._path}: {wanted} is needed, this model has {shape}.")
        channels = shape[1]
        if channels.is_static and channels.get_length() != 3:
            raise InputError(f"{self._path}: {wanted} is needed, this model has {shape}.")
        if shape[2].is_dynamic or shape[3].is_dynamic:
            return None
        if shape[0].is_static and shape[0].get_length() != 1:
            raise InputError(
                f"{self._path}: its batch is fixed at {shape[0].get_length()}; export it with "
                "batch 1 or a dynamic batch."
            )
        size = (shape[2].get_length(), shape[3].get_length())
        if shape[0].is_dynamic:
            self._model.reshape([1, 3, *size])
        return size

    def _free_input(self, shape: tuple[int, int]) -> tuple[int, int]:
        """The smallest input of the asked size that keeps the picture's shape."""
        scale = self._size / max(shape)
        return _round_to_stride(shape[0] * scale), _round_to_stride(shape[1] * scale)

    def _layout(self, names: dict[int, str] | None) -> tuple[int, bool]:
        """(number of classes, whether the boxes are already suppressed)."""
        model = self._model
        if self._static is None:
            model = model.clone()
            try:
                model.reshape([1, 3, self._size, self._size])
            except RuntimeError as error:
                raise InputError(
                    f"{self._path}: does not accept an input of {self._size}×{self._size} "
                    f"({_first_line(error)})."
                ) from error
        shape = model.outputs[0].partial_shape
        sizes = (
            [] if shape.rank.is_dynamic else [d.get_length() if d.is_static else 0 for d in shape]
        )
        if len(sizes) == 3 and sizes[2] == 6 and sizes[1] != 6:
            return (len(names) if names else 80), True
        if len(sizes) == 3 and 4 < sizes[1] < sizes[2]:
            return sizes[1] - 4, False
        raise InputError(
            f"{self._path}: its output {shape} is none that a YOLO detector has: "
            "(1, 4 + classes, n) or (1, n, 6). Export a detection model."
        )

    def _embedded_names(self) -> dict[int, str] | None:
        """Names inside the file, as Ultralytics writes them into an ONNX model."""
        for path in (["framework", "names"], ["names"], ["model_info", "labels"]):
            if self._model.has_rt_info(path):
                return parse_names(str(self._model.get_rt_info(path).value))
        return None


def _model_file(model: Path) -> Path:
    if not model.is_dir():
        return model
    files = sorted(model.glob("*.xml"))
    if len(files) != 1:
        found = ", ".join(file.name for file in files) or "none"
        raise InputError(f"{model}: one .xml is expected in a model's folder, found {found}.")
    return files[0]


def _round_to_stride(size: float) -> int:
    return max(STRIDE, -(-round(size) // STRIDE) * STRIDE)


def _first_line(error: BaseException) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[-1] if lines else type(error).__name__
