"""From a float OpenVINO model to INT8, by NNCF, calibrated on frames in memory."""

from __future__ import annotations

import contextlib
import logging
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import openvino

from models.toolkit import load_nncf
from vision.detect.detector import Image
from vision.detect.letterbox import Letterbox

STRIDE = 32


def quantise(
    model: Path,
    images: Iterable[Image],
    *,
    input_size: int,
    preset: str = "mixed",
    float_head: bool = False,
) -> openvino.Model:
    """Quantise weights and activations to 8 bits by the ranges that ``images`` cause.

    Boxes are decoded in float: they are pixels up to the input's size beside scores below 1, and
    one 8-bit scale for both would round every score to 0.

    Args:
        model: the ``.xml`` of a float YOLO detector.
        images: what it will see; their order does not matter.
        input_size: pixels of the longer side, for a model whose input is free.
        float_head: leave all of the last layer in float: a little slower, and doubtful scores keep
            their order.
        preset: ``mixed`` (activations asymmetric, as SiLU wants them) or ``performance``.
    """
    nncf = load_nncf(f"quantising {model.name}")
    nncf.set_log_level(logging.ERROR)
    network = openvino.Core().read_model(model)
    blobs = [_blob(image, network, input_size) for image in images]
    presets = nncf.QuantizationPreset
    # Its progress bars belong beside ours, not in the command's results.
    with contextlib.redirect_stdout(sys.stderr):
        return nncf.quantize(
            network,
            nncf.Dataset(blobs, lambda blob: blob.astype(np.float32)[None] / np.float32(255)),
            preset=presets.MIXED if preset == "mixed" else presets.PERFORMANCE,
            subset_size=len(blobs),
            ignored_scope=nncf.IgnoredScope(names=decoding(network, whole=float_head)),
        )


def decoding(network: Any, *, whole: bool = False) -> list[str]:
    """Names of the operations by which the last layer turns its convolutions' outputs into boxes
    and scores: all of the layer that belongs to none of the modules within it.

    Args:
        whole: the modules within it as well.
    """
    operations = network.get_ordered_ops()
    (result, *_) = network.get_results()
    last = result.input_value(0).get_node().get_friendly_name()
    layer = last.split("/", 1)[0]
    if "/" not in last:
        return [last]
    parts = (f"{layer}/", f"{layer}." if whole else f"{layer}.dfl")
    return [
        name
        for operation in operations
        if (name := operation.get_friendly_name()).startswith(parts)
        and operation.get_type_name() not in {"Constant", "Result", "Parameter"}
    ]


def _blob(image: Image, network: Any, input_size: int) -> npt.NDArray[np.uint8]:
    """(3, height, width) as the detector feeds it, in a quarter of the memory."""
    shape = (image.shape[0], image.shape[1])
    wanted = network.inputs[0].partial_shape
    if wanted[2].is_static and wanted[3].is_static:
        into = (wanted[2].get_length(), wanted[3].get_length())
    else:
        scale = input_size / max(shape)
        into = tuple(-(-round(side * scale) // STRIDE) * STRIDE for side in shape)
    return np.round(Letterbox.fit(shape, into).blob(image) * 255).astype(np.uint8)
