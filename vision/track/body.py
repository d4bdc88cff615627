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
WHOLE = 0.92
"""A covered box shorter than this share of the person's known height has its feet hidden."""
COVERING = 0.3
"""Share of a box's width that another must cover to be before its feet."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Which sides of a box lie on the picture's edge."""

    left: bool
    top: bool
    right: bool
    bottom: bool
    hidden: bool = False
    """Somebody nearer is before the feet, which may be hidden."""

    @classmethod
    def of(cls, box: Vector, size: tuple[float, float], hidden: bool = False) -> Cut:
        mx, my = EDGE_SHARE * size[0], EDGE_SHARE * size[1]
        return cls(
            bool(box[0] <= mx),
            bool(box[1] <= my),
            bool(box[2] >= size[0] - mx),
            bool(box[3] >= size[1] - my),
            hidden,
        )

    @property
    def any(self) -> bool:
        return any(self.sides)

    @property
    def sides(self) -> tuple[bool, bool, bool, bool]:
        """In the order of a box."""
        return self.left, self.top, self.right, self.bottom


class Body:
    """Width and height of one person in pixels, each None until a box showed it whole."""

    def __init__(self) -> None:
        self.width: float | None = None
        self.height: float | None = None

    @property
    def known(self) -> bool:
        return self.width is not None and self.height is not None

    def learn(self, box: Vector, cut: Cut) -> None:
        if not (cut.left or cut.right):
            self.width = _blend(self.width, float(box[2] - box[0]))
        if not (cut.top or cut.bottom or (cut.hidden and self._is_short(box))):
            self.height = _blend(self.height, float(box[3] - box[1]))

    def complete(self, box: Vector, cut: Cut) -> Vector:
        """The box with its cut sides put where the known size says, outwards only."""
        whole = box.copy()
        if self.width is not None and cut.left != cut.right:
            if cut.right:
                whole[2] = max(box[2], box[0] + self.width)
            else:
                whole[0] = min(box[0], box[2] - self.width)
        bottom = cut.bottom or (cut.hidden and self._is_short(box))
        if self.height is not None and cut.top != bottom:
            if bottom:
                whole[3] = max(box[3], box[1] + self.height)
            else:
                whole[1] = min(box[1], box[3] - self.height)
        return whole

    def _is_short(self, box: Vector) -> bool:
        return self.height is not None and box[3] - box[1] < WHOLE * self.height


def feet_covered(boxes: Vector) -> npt.NDArray[np.bool_]:
    """(n,) whether somebody who stands nearer, so lower in the picture, is before the feet."""
    x1, y1, x2, y2 = boxes.T
    shared = np.minimum(x2[:, None], x2) - np.maximum(x1[:, None], x1)
    beside = shared >= COVERING * (x2 - x1)[:, None]
    before = (y2 > y2[:, None]) & (y1 < y2[:, None])
    covered: npt.NDArray[np.bool_] = (beside & before).any(axis=1)
    return covered


def _blend(known: float | None, seen: float) -> float:
    return seen if known is None else MEMORY * known + (1 - MEMORY) * seen
