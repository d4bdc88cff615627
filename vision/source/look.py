"""What a reader tells of one instant at which a camera is to be analysed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vision.view import View


@dataclass(frozen=True, slots=True)
class Look:
    """One analysed instant.

    ``image`` is (height, width, 3) BGR with the masks already blank, or None when the motion gate
    found nothing changed since the last picture: then what was seen there still holds.
    """

    time: float
    """Capture time, POSIX seconds by the box's clock."""
    image: npt.NDArray[np.uint8] | None
    view: View | None = None
    """What the picture is fit for; None: not judged."""
    damaged: int = 0
    """Frames that could not be decoded since the look before."""
    dropped: int = 0
    """Looks given up since the one before, for nobody had time for them."""
