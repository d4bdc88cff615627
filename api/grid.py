"""Grids of uint32 as they travel in a heat record: row-major, little-endian, zlib, base64."""

from __future__ import annotations

import base64
import binascii
import zlib

import numpy as np
from numpy.typing import NDArray

Grid = NDArray[np.uint32]


def unpacked(text: str, rows: int, cols: int) -> bytes:
    """The compressed bytes in ``text``, after a check that they hold a grid of that size; raises
    ValueError."""
    try:
        packed = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("is not base64") from error
    grid(packed, rows, cols)
    return packed


def grid(packed: bytes, rows: int, cols: int) -> Grid:
    """Raises ValueError when ``packed`` is not a grid of that size."""
    size = rows * cols * 4
    inflate = zlib.decompressobj()
    try:
        # One byte more than is right, so that a grid that never ends is not unpacked.
        data = inflate.decompress(packed, size + 1)
    except zlib.error as error:
        raise ValueError("is not zlib") from error
    if len(data) != size:
        raise ValueError(f"does not hold {rows} × {cols} cells")
    return np.frombuffer(data, "<u4").reshape(rows, cols)
