"""How large a person appears, learnt from whole boxes, to complete boxes that are cut."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float64]

EDGE_SHARE = 0.01
"""A side this close to the picture's edge, as a share of the picture, may be cut by it."""
MEMORY = 0.7
"""Weight of what is known against a new whole box: perspective changes a size within seconds."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Which sides of a box lie on the picture's edge."""

    left: bool
    top: bool
    right: bool
    bottom: bool

    @classmethod
    def of(cls, box: Vector, size: tuple[float, float]) -> Cut:
        mx, my = EDGE_SHARE * size[0], EDGE_SHARE * size[1]
        return cls(
            bool(box[0] <= mx),
            bool(box[1] <= my),
            bool(box[2] >= size[0] - mx),
            bool(box[3] >= size[1] - my),
        )

    @property
    def any(self) -> bool:
        return self.left or self.top or self.right or self.bottom


class Body:
    """Width and height of one person in pixels, each None until a box showed it whole."""

    def __init__(self) -> None:
        self.width: float | None = None
        self.height: float | None = None

    def learn(self, box: Vector, cut: Cut) -> None:
        if not (cut.left or cut.right):
            self.width = _blend(self.width, float(box[2] - box[0]))
        if not (cut.top or cut.bottom):
            self.height = _blend(self.height, float(box[3] - box[1]))

    def complete(self, box: Vector, cut: Cut) -> Vector:
        """The box with its cut sides put where the known size says, outwards only."""
        whole = box.copy()
        if self.width is not None and cut.left != cut.right:
            if cut.right:
                whole[2] = max(box[2], box[0] + self.width)
            else:
                whole[0] = min(box[0], box[2] - self.width)
        if self.height is not None and cut.top != cut.bottom:
            if cut.bottom:
                whole[3] = max(box[3], box[1] + self.height)
            else:
                whole[1] = min(box[1], box[3] - self.height)
        return whole


def _blend(known: float | None, seen: float) -> float:
    return seen if known is None else MEMORY * known + (1 - MEMORY) * seen
