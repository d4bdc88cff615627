"""Who is lost at the picture's edge has left; who is lost inside it was hidden."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.vision.test_rejoin import state
from tests.vision.test_tracker import SIZE
from vision.track.border import Border
from vision.track.kalman import BoxFilter
from vision.track.rejoin import join

BORDER = Border(SIZE)


def standing(x: float, foot: float, height: float = 100.0) -> BoxFilter:
    width = 0.4 * height
    return BoxFilter(np.array([x - width / 2, foot - height, x + width / 2, foot]), 0.0)


@pytest.mark.parametrize(
    ("x", "foot", "low", "high"),
    [
        (320, 200, 0.0, 0.01),
        (0, 200, 0.99, 1.0),
        (640, 200, 0.99, 1.0),
        (28, 200, 0.2, 0.5),
        (320, 20, 0.99, 1.0),
        (320, 440, 0.99, 1.0),
        # Cut at the knees or the head: near the camera, not on the way out.
        (320, 385, 0.0, 0.01),
        (320, 80, 0.0, 0.01),
    ],
)
def test_how_surely_somebody_is_over_the_edge(
    x: float, foot: float, low: float, high: float
) -> None:
    assert low <= BORDER.beyond(standing(x, foot)) <= high


@given(x=st.floats(-100, 740), foot=st.floats(-50, 500))
def test_a_mirrored_picture_says_the_same(x: float, foot: float) -> None:
    mirrored = standing(SIZE[0] - x, foot)
    assert BORDER.beyond(standing(x, foot)) == pytest.approx(BORDER.beyond(mirrored), abs=1e-9)


@given(near=st.floats(0, 310), step=st.floats(1, 300))
def test_further_inside_is_less_surely_over_the_edge(near: float, step: float) -> None:
    inner = min(near + step, 320.0)
    assert BORDER.beyond(standing(inner, 200)) <= BORDER.beyond(standing(near, 200)) + 1e-9


def test_in_the_middle_a_short_gap_forgives_more_than_a_long_one() -> None:
    """As far off what was expected, in deviations."""
    lost, soon, late = state(250, 60, 0.0), state(300, -10, 1.0), state(330, -54, 2.8)
    distances = [lost.carried(one.time).distance(one) for one in (soon, late)]
    assert distances == pytest.approx([8, 8], abs=1.5)
    assert join([lost], [soon], 3.0, 5.0, BORDER) == [(0, 0)]
    assert join([lost], [late], 3.0, 5.0, BORDER) == []


@pytest.mark.parametrize(
    "new",
    [
        pytest.param(610.0, id="left, and another came in there"),
        pytest.param(590.0, id="left, and another appeared inside"),
    ],
)
def test_who_has_left_is_nobody_inside(new: float) -> None:
    """The same two states are one person's in the middle of a wider picture."""
    ends, begins = [state(590, 40, 0.0)], [state(new, 20, 1.8)]
    assert join(ends, begins, 3.0, 5.0, Border((1280.0, 360.0))) == [(0, 0)]
    assert join(ends, begins, 3.0, 5.0, BORDER) == []
