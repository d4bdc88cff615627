"""How far a box is from what the motion expects, as far as the box shows it."""

from __future__ import annotations

import numpy as np
import pytest

from vision.track.kalman import BoxFilter, surprise

BOX = np.array([100.0, 100.0, 140.0, 200.0])
SIDES = ("left", "top", "right", "bottom")


def far(moved: dict[str, float], unsure: tuple[str, ...] = ()) -> float:
    """Of a box whose sides are moved by so many pixels."""
    box = BOX + np.array([moved.get(side, 0.0) for side in SIDES])
    flags = np.array([[side in unsure for side in SIDES]])
    return float(surprise([BoxFilter(BOX, 0.0)], BOX[None], box[None], flags)[0, 0])


@pytest.mark.parametrize("side", SIDES)
def test_a_side_that_is_unsure_may_be_anywhere(side: str) -> None:
    assert far({side: 60}) > 3
    assert far({side: 60}, (side,)) == 0


@pytest.mark.parametrize("side", SIDES)
def test_the_other_sides_of_a_cut_box_still_count(side: str) -> None:
    across = side in ("left", "right")
    for other in set(SIDES) - {side}:
        assert far({other: 40}, (side,)) > 0
    opposite = SIDES[(SIDES.index(side) + 2) % 4]
    assert far({opposite: 40}, (side, "top" if across else "left")) > 1


def test_a_box_cut_all_around_tells_nothing() -> None:
    assert far(dict.fromkeys(SIDES, 30.0), SIDES) == 0


def test_covered_feet_leave_the_middle_across_and_the_top() -> None:
    assert far({"bottom": -50}, ("bottom",)) == 0
    assert far({"left": 20, "right": 20}, ("bottom",)) > 1
    assert far({"top": 20, "bottom": -50}, ("bottom",)) > 1
