"""Privacy masks: pixels that no model ever sees."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

RelativePolygon = Sequence[tuple[float, float]]


def blank(
    image: npt.NDArray[np.uint8], polygons: Sequence[RelativePolygon]
) -> npt.NDArray[np.uint8]:
    """The image with the polygons (shares of width and height) set to 0. In place."""
    height, width = image.shape[:2]
    for polygon in polygons:
        corners = np.round(np.array(polygon) * (width, height)).astype(np.int32)
        cv2.fillPoly(image, [corners], (0, 0, 0))
    return image
