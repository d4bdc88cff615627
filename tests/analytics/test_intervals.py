from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from analytics.intervals import (
    CounterError,
    Interval,
    compound_ratio,
    compound_total,
    mean,
    poisson_ratio,
    ratio_of_totals,
    widened,
    wilson,
)
from analytics.policy import Z_95


def test_wilson_equals_hand_arithmetic() -> None:
    # p = 2/6, z² = 3.841459: centre (0.33333 + 0.32012) / 1.64024, half 0.49476 / 1.64024.
    assert wilson(2, 6) == pytest.approx((0.0967714, 0.7000067), abs=1e-6)


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_equals_the_library(pair: tuple[int, int]) -> None:
    successes, trials = pair
    theirs = binomtest(successes, trials).proportion_ci(0.95, method="wilson")
    assert wilson(successes, trials) == pytest.approx((theirs.low, theirs.high), abs=1e-9)


@pytest.mark.parametrize(("successes", "trials"), [(1, 0), (-1, 5), (6, 5), (0, 0)])
def test_wilson_refuses_what_is_no_proportion(successes: int, trials: int) -> None:
    with pytest.raises(ValueError, match="trials"):
        wilson(successes, trials)


def test_poisson_ratio_is_not_clipped_at_one() -> None:
    low, high = poisson_ratio(12, 10)
    assert low < 1.2 < high
    share = wilson(12, 22)
    assert low == pytest.approx(share.low / (1 - share.low))
    assert high == pytest.approx(share.high / (1 - share.high))


def test_without_doubt_in_the_count_the_interval_stands() -> None:
    interval = wilson(30, 100)
    assert widened(0.3, interval, None, 1.0) == interval
    assert widened(0.3, interval, CounterError(0.0, 5), 1.0) == interval


def test_counter_error_adds_in_quadrature_on_the_log_scale() -> None:
    interval = wilson(30, 100)
    low, high = widened(0.3, interval, CounterError(0.05, 20), 1.0)
    assert math.log(0.3 / low) == pytest.approx(
        math.hypot(math.log(0.3 / interval.low), Z_95 * 0.05)
    )
    assert math.log(high / 0.3) == pytest.approx(
        math.hypot(math.log(interval.high / 0.3), Z_95 * 0.05)
    )


def test_counter_error_dominates_when_the_count_is_large() -> None:
    low, high = widened(0.3, wilson(3_000_000, 10_000_000), CounterError(0.05, 20), 1.0)
    assert (low, high) == pytest.approx((0.3 * math.exp(-0.098), 0.3 * math.exp(0.098)), rel=1e-3)


def test_counter_error_keeps_zero_at_zero() -> None:
    interval = wilson(0, 50)
    low, high = widened(0.0, interval, CounterError(0.05, 20), 1.0)
    assert low == 0
    assert high > interval.high


def test_unobserved_minutes_lower_the_low_end_only() -> None:
    interval = wilson(30, 100)
    assert widened(0.3, interval, None, 0.8) == Interval(interval.low * 0.8, interval.high)


def test_mean_of_equal_values_has_no_width() -> None:
    assert mean(4, 40.0, 400.0) == pytest.approx((10.0, 10.0))


def test_mean_is_student_on_the_log_scale_and_stays_positive() -> None:
    found = mean(2, 20.0, 12.5**2 + 7.5**2)
    assert found is not None
    # s = 3.5355, s/√2/10 = 0.25, t(0.975, 1) = 12.7062.
    assert found == pytest.approx((10 * math.exp(-3.17655), 10 * math.exp(3.17655)), rel=1e-4)


def test_one_value_has_no_interval() -> None:
    assert mean(1, 10.0, 100.0) is None
    assert compound_total(0.0, 0.0) is None


def test_compound_total_of_equal_amounts_is_that_of_their_number() -> None:
    # 25 tickets of 4: the relative error of the total is that of 25 events, 1/√25.
    found = compound_total(100.0, 25 * 16.0)
    assert found == pytest.approx((100 * math.exp(-Z_95 / 5), 100 * math.exp(Z_95 / 5)))


def test_a_ratio_of_totals_equals_hand_arithmetic() -> None:
    # Amounts 10 and 20 of 1 and 3 items: R = 7.5, residuals 2.5 and -2.5, se = √(2 · 12.5) / 4.
    found = ratio_of_totals(2, (30, 4), (500, 10), 70)
    assert found is not None
    half = 12.7062 * math.sqrt(2 * 12.5) / 30
    assert found == pytest.approx((7.5 * math.exp(-half), 7.5 * math.exp(half)), rel=1e-4)


def test_amounts_in_step_with_items_leave_the_ratio_no_width() -> None:
    assert ratio_of_totals(3, (60, 6), (1400, 14), 140) == pytest.approx((10, 10))
    assert ratio_of_totals(1, (60, 6), (3600, 36), 360) is None


def test_a_ratio_of_two_flows_adds_their_relative_variances() -> None:
    # 4 events of 1 and 25 of 1: 1/4 + 1/25.
    half = Z_95 * math.sqrt(0.29)
    expected = (0.16 * math.exp(-half), 0.16 * math.exp(half))
    assert compound_ratio((4, 4), (25, 25)) == pytest.approx(expected)
    assert compound_ratio((0, 0), (25, 25)) is None
