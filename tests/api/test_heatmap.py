from __future__ import annotations

import cv2
import numpy as np
import pytest

from api.client import Client
from api.errors import ApiError
from tests.api.shop import Box, covered, heated

HOT = [[0, 1, 2], [3, 0, 100]]


@pytest.fixture
def warm(client: Client) -> Client:
    box = Box()
    seen = [covered(n, camera="aisle") for n in (0, 1, 60, 61)]
    client.ingest(box.batch(*seen, heated(0, 60, HOT), heated(60, 120, HOT)))
    return client


def test_grids_are_summed_in_person_seconds(warm: Client) -> None:
    found = warm.heatmap("lyon", "aisle")
    assert found.values == (2 * np.array(HOT)).tolist()
    assert (found.rows, found.cols, found.max, found.unit) == (2, 3, 200, "person-seconds")
    assert found.coverage is not None
    assert found.coverage.minutes_covered == 4
    assert found.note is None


def test_passages_and_a_stretch(warm: Client) -> None:
    found = warm.heatmap(
        "lyon", "aisle", measure="passages", start="2026-05-06T09:00", end="2026-05-06T10:00"
    )
    assert found.values == [[0, 1, 1], [1, 0, 1]]
    assert found.unit == "passages"


def test_nothing_measured_is_not_a_cold_room(warm: Client) -> None:
    found = warm.heatmap("lyon", "door")
    assert (found.values, found.max, found.rows) == (None, None, None)
    assert found.note is not None
    with pytest.raises(ApiError, match="no heat") as caught:
        warm.heatmap_png("lyon", "door")
    assert caught.value.status == 404


def test_a_camera_that_is_not_known(warm: Client) -> None:
    with pytest.raises(ApiError, match="Its cameras: door, aisle") as caught:
        warm.heatmap("lyon", "roof")
    assert caught.value.status == 404


def test_grids_of_another_size_are_left_out_and_said(warm: Client) -> None:
    warm.ingest(Box(device="box-2").batch(covered(120, camera="aisle"), heated(120, 180, [[1, 1]])))
    found = warm.heatmap("lyon", "aisle")
    assert found.values == [[1, 1]]
    assert found.note == "2 hours are left out: their grid has another size."


def pixels(png: bytes) -> np.ndarray:
    picture = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_UNCHANGED)
    assert picture is not None
    return picture


def test_the_picture_is_clear_where_it_is_cold(warm: Client) -> None:
    picture = pixels(warm.heatmap_png("lyon", "aisle"))
    assert picture.shape == (640, 960, 4)
    assert picture[5, 5, 3] == 0
    assert picture[-5, -5, 3] == round(0.85 * 255)


def test_palettes_differ_and_a_fixed_scale_cools(warm: Client) -> None:
    inferno = pixels(warm.heatmap_png("lyon", "aisle"))
    viridis = pixels(warm.heatmap_png("lyon", "aisle", palette="viridis"))
    fixed = pixels(warm.heatmap_png("lyon", "aisle", vmax=2000))
    assert not np.array_equal(inferno[-5, -5, :3], viridis[-5, -5, :3])
    assert fixed[-5, -5, 3] < inferno[-5, -5, 3]


def test_a_scale_of_zero_is_refused(warm: Client) -> None:
    with pytest.raises(ApiError, match="vmax"):
        warm.heatmap_png("lyon", "aisle", vmax=0)


def test_a_room_without_warmth_is_a_clear_picture(client: Client) -> None:
    client.ingest(Box().batch(covered(0, camera="aisle"), heated(0, 60, [[0, 0]])))
    assert pixels(client.heatmap_png("lyon", "aisle"))[..., 3].max() == 0


def test_a_grid_of_many_hours_is_not_divided(warm: Client) -> None:
    warm.ingest(Box(device="box-2").batch(covered(120, camera="aisle"), heated(120, 300, HOT)))
    day = warm.heatmap("lyon", "aisle")
    assert day.values == (3 * np.array(HOT)).tolist()
    assert day.note is None
    until = {"start": "2026-05-06T09:00", "end": "2026-05-06T12:00"}
    morning = warm.heatmap("lyon", "aisle", **until)
    assert morning.values == (2 * np.array(HOT)).tolist()
    assert morning.note == "1 grids are left out: they reach beyond the stretch."
    eleven = warm.heatmap("lyon", "aisle", start="2026-05-06T11:00", end="2026-05-06T12:00")
    assert eleven.values is None
    assert eleven.note is not None
    assert "1 grids" in eleven.note
