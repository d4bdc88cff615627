"""One person's feet while furniture hides them: from the head, and how tall people stand there."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from vision.track.body import Cut
from vision.track.stature import Stature

Vector = npt.NDArray[np.float64]

WHOLE = 0.85
"""Share of an ordinary person's height from which a box shows somebody whole, so tells how tall
this one is."""
SHORT = 0.8
"""Share of the person's own height below which a box does not reach the feet."""
TALLEST = 1.15
MEMORY = 0.8
"""Weight of the height that is known against a new whole box."""
PATIENCE = 0.6
"""Seconds for which a box must be short: who bends or is missed in part is not behind furniture."""
NOD = 0.1
"""Share of the height by which the top may be off what was expected and still be the head."""
STEP = 0.03
"""Share of the height by which a head must have moved to be learnt from again."""


class Standing:
    """Begins when the person is first seen, at ``time``."""

    def __init__(self, time: float) -> None:
        self.hidden = 0.0
        """Pixels of the legs that were out of sight behind furniture the last time."""
        self._height = 1.0
        """Of an ordinary person's."""
        self._whole = time
        """When the feet were last seen."""
        self._learnt = -np.inf
        """Where the head was when it was last learnt from."""

    def complete(
        self, box: Vector, whole: Vector, cut: Cut, head: float, time: float, stature: Stature
    ) -> Vector:
        """``whole`` down to the feet.

        Args:
            box: as detected.
            whole: as far as the person's own size in pixels completes it already.
            head: where its top was expected.
            stature: the camera's; learns from what is whole.
        """
        self.hidden = 0.0
        if cut.any:
            return whole
        top, height = float(box[1]), float(box[3] - box[1])
        if not cut.hidden and abs(top - self._learnt) > STEP * height:
            stature.learn(top, height)
            self._learnt = top
        usual = stature.expected(top)
        if usual is None:
            return whole
        if height >= WHOLE * usual and not cut.hidden:
            seen = min(height / usual, TALLEST)
            self._height = MEMORY * self._height + (1 - MEMORY) * seen
        own = self._height * usual
        if cut.hidden and whole[3] > box[3]:
            # Known in pixels from where the person was before: smaller for who walks away.
            whole = whole.copy()
            whole[3] = max(float(box[3]), min(float(whole[3]), top + own))
        if height >= SHORT * own or abs(top - head) > NOD * own:
            self._whole = time
        elif time - self._whole >= PATIENCE:
            whole = whole.copy()
            whole[3] = max(whole[3], top + own)
            self.hidden = 0.0 if cut.hidden else float(whole[3] - box[3])
        return whole
