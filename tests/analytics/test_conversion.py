from __future__ import annotations

import pytest

from analytics.conversion import conversion
from analytics.coverage import Coverage
from analytics.figure import (
    ABOVE_ONE,
    COUNTER_ERROR_NOT_MEASURED,
    NOT_ENOUGH_DATA,
    NOT_MEASURED,
    PARTIAL_COVERAGE,
)
from analytics.footfall import crossings
from analytics.intervals import CounterError, wilson
from analytics.policy import Policy

WHOLE = Coverage(1.0, 60, 60, "observed span")
POLICY = Policy()


def test_value_and_interval_are_those_of_the_hand() -> None:
    figure = conversion(12, 40, WHOLE, POLICY)
    assert figure.value == 0.3
    assert (figure.low, figure.high) == pytest.approx(wilson(12, 40))
    assert figure.n == 40
    assert figure.flags == (COUNTER_ERROR_NOT_MEASURED,)


def test_above_one_is_flagged_and_not_clipped() -> None:
    figure = conversion(12, 10, WHOLE, POLICY)
    assert figure.value == 1.2
    assert figure.high is not None
    assert figure.high > 1.2
    assert ABOVE_ONE in figure.flags
    assert "Poisson" in figure.method


@pytest.mark.parametrize(
    ("tickets", "visitors", "coverage", "flag", "word"),
    [
        (2, 4, WHOLE, NOT_ENOUGH_DATA, "4 visitors"),
        (0, 0, WHOLE, NOT_ENOUGH_DATA, "0 visitors"),
        (2, None, WHOLE, NOT_MEASURED, "entrance"),
        (None, 40, WHOLE, NOT_MEASURED, "No receipts"),
        (2, 40, Coverage(0.49, 100, 49, "opening hours"), NOT_ENOUGH_DATA, "49.0%"),
        (2, 40, Coverage(None, 0, 0, "opening hours"), NOT_ENOUGH_DATA, "No minute"),
        (2, 40, Coverage(0.0, 9, 0, "opening hours"), NOT_ENOUGH_DATA, "No minute"),
    ],
)
def test_no_value_without_data_and_the_note_says_why(
    tickets: int | None, visitors: int | None, coverage: Coverage, flag: str, word: str
) -> None:
    figure = conversion(tickets, visitors, coverage, POLICY)
    assert figure.value is None
    assert figure.low is None
    assert figure.high is None
    assert flag in figure.flags
    assert figure.note is not None
    assert word in figure.note


def test_partial_coverage_is_flagged_and_widens() -> None:
    figure = conversion(12, 40, Coverage(0.75, 80, 60, "opening hours"), POLICY)
    assert figure.value == 0.3
    assert PARTIAL_COVERAGE in figure.flags
    assert (figure.low, figure.high) == pytest.approx(
        (wilson(12, 40).low * 0.75, wilson(12, 40)[1])
    )


def test_a_measured_counter_error_widens_and_is_not_flagged() -> None:
    figure = conversion(12, 40, WHOLE, POLICY, counter_error=CounterError(0.04, 12))
    assert COUNTER_ERROR_NOT_MEASURED not in figure.flags
    assert figure.low is not None
    assert figure.low < wilson(12, 40).low


def test_footfall_of_nobody_is_zero_and_of_no_entrance_is_none() -> None:
    assert crossings(0, WHOLE, POLICY).value == 0
    nothing = crossings(None, WHOLE, POLICY)
    assert nothing.value is None
    assert nothing.note is not None
    assert "entrance" in nothing.note


def test_footfall_interval_is_the_counters() -> None:
    figure = crossings(200, WHOLE, POLICY, counter_error=CounterError(0.05, 12))
    # 1.96 × 5 % of 200 people each way.
    assert (figure.low, figure.high) == pytest.approx((180.4, 219.6), abs=0.001)


@pytest.mark.parametrize("fields", [{"min_visitors": 0}, {"min_coverage": 1.5}, {"z": 0}])
def test_a_policy_validates_itself(fields: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=next(iter(fields))):
        Policy(**fields)
