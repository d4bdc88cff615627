from __future__ import annotations

import numpy as np
import pytest

from dashboard import plan
from dashboard.shapes import Plan, Store, Zone

WIDTH, HEIGHT = 320, 160
STORE = Store(
    store="s",
    name="S",
    timezone="Europe/Paris",
    currency="EUR",
    zones=(
        Zone(zone="far", camera="door", name="Far", polygon=((0, 0), (1, 0), (1, 1))),
        Zone(
            zone="street",
            camera="plan",
            name="Street",
            polygon=((0, 0), (1, 0), (1, 0.2)),
            metres=((-2, -1), (8, -1), (8, 0)),
        ),
    ),
    plan=Plan(outline=((0, 0), (8, 0), (8, 4), (0, 4)), cell=0.5, rows=10, cols=20),
)


def test_the_plan_is_drawn_with_y_upwards() -> None:
    (street,) = plan.zones(STORE)
    # Metres from (-2, -1) on, ten wide and five high: the street is at the picture's foot.
    assert street.polygon == ((0, 1), (1, 1), (1, 0.8))
    assert plan.outline(STORE) == [(0.2, 0.8), (1, 0.8), (1, 0), (0.2, 0)]
    above = plan.camera(STORE, "Plan")
    assert above is not None
    assert (above.camera, above.width, above.height) == ("plan", 20, 10)
    assert plan.upright(((0.0, 1.0), (2.0, None)))[0, 0] == 2


def test_a_store_without_a_plan_has_none() -> None:
    bare = STORE.model_copy(update={"plan": None})
    assert plan.camera(bare, "Plan") is None
    assert (plan.zones(bare), plan.outline(bare)) == ([], [])


VALUES = np.array([[np.nan, 0.0], [1.0, 100.0]])


def quarters(picture: np.ndarray) -> list[np.ndarray]:
    """Of each cell of two by two, its outer part: the inner ones blend."""
    return [
        picture[row : row + 30, col : col + 40].reshape(-1, 3).astype(int)
        for row in (5, 125)
        for col in (20, 260)
    ]


def test_what_no_camera_sees_is_hatched_and_where_nobody_was_is_plain() -> None:
    unseen, empty, cold, hot = quarters(plan.blend(VALUES, 100, "inferno", WIDTH, HEIGHT))
    assert len(np.unique(unseen, axis=0)) > 1
    assert (empty == empty[0]).all()
    assert np.abs(cold - empty[0]).max(axis=1).min() > 20
    assert np.linalg.norm(hot - cold, axis=1).min() > 100


def test_a_difference_is_blue_where_less_and_red_where_more() -> None:
    values = np.array([[np.nan, 0.0], [-5.0, 5.0]])
    unseen, same, less, more = quarters(plan.diverge(values, 5, WIDTH, HEIGHT))
    assert len(np.unique(unseen, axis=0)) > 1
    assert same.min() > 200
    assert (less[:, 0] - less[:, 2]).max() > 150
    assert (more[:, 2] - more[:, 0]).max() > 150
    nothing = plan.diverge(values * 0, 0, WIDTH, HEIGHT)
    assert (nothing[100, 40] == nothing[100, 240]).all()


@pytest.mark.parametrize("vmax", [0.0, 10.0])
def test_an_empty_plan_is_floor(vmax: float) -> None:
    empty = np.zeros((2, 2))
    picture = plan.blend(empty, vmax, "viridis", WIDTH, HEIGHT)
    assert (picture == picture[0, 0]).all()


def test_the_walls_are_drawn_on_the_outline() -> None:
    picture = plan.floor(np.zeros((10, 20), bool), 400, 200)
    plan.walls(picture, plan.outline(STORE))
    dark = picture.max(axis=2) < 150
    assert dark[60, 80]
    assert dark[160, 240]
    assert not dark[60, 240]
