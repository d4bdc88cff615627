from __future__ import annotations

import bisect
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.dwell import mean_seconds, merged_counts, percentile
from vision.records import DWELL_BIN_COUNT, DWELL_BIN_EDGES


def histogram(lengths: list[float]) -> tuple[int, ...]:
    counts = [0] * DWELL_BIN_COUNT
    for length in lengths:
        counts[bisect.bisect_right(DWELL_BIN_EDGES, length)] += 1
    return tuple(counts)


@given(
    st.lists(st.floats(1.0, 9999.0), min_size=1, max_size=200),
    st.sampled_from([0.1, 0.5, 0.9, 1.0]),
)
def test_a_percentile_is_within_its_stated_error(lengths: list[float], share: float) -> None:
    found = percentile(histogram(lengths), DWELL_BIN_EDGES, share)
    true = sorted(lengths)[max(1, math.ceil(share * len(lengths) - 1e-9)) - 1]
    assert found.seconds is not None
    assert found.error is not None
    assert found.error <= 0.102
    assert abs(found.seconds - true) <= found.error * true * (1 + 1e-9)


def test_the_tails_and_nothing_have_no_percentile() -> None:
    assert percentile(histogram([0.5, 0.6]), DWELL_BIN_EDGES, 0.5).seconds is None
    assert percentile(histogram([20_000.0]), DWELL_BIN_EDGES, 0.5).seconds is None
    assert percentile(histogram([]), DWELL_BIN_EDGES, 0.5).seconds is None


def test_histograms_add_up() -> None:
    one, other = histogram([5.0, 8.0]), histogram([5.0])
    assert merged_counts([one, other], DWELL_BIN_COUNT) == histogram([5.0, 5.0, 8.0])
    with pytest.raises(ValueError, match="histogram of 2"):
        merged_counts([(1, 2)], DWELL_BIN_COUNT)


@given(st.lists(st.floats(1.0, 9999.0), min_size=1, max_size=200))
def test_a_mean_is_within_its_stated_error(lengths: list[float]) -> None:
    true = sum(lengths) / len(lengths)
    found = mean_seconds(histogram(lengths), DWELL_BIN_EDGES)
    assert found is not None
    assert abs(found - true) <= 0.102 * true


def test_the_mean_of_no_visit_is_not_zero() -> None:
    assert mean_seconds((0, 0, 0, 0), (1.0, 4.0, 16.0)) is None
    # Middles at 2 and 8: (3 × 2 + 8) / 4.
    assert mean_seconds((0, 3, 1, 0), (1.0, 4.0, 16.0)) == pytest.approx(3.5)
    assert mean_seconds((2, 1, 1, 0), (1.0, 4.0, 16.0)) == pytest.approx((2 * 0.5 + 2 + 8) / 4)
    assert mean_seconds((0, 3, 1, 1), (1.0, 4.0, 16.0)) is None
    with pytest.raises(ValueError, match="3 counts"):
        mean_seconds((1, 1, 1), (1.0, 4.0, 16.0))
