"""Colours as people tell them apart: sRGB to CIELAB.

CIE 15:2018, *Colorimetry*; sRGB after IEC 61966-2-1, white D65.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
_WHITE = _TO_XYZ.sum(axis=1)
_KNEE = 6 / 29


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour as ``#rrggbb``, and how far off it may look: distance in CIELAB's (a*, b*), after
    the light is evened out."""

    code: str
    tolerance: float


def parse(code: str) -> Floats:
    """(3,) red, green and blue, 0 to 1, of ``#rrggbb``. Raises ValueError for any other text."""
    if not re.fullmatch("#[0-9a-fA-F]{6}", code):
        raise ValueError(f"{code!r} is no colour; write it as #rrggbb")
    return np.array([int(code[i : i + 2], 16) for i in (1, 3, 5)]) / 255


def lab(rgb: Floats) -> Floats:
    """(…, 3) L* 0 to 100, a* and b*, of red, green and blue from 0 to 1."""
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    xyz = linear @ _TO_XYZ.T / _WHITE
    root = np.where(xyz > _KNEE**3, np.cbrt(xyz), xyz / (3 * _KNEE**2) + 4 / 29)
    x, y, z = root[..., 0], root[..., 1], root[..., 2]
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def in_light_of(colours: Floats, lightness: float) -> Floats:
    """(…, 2) a* and b* of CIELAB ``colours`` (…, 3), were they lit so as to have ``lightness``.

    Light k times as strong makes L* + 16, a* and b* all k^(1/3) times as large, wherever the cube
    root of CIELAB's definition holds: all but the darkest colours.
    """
    scale = (lightness + 16) / (colours[..., :1] + 16)
    scaled: Floats = colours[..., 1:] * scale
    return scaled
