from __future__ import annotations

from decimal import Decimal

import pytest

from analytics.basket import Takings
from analytics.figure import NOT_ENOUGH_DATA, NOT_MEASURED
from analytics.sales_density import polygon_area, sales_density, sales_density_per_day

SOLD = Takings(3, 90_000, 1.0)


@pytest.mark.parametrize(
    ("corners", "area"),
    [
        ([(0, 0), (10, 0), (10, 6), (0, 6)], 60),
        ([(0, 6), (10, 6), (10, 0), (0, 0)], 60),
        ([(-5, -3), (5, -3), (5, 3)], 30),
        # An L: 10 by 6 less a corner of 4 by 2.
        ([(0, 0), (10, 0), (10, 4), (6, 4), (6, 6), (0, 6)], 52),
    ],
)
def test_the_area_within_corners(corners: list[tuple[float, float]], area: float) -> None:
    assert polygon_area(corners) == area


def test_density_equals_hand_arithmetic() -> None:
    assert sales_density(SOLD, "EUR", 60).value == Decimal("15.00")
    per_day = sales_density_per_day(SOLD, "EUR", 60, 2)
    assert (per_day.value, per_day.n) == (Decimal("7.50"), 2)


def test_no_density_without_its_parts() -> None:
    unknown = sales_density(SOLD, "EUR", None)
    assert (unknown.value, unknown.flags) == (None, (NOT_MEASURED,))
    assert unknown.note is not None
    assert unknown.note.startswith("No data: ")
    assert sales_density(None, "EUR", 60).flags == (NOT_MEASURED,)
    assert sales_density_per_day(SOLD, "EUR", None, 2).flags == (NOT_MEASURED,)
    assert sales_density_per_day(SOLD, "EUR", 60, 0).flags == (NOT_ENOUGH_DATA,)
