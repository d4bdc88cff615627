"""One picture and the instant it was captured."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Frame:
    """``image``: (height, width, 3) BGR. ``time``: capture time, POSIX seconds."""

    image: npt.NDArray[np.uint8]
    time: float
