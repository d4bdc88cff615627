"""The picture's edge, where people may come and go.

Who is lost inside the picture was hidden, and who is lost as they walk out of it has left: where
tracks may begin and end is evidence for joining them (D. Makris and T. Ellis, "Learning Semantic
Scene Models from Observing Activity in Visual Surveillance", IEEE Trans. SMC-B, 2005). The edge is
known and need not be learnt.
"""

from __future__ import annotations

from math import erf, hypot, sqrt

from vision.track.body import EDGE_SHARE
from vision.track.kalman import POSITION_NOISE, BoxFilter


class Border:
    """``size``: the picture's (width, height) in pixels."""

    def __init__(self, size: tuple[float, float]) -> None:
        self._size = size

    def beyond(self, state: BoxFilter) -> float:
        """How likely it is, 0 to 1, that the edge cuts somebody's box on the left or right, or that
        the box's middle is over it at the top or bottom, where people are cut while they stay."""
        x1, y1, x2, y2 = state.position
        noise = POSITION_NOISE * state.height
        side = hypot(sqrt(state.doubt[0] + state.doubt[2] / 4), noise)
        upright = hypot(sqrt(state.doubt[1]), noise)
        width, height = self._size
        margin, middle = EDGE_SHARE * width, (y1 + y2) / 2
        return max(
            _share((margin - x1) / side),
            _share((x2 - width + margin) / side),
            _share(-middle / upright),
            _share((middle - height) / upright),
        )


def _share(deviations: float) -> float:
    """Of a normal distribution, below so many standard deviations."""
    return (1 + erf(deviations / sqrt(2))) / 2
