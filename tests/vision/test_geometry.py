from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vision.zones.geometry import Polygon, Segment, self_intersection

SQUARE = Polygon(((0, 0), (10, 0), (10, 10), (0, 10)))


@pytest.mark.parametrize(
    ("start", "end", "point", "side"),
    [
        # Standing at the bottom of the picture and facing up, the right is where x grows.
        ((50, 100), (50, 0), (80, 50), "right"),
        ((50, 100), (50, 0), (20, 50), "left"),
        # Facing down it is the other way round.
        ((50, 0), (50, 100), (80, 50), "left"),
        # Facing right, the right-hand side is below.
        ((0, 50), (100, 50), (50, 80), "right"),
        ((0, 50), (100, 50), (50, 20), "left"),
    ],
)
def test_right_is_the_right_hand_of_someone_at_the_start_facing_the_end(
    start: tuple[float, float], end: tuple[float, float], point: tuple[float, float], side: str
) -> None:
    assert (Segment(start, end).offset(point) > 0) == (side == "right")


def test_offset_is_a_distance() -> None:
    assert Segment((0, 0), (3, 4)).offset((-4, 3)) == pytest.approx(5)
    assert abs(Segment((0, 100), (0, 0)).offset((7, 31))) == pytest.approx(7)


@pytest.mark.parametrize(
    ("point", "inside"),
    [
        ((5, 5), True),
        ((0, 0), True),
        ((10, 5), True),
        ((5, 10), True),
        ((10.01, 5), False),
        ((-0.01, 5), False),
    ],
)
def test_the_border_belongs_to_the_polygon(point: tuple[float, float], inside: bool) -> None:
    assert (point in SQUARE) is inside


def test_feet_on_the_last_row_are_in_a_zone_that_reaches_it() -> None:
    zone = Polygon(((300, 300), (560, 300), (560, 432), (300, 432)))
    assert (400.0, 432.0) in zone


def test_a_concave_polygon_leaves_its_bay_out() -> None:
    bay = Polygon(((0, 0), (10, 0), (10, 10), (5, 5), (0, 10)))
    assert (5, 4) in bay
    assert (5, 8) not in bay


@given(st.floats(0.01, 9.99), st.floats(0.01, 9.99), st.integers(0, 3))
def test_containment_does_not_depend_on_the_first_corner_or_the_winding(
    x: float, y: float, turn: int
) -> None:
    corners = SQUARE.corners[turn:] + SQUARE.corners[:turn]
    assert (x, y) in Polygon(corners)
    assert (x, y) in Polygon(corners[::-1])
    assert (x + 10, y) not in Polygon(corners)


def test_crossing_sides_are_named() -> None:
    assert self_intersection(((0, 0), (1, 1), (1, 0), (0, 1))) == (0, 2)
    assert self_intersection(SQUARE.corners) is None


def test_degenerate_shapes_are_refused() -> None:
    with pytest.raises(ValueError, match="two different points"):
        Segment((1, 1), (1, 1))
    with pytest.raises(ValueError, match="three corners"):
        Polygon(((0, 0), (1, 1)))
