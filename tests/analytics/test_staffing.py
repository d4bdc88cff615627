from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from analytics.coverage import Coverage
from analytics.figure import NOT_ENOUGH_DATA, NOT_MEASURED, Figure
from analytics.policy import Policy
from analytics.span import Span
from analytics.staffing import (
    Shift,
    staff_hours,
    staff_minutes,
    star_by_occupancy,
    star_by_visitors,
)

NINE = datetime(2026, 5, 6, 9, tzinfo=UTC)
WHOLE = Coverage(1.0, 60, 60, "opening hours")
POLICY = Policy()


def between(start: float, end: float) -> Span:
    """Hours after nine."""
    return Span(NINE + timedelta(hours=start), NINE + timedelta(hours=end))


def test_minutes_are_of_the_time_asked_and_add_up_over_people() -> None:
    shifts = [Shift(between(0, 4), 2), Shift(between(3, 5), 1), Shift(between(9, 10), 7)]
    assert staff_minutes(shifts, [between(1, 6)]) == 2 * 180 + 120
    assert staff_minutes(shifts, [between(1, 2), between(3, 4)]) == 120 + 120 + 60
    assert staff_minutes(shifts, [between(6, 7)]) == 0


def test_both_ratios_equal_hand_arithmetic() -> None:
    visitors = Figure(120.0, "people", "m", 120, 108.0, 132.0, ("partial coverage",), "why")
    by_visitors = star_by_visitors(visitors, 240)
    assert (by_visitors.value, by_visitors.low, by_visitors.high) == (30, 27, 33)
    assert (by_visitors.n, by_visitors.flags) == (120, visitors.flags)
    # Twelve people on average and three of the staff, over 100 minutes.
    assert star_by_occupancy(1200, 300, WHOLE, POLICY, None).value == 4
    assert staff_hours(90).value == 1.5


@pytest.mark.parametrize(
    ("minutes", "flag", "note"),
    [(None, NOT_MEASURED, "No data: import a roster."), (0.0, NOT_ENOUGH_DATA, "Nobody")],
)
def test_no_ratio_without_staff(minutes: float | None, flag: str, note: str) -> None:
    visitors = Figure(120.0, "people", "m", 120)
    for figure in (
        star_by_visitors(visitors, minutes),
        star_by_occupancy(1200, minutes, WHOLE, POLICY, None),
    ):
        assert (figure.value, figure.flags) == (None, (flag,))
        assert figure.note is not None
        assert note in figure.note


def test_no_ratio_without_shoppers() -> None:
    unseen = Figure(None, "people", "m", flags=(NOT_ENOUGH_DATA,), note="dark")
    assert star_by_visitors(unseen, 60).value is None
    assert star_by_visitors(unseen, 60).note == "dark"
    dark = Coverage(0.2, 60, 12, "opening hours")
    assert star_by_occupancy(1200, 60, dark, POLICY, None).flags == (NOT_ENOUGH_DATA,)
    assert star_by_occupancy(None, 60, WHOLE, POLICY, "long").note == "long"
