"""Tiny networks made by the tests, in the layouts that exporters write."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import openvino as ov
from openvino import opset13 as ops


def write_model(
    folder: Path,
    output: np.ndarray,
    *,
    input_shape: tuple[int, ...] = (1, 3, 64, 64),
    names: str | None = "{0: person}",
) -> Path:
    """A network that answers ``output`` whatever it is shown."""
    folder.mkdir(exist_ok=True)
    image = ops.parameter(ov.PartialShape(list(input_shape)), np.float32)
    axes = ops.constant(np.arange(len(input_shape), dtype=np.int64))
    nothing = ops.multiply(ops.reduce_mean(image, axes, keep_dims=False), np.float32(0))
    answer = ops.add(ops.constant(output.astype(np.float32)), nothing)
    path = folder / "model.xml"
    ov.save_model(ov.Model([answer], [image]), path, compress_to_fp16=False)
    if names is not None:
        (folder / "metadata.yaml").write_text(f"names: {names}\n", "utf-8")
    return path


def candidates(
    rows: list[tuple[float, float, float, float, list[float]]], n: int = 40
) -> np.ndarray:
    """The layout ``(1, 4 + classes, n)`` from (cx, cy, w, h, scores) rows, padded with nothing."""
    classes = len(rows[0][4])
    table = np.zeros((1, 4 + classes, n), np.float32)
    for index, (cx, cy, width, height, scores) in enumerate(rows):
        table[0, :, index] = [cx, cy, width, height, *scores]
    return table
