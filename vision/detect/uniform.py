"""How much of each person's torso has a colour that only staff wear."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from vision.colour import Colour, in_light_of, lab, parse
from vision.detect.detections import Detections, Floats
from vision.detect.detector import Image

Bools = npt.NDArray[np.bool_]

TORSO = (0.18, 0.48)
"""From the shoulders to the waist, as shares of a person's height from the top."""
MIDDLE = (0.25, 0.75)
"""Share of the box's width in which the torso surely is."""
SLENDER = 2.4
"""Height of a standing person by the width of the box. Counters hide legs: a box that is lower than
this is taken for the upper part of one that is not."""
COLUMNS, ROWS = 6, 8
"""Points looked at on each torso."""
VISIBLE = 0.4
"""Least share of these points that nobody nearer covers; else the torso was not seen."""
DARKEST = 15.0
"""L* below which a picture's noise is as strong as its colours."""
BITS = 6
"""Of each of red, green and blue by which colours are looked up."""


class Uniform:
    """Looks for some colours in pictures. A person's share is a number of one frame: nothing of the
    picture is kept."""

    def __init__(self, colours: Sequence[Colour]) -> None:
        levels = (np.arange(2**BITS) + 0.5) / 2**BITS
        found = lab(np.stack(np.meshgrid(levels, levels, levels, indexing="ij"), axis=-1))
        self._worn = np.zeros(found.shape[:3], np.bool_)
        for colour in colours:
            wanted = lab(parse(colour.code))
            off = in_light_of(found, wanted[0]) - wanted[1:]
            near = np.less_equal(np.linalg.norm(off, axis=-1), colour.tolerance)
            self._worn |= near & (found[..., 0] >= DARKEST)

    def measure(self, image: Image, found: Detections) -> Detections:
        """``found`` with each person's share of the torso in one of the colours, not a number where
        somebody nearer or the picture's edge hides the torso."""
        if not len(found):
            return replace(found, uniform=np.zeros(0, np.float32))
        points = _torso(found.xyxy)
        seen = _inside(points, image) & ~_covered(points, found.xyxy)
        columns = np.clip(points[..., 0].astype(np.intp), 0, image.shape[1] - 1)
        rows = np.clip(points[..., 1].astype(np.intp), 0, image.shape[0] - 1)
        blue, green, red = np.moveaxis(image[rows, columns] >> (8 - BITS), -1, 0)
        worn = self._worn[red, green, blue] & seen
        visible = seen.sum(axis=1)
        share = worn.sum(axis=1) / np.maximum(visible, 1)
        share[visible < VISIBLE * seen.shape[1]] = np.nan
        return replace(found, uniform=share.astype(np.float32))


def _torso(boxes: Floats) -> Floats:
    """(n, points, 2) pixels on each torso."""
    left, top, right, bottom = boxes.T
    height = np.maximum(bottom - top, SLENDER * (right - left))
    across = np.linspace(*MIDDLE, COLUMNS, dtype=np.float32)
    down = np.linspace(*TORSO, ROWS, dtype=np.float32)
    x = left[:, None] + (right - left)[:, None] * across
    y = np.minimum(top[:, None] + height[:, None] * down, bottom[:, None])
    shape = (len(boxes), ROWS, COLUMNS)
    points = np.stack(
        [np.broadcast_to(x[:, None, :], shape), np.broadcast_to(y[:, :, None], shape)], axis=-1
    )
    return points.reshape(len(boxes), -1, 2)


def _inside(points: Floats, image: Image) -> Bools:
    height, width = image.shape[:2]
    x, y = points[..., 0], points[..., 1]
    inside: Bools = (x >= 0) & (y >= 0) & (x < width) & (y < height)
    return inside


def _covered(points: Floats, boxes: Floats) -> Bools:
    """(n, points): those that lie in the box of somebody nearer, whose feet are lower."""
    x, y = points[:, None, :, 0], points[:, None, :, 1]
    left, top, right, bottom = (side[None, :, None] for side in boxes.T)
    nearer = boxes[None, :, 3] > boxes[:, None, 3]
    within = (x >= left) & (x <= right) & (y >= top) & (y <= bottom)
    covered: Bools = (within & nearer[:, :, None]).any(axis=1)
    return covered
