from __future__ import annotations

import cv2
import numpy as np
import pytest

from dashboard import heat
from dashboard.shapes import Camera, Line, Zone

WIDTH, HEIGHT = 320, 180


def blended(values: list[list[float]], vmax: float, palette: heat.Palette) -> np.ndarray:
    return heat.blend(heat.grid(values), vmax, palette, WIDTH, HEIGHT)


@pytest.mark.parametrize("palette", heat.PALETTES)
def test_a_cell_never_seen_is_ground_and_the_coldest_seen_is_not(palette: heat.Palette) -> None:
    values = [[0.0] * 16 for _ in range(9)]
    values[4][4] = 0.001
    values[4][12] = 100.0
    picture = blended(values, 100, palette).astype(int)
    ground = heat.ground(WIDTH, HEIGHT).astype(int)
    unseen = np.ones((HEIGHT, WIDTH), dtype=bool)
    unseen[80:100, 80:100] = unseen[80:100, 240:260] = False
    assert (picture[unseen] == ground[unseen]).all()
    difference = np.abs(picture - ground).max(axis=2)
    assert difference[80:100, 80:100].min() > 60
    assert difference[80:100, 240:260].min() > 60


@pytest.mark.parametrize("palette", heat.PALETTES)
def test_hotter_is_lighter(palette: heat.Palette) -> None:
    lightness = cv2.cvtColor(heat.colours(palette).reshape(1, 256, 3), cv2.COLOR_BGR2LAB)[0, :, 0]
    steps = np.diff(lightness.astype(int))
    assert steps.min() >= -1
    assert lightness[-1] - int(lightness[0]) > 120


def test_a_fixed_scale_gives_the_same_colour_to_the_same_value() -> None:
    alone = blended([[5.0, 5.0], [5.0, 5.0]], 10, "inferno")
    beside = blended([[5.0, 10.0], [5.0, 10.0]], 10, "inferno")
    assert (alone[:, :60] == beside[:, :60]).all()
    assert (alone[90, 300] != beside[90, 300]).any()


def test_values_above_the_scale_have_the_hottest_colour() -> None:
    assert (blended([[99.0]], 10, "viridis") == blended([[10.0]], 10, "viridis")).all()


@pytest.mark.parametrize("values", [[[0.0, 0.0]], [[float("nan"), 0.0]]])
def test_nothing_seen_is_ground(values: list[list[float]]) -> None:
    assert (blended(values, 10, "inferno") == heat.ground(WIDTH, HEIGHT)).all()
    assert (blended([[1.0]], 0, "inferno") == heat.ground(WIDTH, HEIGHT)).all()


def test_the_picture_has_the_shape_of_the_cameras() -> None:
    width, height = heat.size(Camera(camera="c", name="c", width=640, height=480))
    assert width / height == pytest.approx(4 / 3, abs=0.01)
    width, height = heat.size(Camera(camera="c", name="c"))
    assert width / height == pytest.approx(16 / 9, abs=0.01)


def test_the_arrow_points_to_the_right_of_the_line() -> None:
    """Of someone at its start who faces its end: rightwards for a line drawn upwards."""
    picture = heat.ground(1000, 1000)
    up = Line(line="l", camera="c", name="l", role="entrance", start=(0.5, 0.9), end=(0.5, 0.1))
    heat.outline(picture, [], [up])
    dark = picture.max(axis=2) < 100
    right, left = dark[:, 510:].sum(), dark[:, :490].sum()
    assert right > 2 * left > 0


def test_names_do_not_cover_each_other() -> None:
    square = ((0.2, 0.2), (0.4, 0.2), (0.4, 0.4))
    zones = [Zone(zone=name, camera="c", name=name, polygon=square) for name in ("a", "b", "c")]
    places = [(label.x, label.y) for label in heat.labels(zones, [])]
    assert len(set(places)) == 3
    assert all(0 <= x <= 0.7 and 0 <= y <= 0.95 for x, y in places)


def test_the_picture_is_a_webp_of_its_size() -> None:
    body = heat.encode(heat.ground(64, 48))
    assert body[8:12] == b"WEBP"
    decoded = cv2.imdecode(np.frombuffer(body, np.uint8), cv2.IMREAD_COLOR)
    assert decoded is not None
    assert decoded.shape == (48, 64, 3)
