from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vision.zones.heat import HeatGrid, pack, unpack

SIZE = (640.0, 360.0)


def walk(fps: float, seconds: float = 8, speed: float = 60) -> HeatGrid:
    """From left to right at ``speed`` pixels a second."""
    heat = HeatGrid(SIZE)
    times = np.arange(0, seconds, 1 / fps)
    for time in times:
        heat.see(1, float(time), (40 + speed * float(time), 200.0), 1 / fps)
    heat.end(1, 1 / fps)
    return heat


@pytest.mark.parametrize("fps", [2, 3, 5, 10, 25])
def test_time_is_summed_not_frames(fps: float) -> None:
    heat = walk(fps)
    frames = len(np.arange(0, 8, 1 / fps))
    assert heat.person_milliseconds.sum() == pytest.approx(1000 * frames / fps, abs=frames + 2)
    assert heat.passages.max() == 1
    finest = walk(50)
    assert abs(int(heat.passages.sum()) - int(finest.passages.sum())) <= 60 / fps / 10 + 1


def test_a_slow_rate_leaves_no_holes_in_the_way() -> None:
    heat = walk(2)
    row = heat.person_milliseconds[20]
    seen = np.flatnonzero(row)
    assert np.array_equal(seen, np.arange(seen[0], seen[-1] + 1))
    # 10 px cells at 60 px a second: a sixth of a second in each but the ends.
    assert row[seen[1:-1]] == pytest.approx(np.full(len(seen) - 2, 1000 / 6), abs=2)


def test_standing_still_heats_one_cell() -> None:
    heat = HeatGrid(SIZE)
    for index in range(50):
        heat.see(1, index / 5, (100, 100), 0.2)
    heat.end(1, 0.2)
    assert np.count_nonzero(heat.person_milliseconds) == 1
    assert heat.person_milliseconds.max() == 10_000
    assert heat.passages.sum() == 1


def test_somebody_unseen_for_long_heats_nothing_meanwhile() -> None:
    heat = HeatGrid(SIZE)
    heat.see(1, 0, (100, 100), 0.2)
    heat.see(1, 60, (500, 300), 0.2)
    assert heat.person_milliseconds.sum() == 100


def test_feet_outside_the_picture_are_on_its_edge() -> None:
    heat = HeatGrid(SIZE)
    heat.see(1, 0, (-20, 500), 0.2)
    assert heat.person_milliseconds[-1, 0] == 100


def test_clearing_keeps_people_where_they_are() -> None:
    heat = HeatGrid(SIZE)
    heat.see(1, 0, (100, 100), 0.2)
    heat.clear()
    assert heat.is_empty
    heat.see(1, 0.2, (100, 100), 0.2)
    assert heat.person_milliseconds.sum() == 200
    assert heat.passages.sum() == 0


@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 2**32 - 1))
def test_packing_loses_nothing(rows: int, cols: int, seed: int) -> None:
    grid = np.random.default_rng(seed).integers(0, 2**32, (rows, cols), np.uint32)
    assert np.array_equal(unpack(pack(grid), rows, cols), grid)


@pytest.mark.parametrize("text", ["", "not base64!", "AAAA"])
def test_what_is_no_grid_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="grid"):
        unpack(text, 4, 4)


def test_a_grid_of_another_size_is_refused() -> None:
    packed = pack(np.zeros((100, 100), np.uint32))
    with pytest.raises(ValueError, match="not 4×4"):
        unpack(packed, 4, 4)
