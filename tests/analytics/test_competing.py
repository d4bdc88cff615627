from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.competing import cumulative_incidence
from analytics.intervals import wilson

SERVED = (3, 0, 5, 0, 4, 0, 2, 0, 1)
ABANDONED = (0, 2, 0, 1, 0, 0, 0, 2, 0)
LOST = (1, 0, 2, 1, 0, 3, 1, 0, 2)

# lifelines 0.30.3, AalenJohansenFitter().fit(durations, ends, event_of_interest), the bins numbered
# 1 to 9: one kind of end a bin, since it moves ends of two kinds at one time apart at random.
OF_SERVED = [
    (0.1, 0.003, 0.0254705735, 0.235847994),
    (0.1, 0.003, 0.0254705735, 0.235847994),
    (0.2730769231, 0.0067960856, 0.1290435434, 0.4391918395),
    (0.2730769231, 0.0067960856, 0.1290435434, 0.4391918395),
    (0.4381447964, 0.0092921539, 0.2486869339, 0.6130227219),
    (0.4381447964, 0.0092921539, 0.2486869339, 0.6130227219),
    (0.5516289593, 0.0108991489, 0.329636, 0.7269630988),
    (0.5516289593, 0.0108991489, 0.329636, 0.7269630988),
    (0.619719457, 0.0115022404, 0.3782681792, 0.7901680415),
]
OF_ABANDONED = [
    (0.0, 0.0, None, None),
    (0.0692307692, 0.0022298589, 0.0122110088, 0.1981783688),
    (0.0692307692, 0.0022298589, 0.0122110088, 0.1981783688),
    (0.107918552, 0.0034791223, 0.0272646942, 0.2525738876),
    (0.107918552, 0.0034791223, 0.0272646942, 0.2525738876),
    (0.107918552, 0.0034791223, 0.0272646942, 0.2525738876),
    (0.107918552, 0.0034791223, 0.0272646942, 0.2525738876),
    (0.2440995475, 0.0095777782, 0.0852687042, 0.4458661131),
    (0.2440995475, 0.0095777782, 0.0852687042, 0.4458661131),
]


@pytest.mark.parametrize(
    ("events", "others", "expected"),
    [(SERVED, ABANDONED, OF_SERVED), (ABANDONED, SERVED, OF_ABANDONED)],
    ids=["served", "abandoned"],
)
def test_it_is_what_lifelines_finds(
    events: tuple[int, ...],
    others: tuple[int, ...],
    expected: list[tuple[float | None, ...]],
) -> None:
    found = cumulative_incidence(events, others, LOST)
    for one, row in zip(found, expected, strict=True):
        for value, known in zip((one.share, one.variance, one.low, one.high), row, strict=True):
            assert value == (None if known is None else pytest.approx(known, abs=1e-9))


def test_with_nobody_lost_it_is_the_share_of_all() -> None:
    found = cumulative_incidence((6, 2), (1, 1), (0, 0))
    assert [one.share for one in found] == pytest.approx([0.6, 0.8])
    # And its variance is the binomial one, p (1 - p) / n.
    assert [one.variance for one in found] == pytest.approx([0.024, 0.016])


def test_the_lost_count_as_long_as_they_were_seen() -> None:
    # Of ten one is served; five are lost; of the four left one is served: 0.1 + 0.9 / 4.
    found = cumulative_incidence((1, 1), (0, 0), (5, 3))
    assert [one.share for one in found] == pytest.approx([0.1, 0.325])


def test_nobody_and_all() -> None:
    assert cumulative_incidence((), (), ()) == ()
    [one] = cumulative_incidence((0,), (0,), (0,))
    assert (one.share, one.low, one.high) == (0, None, None)
    [one] = cumulative_incidence((4,), (0,), (0,))
    assert (one.share, one.variance, one.low, one.high) == (1, 0, None, None)
    with pytest.raises(ValueError, match="shorter"):
        cumulative_incidence((1, 2), (1, 2), (1,))


counts = st.lists(st.tuples(*[st.integers(0, 9)] * 3), min_size=1, max_size=12)


@given(counts)
def test_the_ends_never_make_more_than_all(bins: list[tuple[int, int, int]]) -> None:
    served, abandoned, lost = (tuple(column) for column in zip(*bins, strict=True))
    one = cumulative_incidence(served, abandoned, lost)
    other = cumulative_incidence(abandoned, served, lost)
    for mine, theirs in zip(one, other, strict=True):
        assert mine.share + theirs.share <= 1 + 1e-9
        assert mine.low is None or mine.low <= mine.share <= mine.high  # type: ignore[operator]
    assert [each.share for each in one] == sorted(each.share for each in one)


def test_the_interval_is_near_that_of_a_proportion() -> None:
    [one] = cumulative_incidence((300,), (700,), (0,))
    low, high = wilson(300, 1000)
    assert one.low == pytest.approx(low, abs=0.002)
    assert one.high == pytest.approx(high, abs=0.002)
