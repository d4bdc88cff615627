from __future__ import annotations

import base64

import numpy as np
import pytest

from vision.zones.plan import PlanGrid, inside, pack_mask

GRID = PlanGrid.around([(-1.0, -2.5), (14.0, 10.0)])


def test_a_grid_covers_its_places() -> None:
    assert (GRID.origin, GRID.cell, GRID.rows, GRID.cols) == ((-1.0, -2.5), 0.25, 50, 60)
    assert GRID.size == (15.0, 12.5)
    odd = PlanGrid.around([(0.0, 0.0), (1.1, 0.3)])
    assert (odd.rows, odd.cols) == (2, 5)
    assert odd.share((1.1, 0.3)) == pytest.approx((0.88, 0.6))


def test_the_cells_of_a_large_plan_are_larger() -> None:
    large = PlanGrid.around([(0.0, 0.0), (180.0, 40.0)])
    assert (large.cell, large.rows, large.cols) == (0.5, 80, 360)


@pytest.mark.parametrize(
    ("place", "index"),
    [
        ((-1.0, -2.5), (0, 0)),
        ((14.0, 10.0), (49, 59)),
        ((-0.7, 0.05), (10, 1)),
        ((-1.01, 0.0), None),
        ((0.0, 10.1), None),
        ((-0.9, -2.6), None),
    ],
)
def test_places_have_a_cell_or_none(
    place: tuple[float, float], index: tuple[int, int] | None
) -> None:
    assert GRID.index(place) == index
    if index is not None and place != (14.0, 10.0):
        (middle,) = GRID.middles[index[0] * GRID.cols + index[1]][None]
        assert np.abs(middle - place).max() <= GRID.cell / 2 + 1e-9


def test_cells_are_in_a_polygon_by_their_middle() -> None:
    mask = GRID.within([(0.0, 0.0), (2.0, 0.0), (2.0, 1.0), (1.0, 1.0), (1.0, 2.0), (0.0, 2.0)])
    assert mask.sum() * GRID.cell**2 == pytest.approx(3)
    assert mask[10:14, 4:12].all()
    assert not mask[14:18, 8:12].any()
    assert not GRID.within([(0.0, 0.0), (2.0, 0.0)]).any()
    assert not inside(np.array([[np.nan, 1.0]]), [(0, 0), (2, 0), (2, 2)]).any()


def test_a_mask_is_packed_row_by_row_from_the_highest_bit() -> None:
    mask = np.zeros((2, 5), bool)
    mask[0, 0] = mask[1, 4] = True
    assert base64.b64decode(pack_mask(mask)) == bytes([0b10000000, 0b01000000])
