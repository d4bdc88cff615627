"""How tall people stand in one camera's picture, learnt from those who are seen whole.

On a flat floor the place of a head tells that of the feet, for somebody of ordinary height: heights
in the picture grow in a straight line with the head's place, as far as the lens is level
(A. Criminisi, I. Reid and A. Zisserman, "Single View Metrology", IJCV 2000). With it, feet behind
furniture are found from the head alone.
"""

from __future__ import annotations

from collections import deque

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

STRIPS = 24
"""Parts of the picture's height whose people are learnt from apart, so that a place where people
stand for long does not outweigh the others."""
MEMORY = 120
"""Heights remembered in each strip."""
ENOUGH = 12
"""Heights in a strip before it counts."""
FEWEST_STRIPS = 4
REFIT = 60
"""New heights between two fits."""
UPPER = 0.7
"""Quantile of a strip's heights that stands for whole people: the lower ones are partly hidden."""
TOLERANCE = 0.12
"""A strip whose people are shorter than the line says by more than this hides their feet."""


class Stature:
    """Fits ``height = a + b · top`` to whole people. ``height``: of the picture, in pixels."""

    def __init__(self, height: float) -> None:
        self._strip = height / STRIPS
        self._seen: list[deque[tuple[float, float]]] = [deque(maxlen=MEMORY) for _ in range(STRIPS)]
        self._since = 0
        self._line: tuple[float, float] | None = None
        self._span = (0.0, 0.0)

    def learn(self, top: float, height: float) -> None:
        """A box that nothing is known to cut. People who stand still are to be told once."""
        strip = min(max(int(top / self._strip), 0), STRIPS - 1)
        self._seen[strip].append((top, height))
        self._since += 1
        if self._since >= REFIT:
            self._since = 0
            self._fit()

    def expected(self, top: float) -> float | None:
        """Pixels from this head to the feet of somebody of ordinary height; None while not known,
        or where nobody's head was yet."""
        if self._line is None or not self._span[0] <= top <= self._span[1]:
            return None
        height = self._line[0] + self._line[1] * top
        return height if height > 0 else None

    def _fit(self) -> None:
        strips = [np.array(strip) for strip in self._seen if len(strip) >= ENOUGH]
        if len(strips) < FEWEST_STRIPS:
            return
        tops = np.array([np.median(strip[:, 0]) for strip in strips])
        heights = np.array([np.quantile(strip[:, 1], UPPER) for strip in strips])
        kept = np.ones(len(strips), np.bool_)
        for _ in range(6):
            slope, start = np.polyfit(tops[kept], heights[kept], 1, w=1 / heights[kept])
            # Only what is too short is left out: nobody is seen too tall.
            again = heights >= (1 - TOLERANCE) * (start + slope * tops)
            if again.sum() < FEWEST_STRIPS or (again == kept).all():
                break
            kept = again
        self._line = (float(start), float(slope))
        self._span = (float(tops.min() - self._strip), float(tops.max() + self._strip))
