from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sample_videos.simulator.demo_shop import demo_shop
from sample_videos.simulator.projection import View
from sample_videos.simulator.shop import Camera
from vision.zones.floor import Floor
from vision.zones.geometry import Polygon
from vision.zones.lens import Lens

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


CORNERS = [(1.0, 0.5), (6.5, 0.5), (6.0, 5.0), (1.5, 5.0), (4.0, 2.0), (3.0, 4.0), (5.0, 3.5)]
"""Metres, before the left camera."""


def clicked(places: list[tuple[float, float]], noise: float = 0.0) -> list[tuple[float, float]]:
    pixels, _ = View(demo_shop().cameras[1]).project([(*place, 0.0) for place in places])
    pixels = pixels + np.random.default_rng(1).normal(0, noise, pixels.shape)
    return [(float(x), float(y)) for x, y in pixels]


@pytest.mark.parametrize("wrong", range(7))
def test_a_point_clicked_in_a_wrong_place_is_left_out(wrong: int) -> None:
    pixels, metres = clicked(CORNERS, 0.5), list(CORNERS)
    metres[wrong] = (metres[wrong][0] + 2, metres[wrong][1])
    floor = Floor.from_points(pixels, metres)
    assert floor.fit is not None
    assert floor.fit.left_out == (wrong,)
    assert floor.fit.errors[wrong] == pytest.approx(2, abs=0.2)
    assert floor.fit.rms is not None
    assert floor.fit.rms < 0.1
    assert floor.error(clicked([(3.5, 3.0)]), [(3.5, 3.0)]) < 0.15


def test_many_points_are_fitted_by_some_quadruples_drawn_from_a_seed() -> None:
    chance = np.random.default_rng(3)
    places = [(float(x), float(y)) for x in (1, 2.5, 4, 5.5, 6.5) for y in (1, 2, 3.5, 5)]
    metres = list(places)
    wrong = tuple(sorted(int(n) for n in chance.choice(20, 5, replace=False)))
    for index in wrong:
        metres[index] = (metres[index][0] - 1.5, metres[index][1] + 1)
    fits = [Floor.from_points(clicked(places, 0.5), metres).fit for _ in range(2)]
    assert fits[0] is not None
    assert fits[0].left_out == wrong
    assert fits[0] == fits[1]


def test_a_wrong_point_is_found_wherever_the_others_are() -> None:
    """Eight random points of any camera's floor, clicked to a pixel, one 1.5 to 4 m off."""
    chance = np.random.default_rng(0)
    found = 0
    for trial in range(20):
        view = View(demo_shop().cameras[trial % 4])
        places = chance.uniform((0, 0), (14, 10), (400, 2))
        pixels, depth = view.project(np.column_stack((places, np.zeros(400))))
        shown = (depth > 0) & (pixels > 20).all(axis=1) & (pixels < (620, 340)).all(axis=1)
        metres, seen = places[shown][:8], pixels[shown][:8] + chance.normal(0, 1, (8, 2))
        wrong, turn = int(chance.integers(8)), chance.uniform(0, 2 * np.pi)
        metres[wrong] += chance.uniform(1.5, 4) * np.array((np.cos(turn), np.sin(turn)))
        floor = Floor.from_points(
            [(float(x), float(y)) for x, y in seen], [(float(x), float(y)) for x, y in metres]
        )
        assert floor.fit is not None
        found += floor.fit.left_out == (wrong,)
    assert found >= 19


def test_four_points_fit_and_tell_no_error() -> None:
    fit = Floor.from_points(clicked(CORNERS[:4]), CORNERS[:4]).fit
    assert fit is not None
    assert fit.left_out == ()
    assert fit.rms is None


@pytest.mark.parametrize(
    ("count", "wrong", "told"),
    [
        (5, (2,), r"five do not tell which is wrong: point 1 .*point 3 \(metres 6, 7\) is 2.00 m"),
        (6, (1, 3), r"only 4 of 6 points agree within 0.5 m, and 5 must: point"),
        (7, (0, 1, 2), r"of 7 points agree within 0.5 m, and 5 must: point"),
    ],
)
def test_points_that_contradict_each_other_are_named(
    count: int, wrong: tuple[int, ...], told: str
) -> None:
    metres = CORNERS[:count]
    for step, index in enumerate(wrong):
        metres[index] = (metres[index][0] - step, metres[index][1] + 2 * (1 + step))
    with pytest.raises(ValueError, match=told):
        Floor.from_points(clicked(CORNERS[:count]), metres)


