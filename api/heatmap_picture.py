"""A heatmap as a PNG to lie over the camera's picture or the plan: transparent where it is cold,
hatched where nobody could be seen."""

from __future__ import annotations

from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

Palette = Literal["inferno", "viridis", "cividis"]

_LONG_SIDE: Final = 960
_OPAQUE: Final = 0.85
_FULL_AT: Final = 0.25
"""Share of the scale from which on the colour is at its most opaque."""
_HATCH: Final = (128, 128, 128, 140)
_HATCH_STEP, _HATCH_WIDTH = 14, 2
"""Pixels between the strokes where nothing is seen, and their width."""


def picture(values: NDArray[np.float64], vmax: float, palette: Palette) -> bytes:
    """``vmax``: the value of the hottest colour, above 0. NaN: not seen."""
    # Only the server of pictures needs OpenCV: the rest of the API starts without it.
    import cv2

    maps = {
        "inferno": cv2.COLORMAP_INFERNO,
        "viridis": cv2.COLORMAP_VIRIDIS,
        "cividis": cv2.COLORMAP_CIVIDIS,
    }
    rows, cols = values.shape
    scale = max(1, round(_LONG_SIDE / max(rows, cols)))
    unseen = np.isnan(values)
    share = np.clip(np.nan_to_num(values, nan=0.0) / vmax, 0, 1).astype(np.float32)
    # Linear: a cubic overshoots, and would warm cells beside a hot one that nobody entered.
    smooth = cv2.resize(share, (cols * scale, rows * scale), interpolation=cv2.INTER_LINEAR)
    colours = cv2.applyColorMap(np.rint(smooth * 255).astype(np.uint8), maps[palette])
    alpha = np.clip(smooth / _FULL_AT, 0, 1) * (_OPAQUE * 255)
    layers = np.dstack([colours, np.rint(alpha).astype(np.uint8)])
    if unseen.any():
        # Sharp: heat must not seem to end where only sight does.
        hidden = np.kron(unseen, np.ones((scale, scale), np.bool_))
        down, right = np.indices(hidden.shape)
        stroke = (down + right) % _HATCH_STEP < _HATCH_WIDTH
        layers[hidden] = (0, 0, 0, 0)
        layers[hidden & stroke] = _HATCH
    done, encoded = cv2.imencode(".png", layers)
    if not done:
        raise RuntimeError("OpenCV could not write a PNG")
    return bytes(encoded.tobytes())
