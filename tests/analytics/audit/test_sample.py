from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.audit.sample import QUARTER, Candidate, draw, quarters_in, strata
from analytics.span import Span

NINE = datetime(2026, 5, 6, 7, 0, tzinfo=UTC)


def candidates(*crossings: float) -> list[Candidate]:
    return [Candidate(NINE + index * QUARTER, each) for index, each in enumerate(crossings)]


def test_the_peak_is_the_busiest_quarter_hours_that_hold_half_of_the_crossings() -> None:
    found = strata(candidates(10, 40, 5, 30, 5, 10))
    assert [each.crossings for each in found["peak"]] == [40, 30]
    assert [each.crossings for each in found["off_peak"]] == [10, 5, 5, 10]


def test_where_nothing_was_counted_yet_all_are_off_peak() -> None:
    sample = draw(candidates(0, 0, 0), 2, seed=1)
    assert sample.sizes == {"peak": 0, "off_peak": 3}
    assert {each.stratum for each in sample.quarters} == {"off_peak"}


@settings(deadline=None)
@given(
    st.lists(st.integers(0, 500), min_size=1, max_size=80),
    st.integers(1, 30),
    st.integers(0, 2**32 - 1),
)
def test_a_sample_is_drawn_again_from_its_seed_and_is_balanced(
    crossings: list[int], number: int, seed: int
) -> None:
    known = candidates(*crossings)
    sample = draw(known, number, seed)
    assert sample == draw(known, number, seed)
    starts = [each.start for each in sample.quarters]
    assert starts == sorted(set(starts))
    assert len(starts) == min(number, len(known))
    counts = {name: sum(each.stratum == name for each in sample.quarters) for name in sample.sizes}
    for name, size in sample.sizes.items():
        assert counts[name] >= min(number // 2, size)


def test_what_is_taken_is_not_drawn_again_but_still_stands_for_the_rest() -> None:
    known = candidates(*range(20))
    first = draw(known, 6, seed=1)
    second = draw(known, 20, seed=1, taken={each.start for each in first.quarters})
    assert not {each.start for each in first.quarters} & {each.start for each in second.quarters}
    assert len(second.quarters) == 14
    assert first.sizes == second.sizes


def test_another_seed_gives_another_sample() -> None:
    known = candidates(*range(100))
    assert len({draw(known, 4, seed).quarters for seed in range(20)}) > 15


def test_every_quarter_hour_of_a_stratum_is_as_likely() -> None:
    known = candidates(*([10] * 4 + [2] * 20))
    drawn = [each.start for seed in range(3000) for each in draw(known, 2, seed).quarters]
    # 40 in 4 peak ones, 40 in 20 others: 2 draws over 24 candidates, half of them on each side.
    counts = [drawn.count(each.start) for each in known]
    peak, rest = counts[:4], counts[4:]
    assert all(abs(count - 750) < 150 for count in peak)
    assert all(abs(count - 150) < 60 for count in rest)


@pytest.mark.parametrize(
    ("start", "end", "count", "first"),
    [(0, 60, 4, 0), (1, 60, 3, 15), (0, 14, 0, 0), (50, 76, 1, 60)],
)
def test_quarter_hours_are_whole_and_aligned(start: int, end: int, count: int, first: int) -> None:
    span = Span(NINE + timedelta(minutes=start), NINE + timedelta(minutes=end))
    found = list(quarters_in([span]))
    assert len(found) == count
    if count:
        assert found[0] == NINE + timedelta(minutes=first)


def test_nothing_cannot_be_drawn() -> None:
    with pytest.raises(ValueError, match="at least one"):
        draw(candidates(1), 0, seed=1)
