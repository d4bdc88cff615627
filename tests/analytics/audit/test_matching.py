from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import maximum_bipartite_matching

from analytics.audit.matching import Errors, MinuteCount, Tap, compare, matched, within


def total(taps: list[tuple[int, str]], counts: dict[tuple[int, str], int]) -> Errors:
    found = compare(
        [Tap(second, way) for second, way in taps],  # type: ignore[arg-type]
        {MinuteCount(minute, way): count for (minute, way), count in counts.items()},  # type: ignore[arg-type]
    )
    return found["in"] + found["out"]


@pytest.mark.parametrize(
    ("taps", "counts", "expected"),
    [
        pytest.param([], {}, Errors(), id="nobody"),
        pytest.param([(30, "in")], {(0, "in"): 1}, Errors(human=1), id="right"),
        pytest.param([(62, "in")], {(0, "in"): 1}, Errors(human=1), id="a late tap"),
        pytest.param([(58, "in")], {(1, "in"): 1}, Errors(human=1), id="a clock behind"),
        pytest.param(
            [(63, "in")], {(0, "in"): 1}, Errors(human=1, missed=1, invented=1), id="too late"
        ),
        pytest.param([(30, "in")], {}, Errors(human=1, missed=1), id="missed"),
        pytest.param([], {(3, "out"): 2}, Errors(invented=2), id="invented"),
        pytest.param([(30, "in")], {(0, "in"): 3}, Errors(human=1, doubled=2), id="doubled"),
        pytest.param(
            [(30, "in")], {(0, "out"): 1}, Errors(human=1, missed=1, wrong_way=1), id="wrong way"
        ),
        pytest.param(
            [(30, "in"), (700, "out")],
            {(5, "in"): 1, (9, "out"): 1},
            Errors(human=2, missed=2, invented=2),
            id="totals that agree by chance do not cancel",
        ),
        pytest.param(
            [(59, "in"), (61, "in")],
            {(0, "in"): 1, (1, "in"): 1},
            Errors(human=2),
            id="one to one",
        ),
        pytest.param(
            # The tap at 61 must leave minute 0 to the tap at 30 and go to minute 1.
            [(30, "in"), (61, "in")],
            {(0, "in"): 1, (1, "in"): 1},
            Errors(human=2),
            id="as many as can be",
        ),
        pytest.param([(1, "in")], {(-1, "in"): 1}, Errors(human=1), id="counted just before"),
        pytest.param([(898, "in")], {(15, "in"): 1}, Errors(human=1), id="counted just after"),
        pytest.param([(901, "in")], {(14, "in"): 1}, Errors(), id="tapped just after"),
        pytest.param([(-2, "in")], {(0, "in"): 1}, Errors(), id="tapped just before"),
        pytest.param([(-2, "in")], {}, Errors(), id="a tap outside alone is not missed"),
        pytest.param([], {(-1, "in"): 9, (15, "out"): 9}, Errors(), id="neighbours are not ours"),
        pytest.param(
            [(1, "in"), (20, "in")],
            {(-1, "in"): 5, (0, "in"): 1},
            Errors(human=2),
            id="a neighbour explains what is left",
        ),
        pytest.param([], {(2, "in"): 2**31 - 1}, Errors(invented=2**31 - 1), id="a huge count"),
    ],
)
def test_what_became_of_each_crossing(
    taps: list[tuple[int, str]], counts: dict[tuple[int, str], int], expected: Errors
) -> None:
    assert total(taps, counts) == expected


def test_a_wrong_way_is_missed_one_way_and_in_excess_the_other() -> None:
    found = compare([Tap(30, "in")], {MinuteCount(0, "out"): 1})
    assert found["in"] == Errors(human=1, missed=1)
    assert found["out"] == Errors(wrong_way=1)
    both = found["in"] + found["out"]
    assert (both.net, both.gross) == (0.0, 2.0)


def test_errors_never_cancel() -> None:
    errors = Errors(human=100, missed=10, doubled=10)
    assert errors.net == 0
    assert errors.gross == pytest.approx(0.2)
    assert Errors(invented=3).gross is None
    assert Errors().net is None


SECONDS = st.lists(st.integers(0, 899), max_size=25)
COUNTS = st.dictionaries(st.integers(0, 14), st.integers(1, 5), max_size=15)


@settings(deadline=None)
@given(SECONDS, COUNTS, st.integers(0, 30))
def test_the_matching_is_as_large_as_any(
    seconds: list[int], counts: dict[int, int], tolerance: int
) -> None:
    pairs = matched(seconds, counts, tolerance)
    assert len({tap for tap, _ in pairs}) == len(pairs)
    assert not Counter(minute for _, minute in pairs) - Counter(counts)
    assert all(within(seconds[tap], minute, tolerance) for tap, minute in pairs)
    slots = [minute for minute, count in counts.items() for _ in range(count)]
    if not seconds or not slots:
        assert pairs == []
        return
    graph = np.array([[within(each, slot, tolerance) for slot in slots] for each in seconds])
    assert len(pairs) == int((maximum_bipartite_matching(csr_matrix(graph)) >= 0).sum())


EDGED = st.lists(st.tuples(st.integers(-3, 902), st.sampled_from(["in", "out"])), max_size=30)
MINUTES = st.dictionaries(
    st.tuples(st.integers(-1, 15), st.sampled_from(["in", "out"])), st.integers(1, 4), max_size=20
)


@settings(deadline=None)
@given(EDGED, MINUTES)
def test_the_books_balance(taps: list[tuple[int, str]], counts: dict[tuple[int, str], int]) -> None:
    errors = total(taps, counts)
    assert errors.human == sum(0 <= second < 900 for second, _ in taps)
    assert 0 <= errors.missed <= errors.human
    inside = sum(count for (minute, _), count in counts.items() if 0 <= minute < 15)
    assert errors.extra <= inside
    assert errors.wrong_way <= errors.missed
    # Only edges can make the two totals differ.
    edge = sum(not 3 <= second < 897 for second, _ in taps)
    assert abs(errors.machine - inside) <= edge


@settings(deadline=None)
@given(EDGED, MINUTES)
def test_the_order_of_taps_does_not_matter(
    taps: list[tuple[int, str]], counts: dict[tuple[int, str], int]
) -> None:
    assert total(taps, counts) == total(taps[::-1], dict(reversed(counts.items())))
