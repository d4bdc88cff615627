"""How far a box is from what the motion expects, as far as the box tells."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from vision.track.kalman import BoxFilter, surprise

BOX = np.array([100.0, 100.0, 140.0, 200.0])
SIDES = ("left", "top", "right", "bottom")
ASIDE = (["left"], ["right"], ["left", "right"])


def far(cut: Sequence[str] = (), *, covered: bool = False, **moved: float) -> float:
    """Of a box whose sides are moved by so many pixels."""
    box = BOX + np.array([moved.get(side, 0.0) for side in SIDES])
    flags = np.array([[side in cut for side in SIDES]])
    off = surprise([BoxFilter(BOX, 0.0)], BOX[None], box[None], flags, np.array([covered]))
    return float(off[0, 0])


def test_every_side_of_a_whole_box_counts() -> None:
    assert far() == 0
    for side in SIDES:
        assert far(**{side: 60.0}) > 3


@pytest.mark.parametrize("side", ["top", "bottom"])
def test_a_side_on_the_edge_may_be_anywhere_and_the_others_count(side: str) -> None:
    assert far([side], **{side: 60.0}) == 0
    assert far([side], left=20, right=20) > 3
    other = "bottom" if side == "top" else "top"
    assert far([side], **{other: 40.0}) > 3


@pytest.mark.parametrize("cut", ASIDE)
def test_who_leaves_sideways_may_show_a_leg_alone(cut: list[str]) -> None:
    assert far(cut, left=30, top=80) == 0
    assert far(cut, bottom=-40) > 10
    assert far(cut, top=-40) > 10


@pytest.mark.parametrize("cut", ASIDE)
def test_a_box_cut_at_the_side_and_below_can_only_be_too_high(cut: list[str]) -> None:
    assert far([*cut, "bottom"], left=-30, top=50, right=30, bottom=-60) == 0
    assert far([*cut, "bottom"], top=-40) > 10
    assert far([*cut, "bottom", "top"], top=-40) > 10


def test_covered_feet_leave_the_middle_across_and_the_top() -> None:
    assert far(covered=True, bottom=-50) == 0
    assert far(covered=True, left=20, right=20) > 3
    assert far(covered=True, top=20, bottom=-50) > 1