@pytest.mark.parametrize("camera", demo_shop().cameras, ids=lambda camera: camera.name)
def test_the_view_is_the_floor_that_the_picture_shows(camera: Camera) -> None:
    view = View(camera)
    x, y, _ = camera.target
    known = [(x + dx, y + dy) for dx, dy in ((-1, -0.5), (1, -0.5), (1, 1), (-1, 1))]
    pixels, _ = view.project([(*place, 0.0) for place in known])
    floor = Floor.from_points([(float(a), float(b)) for a, b in pixels], known)
    size = (view.width, view.height)
    seen = Polygon(floor.view(size, reach=8))
    _, (nearest,) = view.project([(*floor.metres([(size[0] / 2, size[1])])[0], 0.0)])
    level = float(np.hypot(*view.axes[2][:2]))
    inside = outside = 0
    for place in [(px / 2, py / 2) for px in range(-10, 40) for py in range(-10, 32)]:
        (pixel,), (depth,) = view.project([(*place, 0.0)])
        shown = depth > 0 and 0 <= pixel[0] <= size[0] and 0 <= pixel[1] <= size[1]
        # Metres on the floor, in the direction of sight, from the nearest that is shown.
        away = (depth - nearest) / level
        assert (place in seen) == (shown and away <= 8), place
        inside, outside = inside + (place in seen), outside + (place not in seen)
        if shown:
            assert floor.pixels([place])[0] == pytest.approx(pixel, abs=1e-3)
    assert inside > 30
    assert outside > 300


def test_a_picture_above_the_horizon_shows_no_floor() -> None:
    floor = Floor.from_points(clicked(CORNERS[:4]), CORNERS[:4])
    assert floor.view((640, 360)) != ()
    higher = Floor.from_points([(x, y + 2000) for x, y in clicked(CORNERS[:4])], CORNERS[:4])
    assert higher.view((640, 360)) == ()


def test_a_pixel_is_worth_more_the_farther_it_is() -> None:
    floor = Floor.from_points(clicked(CORNERS[:4]), CORNERS[:4])
    (near,), (far,) = clicked([(4.0, 5.5)]), clicked([(4.0, 1.0)])
    assert 0.005 < floor.metres_per_pixel(near) < floor.metres_per_pixel(far) < 0.2
    moved = (far[0], far[1] + 1)
    there, then = floor.metres([far, moved])
    assert np.linalg.norm(there - then) == pytest.approx(floor.metres_per_pixel(far), rel=0.1)
    assert np.isnan(floor.metres_per_pixel((320, -500)))


def test_a_plan_whose_y_grows_downwards_is_a_mirror_image() -> None:
    assert not Floor.from_points(clicked(CORNERS[:4]), CORNERS[:4]).mirrored
    assert Floor.from_points(clicked(CORNERS[:4]), [(x, -y) for x, y in CORNERS[:4]]).mirrored


@pytest.mark.parametrize(("k1", "k2"), [(-0.3, 0.09), (-0.2, 0.0), (0.15, 0.0), (0.1, -0.05)])
def test_the_floor_of_a_bent_picture(k1: float, k2: float) -> None:
    lens = Lens(k1, k2, 300.0, (320.0, 180.0))
    bent = [(float(x), float(y)) for x, y in lens.shown(np.array(clicked(CORNERS)))]
    floor = Floor.from_points(bent, CORNERS, lens)
    assert floor.fit is not None
    assert max(floor.fit.errors) < 1e-6
    assert floor.pixels(CORNERS) == pytest.approx(np.array(bent), abs=1e-6)
    straight = Floor.from_points(bent[:4], CORNERS[:4])
    assert straight.error(bent[4:], CORNERS[4:]) > 0.01


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


def test_the_matrix_is_of_the_pixels_that_the_floor_takes() -> None:
    shares = [(0.1, 0.5), (0.9, 0.5), (0.8, 0.9), (0.2, 0.9)]
    floor = Floor.from_points(shares, [(0, 0), (8, 0), (6, 5), (2, 5)]).scaled((640, 360))
    pixels = np.array([(320.0, 200.0), (100.0, 300.0)])
    mapped = np.column_stack((pixels, np.ones(2))) @ floor.matrix.T
    assert mapped[:, :2] / mapped[:, 2:] == pytest.approx(floor.metres(pixels))
