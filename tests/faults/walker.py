"""A film in which a white figure walks down the picture, and a network that finds white figures."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import openvino as ov
from openvino import opset13 as ops

SIZE = (160, 96)
FIGURE = (20, 28)
"""(width, height) in pixels."""
FPS = 10
WALK_SECONDS = 5
PAUSE_SECONDS = 4
"""In which nobody is there: longer than a track lives."""
_SIDE = 64
_WHITE = 0.85


def write_film(path: Path) -> Path:
    """The figure walks through once a film, from above to below the middle."""
    width, height = SIZE
    still = np.random.default_rng(1).integers(20, 110, (height, width, 3), dtype=np.uint8)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=FPS, options={"g": "10", "bf": "0"})
        stream.width, stream.height = SIZE
        stream.pix_fmt = "yuv420p"
        stream.time_base = Fraction(1, FPS)
        for number in range(FPS * (WALK_SECONDS + PAUSE_SECONDS)):
            image = still.copy()
            if number < FPS * WALK_SECONDS:
                # Whole all the way: a box cut by the picture's edge is not trusted for its feet.
                top = 4 + round((height - FIGURE[1] - 8) * number / (FPS * WALK_SECONDS))
                left = (width - FIGURE[0]) // 2
                image[top : top + FIGURE[1], left : left + FIGURE[0]] = 255
            frame = av.VideoFrame.from_ndarray(image, format="rgb24")
            frame.pts = number
            frame.time_base = Fraction(1, FPS)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def write_network(folder: Path) -> Path:
    """One box round the middle of all that is white, with a score by how much is."""
    folder.mkdir(exist_ok=True)
    scale = _SIDE / max(SIZE)
    image = ops.parameter(ov.PartialShape([1, 3, _SIDE, _SIDE]), np.float32)
    grey = ops.reduce_mean(image, _number([1]), keep_dims=False)
    white = ops.relu(ops.subtract(grey, _number(_WHITE)))
    area = ops.reduce_sum(white, _number([1, 2]), keep_dims=False)
    some = ops.add(area, _number(1e-6))

    def middle(axis: int) -> ov.Node:
        shape = [1, 1, 1]
        shape[axis] = _SIDE
        places = _number(np.arange(_SIDE, dtype=np.float32).reshape(shape) + 0.5)
        weighed = ops.reduce_sum(ops.multiply(white, places), _number([1, 2]), keep_dims=False)
        return ops.divide(weighed, some)

    # All of a whole figure is some 90 pixels of the network's, 0.15 above the bound.
    score = ops.clamp(ops.multiply(area, _number(0.15)), 0.0, 0.9)
    sides = [_number([side * scale]) for side in FIGURE]
    box = ops.concat([middle(2), middle(1), *sides, score], 0)
    first = ops.reshape(box, _number(np.array([1, 5, 1])), special_zero=False)
    others = ops.constant(np.zeros((1, 5, 39), np.float32))
    path = folder / "model.xml"
    answer = ops.concat([first, others], 2)
    ov.save_model(ov.Model([answer], [image]), path, compress_to_fp16=False)
    (folder / "metadata.yaml").write_text("names: {0: person}\n", "utf-8")
    return path


def _number(value: object) -> ov.Node:
    array = np.asarray(value)
    return ops.constant(array.astype(np.float32) if array.dtype.kind == "f" else array)
