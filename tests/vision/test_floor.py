from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sample_videos.simulator.demo_shop import demo_shop
from sample_videos.simulator.projection import View
from sample_videos.simulator.shop import Camera
from vision.zones.floor import Floor

SQUARE = [(0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0)]


@pytest.mark.parametrize("camera", demo_shop().cameras, ids=lambda camera: camera.name)
def test_places_come_back_from_a_cameras_picture(camera: Camera) -> None:
    view = View(camera)
    # Around what the camera looks at, well before it.
    x, y, _ = camera.target
    known = [(x + dx, y + dy) for dx, dy in ((-1, -0.5), (1, -0.5), (1, 1), (-1, 1), (0, 0.3))]
    pixels, depth = view.project([(*place, 0.0) for place in known])
    assert (depth > 0).all()
    floor = Floor.from_points([(float(a), float(b)) for a, b in pixels[:4]], known[:4])
    assert floor.metres(pixels) == pytest.approx(np.array(known), abs=1e-6)
    assert floor.error([(float(a), float(b)) for a, b in pixels], known) < 1e-6


def test_there_is_no_floor_above_the_horizon() -> None:
    camera = demo_shop().cameras[1]
    view = View(camera)
    known = [(3.0, 3.0), (4.5, 3.0), (4.5, 5.0), (3.0, 5.0)]
    pixels, _ = view.project([(*place, 0.0) for place in known])
    floor = Floor.from_points([(float(a), float(b)) for a, b in pixels], known)
    places = floor.metres([(320.0, 200.0), (320.0, -400.0)])
    assert np.isfinite(places[0]).all()
    assert np.isnan(places[1]).all()


def test_more_points_average_out_what_is_clicked_beside() -> None:
    rng = np.random.default_rng(2)
    view = View(demo_shop().cameras[0])
    known = [(float(x), float(y)) for x in (6.0, 7.0, 8.0) for y in (0.4, 1.2, 2.0)]
    pixels, _ = view.project([(*place, 0.0) for place in known])
    there = [(7.2, 0.9)]
    (pixel,), _ = view.project([(*there[0], 0.0)])
    off: dict[int, list[float]] = {4: [], 9: []}
    for _ in range(40):
        clicked = pixels + rng.normal(0, 2, pixels.shape)
        for count, some in ((4, [0, 2, 6, 8]), (9, list(range(9)))):
            floor = Floor.from_points(
                [(float(a), float(b)) for a, b in clicked[some]], [known[n] for n in some]
            )
            off[count].append(float(np.linalg.norm(floor.metres([tuple(pixel)]) - there)))
    assert np.mean(off[9]) < np.mean(off[4]) < 0.1


@pytest.mark.parametrize(
    ("pixels", "metres", "told"),
    [
        (SQUARE[:3], SQUARE[:3], "3 points; at least 4"),
        (SQUARE, SQUARE[:3], "4 points of the picture and 3"),
        ([(0, 0), (1, 1), (2, 2), (3, 3)], SQUARE, "on one line"),
        (SQUARE, [(0, 0), (1, 1), (2, 2), (3, 3)], "on one line"),
        ([(1, 1)] * 4, SQUARE, "the same"),
        # Two corners exchanged: a bow tie, which no camera makes of a square.
        (SQUARE, [SQUARE[0], SQUARE[1], SQUARE[3], SQUARE[2]], "not in the order"),
    ],
)
def test_points_that_do_not_tell(
    pixels: list[tuple[float, float]], metres: list[tuple[float, float]], told: str
) -> None:
    with pytest.raises(ValueError, match=told):
        Floor.from_points(pixels, metres)


@given(
    st.floats(20, 65),
    st.floats(2.2, 4.0),
    st.floats(-40, 40),
    st.lists(st.tuples(st.floats(-2, 2), st.floats(-2, 2)), min_size=1, max_size=8),
)
def test_any_camera_that_looks_down(
    tilt: float, height: float, turn: float, places: list[tuple[float, float]]
) -> None:
    a, b = np.radians(tilt), np.radians(turn)
    away = height / np.tan(a)
    position = np.array((away * np.sin(b), -away * np.cos(b), height))
    forward = -position / np.linalg.norm(position)
    right = np.cross(forward, (0, 0, 1))
    right /= np.linalg.norm(right)
    axes = np.stack((right, np.cross(forward, right), forward))

    def picture(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
        seen = (np.array([(*point, 0.0) for point in points]) - position) @ axes.T
        return [(float(x / z * 300 + 320), float(y / z * 300 + 180)) for x, y, z in seen]

    corners = [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)]
    floor = Floor.from_points(picture(corners), corners)
    seen = (np.array([(*place, 0.0) for place in places]) - position) @ axes.T
    before = [place for place, depth in zip(places, seen[:, 2], strict=True) if depth > 0.2]
    if before:
        assert floor.metres(picture(before)) == pytest.approx(np.array(before), abs=1e-6)
