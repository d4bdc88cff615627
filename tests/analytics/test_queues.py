from __future__ import annotations

import numpy as np
import pytest

from analytics.figure import NOT_ENOUGH_DATA, NOT_MEASURED, PARTIAL_COVERAGE
from analytics.intervals import wilson
from analytics.policy import Policy
from analytics.queues import (
    QueueState,
    QueueSums,
    WaitCounts,
    abandonment,
    forecast,
    mean_length,
    outcomes,
    wait_quantile,
)
from tests.analytics.sights import sight
from vision.records import DWELL_BIN_COUNT, DWELL_BIN_EDGES


def waits(
    served: dict[int, int] | None = None,
    abandoned: dict[int, int] | None = None,
    censored: dict[int, int] | None = None,
) -> WaitCounts:
    return WaitCounts(
        *(
            tuple((each or {}).get(index, 0) for index in range(DWELL_BIN_COUNT))
            for each in (served, abandoned, censored)
        )
    )


def test_the_mean_length_is_over_the_observed_time() -> None:
    sums = QueueSums(joined=9, length_seconds=5400, peak=4)
    figure = mean_length(sums, sight(minutes=45))
    assert figure.value == 2
    assert (figure.n, figure.low, figure.unit) == (9, None, "people")
    assert PARTIAL_COVERAGE in figure.flags
    none = mean_length(QueueSums(), sight())
    assert none.value == 0
    unseen = mean_length(QueueSums(), sight(minutes=0))
    assert (unseen.value, unseen.flags) == (None, (NOT_ENOUGH_DATA,))


def test_sums_keep_the_highest_peak() -> None:
    total = QueueSums(joined=1, length_seconds=30, peak=2)
    total.add(QueueSums(joined=2, served=1, abandoned=1, censored=3, length_seconds=40, peak=5))
    assert total == QueueSums(3, 1, 1, 3, 70, 5)


# Bin 13 runs from 10 to 12.115 s, bin 20 from 38.312 to 46.416 s, bin 25 from 100 to 121.153 s.
HALF = waits(served={13: 30, 20: 40}, abandoned={25: 30})


def test_a_wait_is_read_from_those_who_are_served() -> None:
    half = wait_quantile(HALF, DWELL_BIN_EDGES, 0.5, sight())
    assert half.value == pytest.approx(42.170, abs=0.001)
    # 30 of 100 by 12.1 s is surely below a half, 70 by 46.4 s surely above.
    assert (half.low, half.high) == (38.312, 46.416)
    assert half.n == 100
    quarter = wait_quantile(HALF, DWELL_BIN_EDGES, 0.25, sight())
    assert quarter.value == pytest.approx(11.007, abs=0.001)
    # The curve's own interval at 30 of 100 holds a quarter: the next bin may be the one.
    assert (quarter.low, quarter.high) == (10.0, 46.416)


def test_who_walks_away_is_never_served() -> None:
    most = wait_quantile(HALF, DWELL_BIN_EDGES, 0.9, sight())
    assert (most.value, most.flags) == (None, (NOT_ENOUGH_DATA,))
    assert most.note is not None
    assert "90%" in most.note


def test_the_tails_of_the_bins() -> None:
    short = wait_quantile(waits(served={0: 10}), DWELL_BIN_EDGES, 0.5, sight())
    assert (short.value, short.low) == (0.5, 0)
    long = wait_quantile(waits(served={49: 10}), DWELL_BIN_EDGES, 0.5, sight())
    assert long.value is None
    assert "beyond 10000 s" in str(long.note)


def test_who_was_lost_from_sight_is_not_who_walked_away() -> None:
    seen = abandonment(HALF, sight())
    assert seen.value == pytest.approx(0.3)
    assert (seen.low, seen.high) == pytest.approx(wilson(30, 100), abs=0.01)
    # Half are lost at once: of the others still 30 % walk away.
    lost = waits(served={13: 15, 20: 20}, abandoned={25: 15}, censored={1: 50})
    figure = abandonment(lost, sight())
    assert figure.value == pytest.approx(0.3)
    assert figure.low is not None
    assert seen.low is not None
    assert figure.low < seen.low


def test_the_outcomes_are_the_two_curves_up_to_the_longest_wait() -> None:
    found = outcomes(HALF, DWELL_BIN_EDGES, sight())
    assert [one.seconds for one in found] == list(DWELL_BIN_EDGES[:26])
    at = {round(one.seconds): (one.served.share, one.abandoned.share) for one in found}
    assert at[10] == (0, 0)
    assert at[12] == pytest.approx((0.3, 0))
    assert at[46] == pytest.approx((0.7, 0))
    assert at[121] == pytest.approx((0.7, 0.3))
    assert (found[13].served.low, found[13].served.high) == pytest.approx(wilson(30, 100), abs=0.02)
    # Who was lost at once is in neither, nor in what they are shares of later.
    lost = waits(served={13: 15, 20: 20}, abandoned={25: 15}, censored={1: 50})
    assert outcomes(lost, DWELL_BIN_EDGES, sight())[-1].abandoned.share == pytest.approx(0.3)
    # A wait in the last bin is beyond its last edge.
    beyond = outcomes(waits(served={49: 10}), DWELL_BIN_EDGES, sight())
    assert (len(beyond), beyond[-1].served.share) == (len(DWELL_BIN_EDGES), 0)


def test_too_few_waits() -> None:
    few = abandonment(waits(served={13: 4}), sight())
    assert (few.value, few.n, few.flags) == (None, 4, (NOT_ENOUGH_DATA,))
    assert wait_quantile(waits(), DWELL_BIN_EDGES, 0.5, sight()).value is None
    assert outcomes(waits(served={13: 4}), DWELL_BIN_EDGES, sight()) == ()
    assert abandonment(HALF, sight(minutes=10)).value is None


def test_a_forecast_is_the_queue_by_the_rate_of_service() -> None:
    figure = forecast(QueueState(waiting=3, served=10, busy_seconds=600), Policy())
    assert figure.value == 4 * 60
    assert figure.n == 10
    # F(8, 20): 2.5 % at 0.25002, 97.5 % at 2.91280 (tables of the F law).
    assert (figure.low, figure.high) == pytest.approx((240 * 0.25002, 240 * 2.91280), rel=1e-4)


def test_nobody_waits() -> None:
    figure = forecast(QueueState(waiting=0, served=10, busy_seconds=600), Policy())
    assert (figure.value, figure.low) == (0, 0)
    # F(2, 20): 97.5 % at 4.4613.
    assert figure.high == pytest.approx(60 * 4.4613, rel=1e-4)


def test_a_forecast_that_cannot_be_made() -> None:
    few = forecast(QueueState(waiting=3, served=4, busy_seconds=600), Policy())
    assert (few.value, few.flags) == (None, (NOT_ENOUGH_DATA,))
    unknown = forecast(None, Policy(), "The queue was not seen of late.")
    assert (unknown.value, unknown.flags) == (None, (NOT_MEASURED,))
    assert unknown.note == "The queue was not seen of late."


def test_a_forecast_holds_as_often_as_it_says() -> None:
    """Served one by one at random: the wait of a newcomer behind three."""
    random = np.random.default_rng(3)
    held = 0
    for _ in range(2000):
        gaps = random.exponential(40.0, 8)
        figure = forecast(QueueState(3, 8, float(gaps.sum())), Policy())
        wait = random.exponential(40.0, 4).sum()
        assert figure.low is not None
        assert figure.high is not None
        held += figure.low <= wait <= figure.high
    assert held / 2000 == pytest.approx(0.95, abs=0.015)
