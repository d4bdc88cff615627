"""The split of a change of sales."""

from __future__ import annotations

import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analytics.decomposition import log_mean, sales_factors, split

FACTOR = st.one_of(st.just(0.0), st.floats(min_value=1e-6, max_value=1e9, allow_nan=False))
NAMES = ("traffic", "conversion", "basket")


def factors(values: tuple[float, float, float]) -> dict[str, float]:
    return dict(zip(NAMES, values, strict=True))


@given(before=st.tuples(FACTOR, FACTOR, FACTOR), after=st.tuples(FACTOR, FACTOR, FACTOR))
@example(before=(0.0, 0.0, 0.0), after=(100.0, 0.2, 30.0))
@example(before=(100.0, 0.2, 30.0), after=(100.0, 0.0, 0.0))
@example(before=(100.0, 0.2, 30.0), after=(100.0, 0.2, 30.000000000000004))
def test_the_parts_sum_to_the_change(
    before: tuple[float, float, float], after: tuple[float, float, float]
) -> None:
    parts = split(factors(before), factors(after))
    change = math.prod(after) - math.prod(before)
    largest = max(math.prod(before), math.prod(after))
    assert math.isclose(math.fsum(parts.values()), change, rel_tol=1e-12, abs_tol=1e-14 * largest)


@given(before=st.tuples(FACTOR, FACTOR, FACTOR), after=st.tuples(FACTOR, FACTOR, FACTOR))
def test_back_is_the_opposite(
    before: tuple[float, float, float], after: tuple[float, float, float]
) -> None:
    there, back = split(factors(before), factors(after)), split(factors(after), factors(before))
    largest = max(math.prod(before), math.prod(after))
    for name in NAMES:
        assert math.isclose(there[name], -back[name], rel_tol=1e-6, abs_tol=1e-9 * largest)


def test_a_factor_that_stays_has_no_part() -> None:
    parts = split(factors((100, 0.2, 30)), factors((120, 0.2, 30)))
    assert parts == pytest.approx({"traffic": 120, "conversion": 0, "basket": 0})


def test_a_known_split() -> None:
    # 600 to 1000: L = 400 / ln(5/3); ln 1.25, ln 1 and ln 4/3 of it.
    parts = split(factors((100, 0.2, 30)), factors((125, 0.2, 40)))
    weight = 400 / math.log(5 / 3)
    assert parts["traffic"] == pytest.approx(weight * math.log(1.25))
    assert parts["basket"] == pytest.approx(weight * math.log(4 / 3))


@pytest.mark.parametrize(
    ("before", "after", "parts"),
    [
        ((0, 0.2, 30), (100, 0.2, 30), (600, 0, 0)),
        ((100, 0.2, 30), (100, 0, 0), (0, -300, -300)),
        ((0, 0, 0), (0, 0, 0), (0, 0, 0)),
        ((100, 0, 0), (0, 0, 0), (0, 0, 0)),
    ],
)
def test_zero_is_taken_at_its_limit(
    before: tuple[float, ...], after: tuple[float, ...], parts: tuple[float, ...]
) -> None:
    found = split(dict(zip(NAMES, before, strict=True)), dict(zip(NAMES, after, strict=True)))
    assert tuple(found[name] for name in NAMES) == pytest.approx(parts)


@given(a=st.floats(1e-6, 1e9), b=st.floats(1e-6, 1e9))
def test_the_log_mean_lies_between_the_geometric_and_the_arithmetic(a: float, b: float) -> None:
    assert math.sqrt(a) * math.sqrt(b) * (1 - 1e-9) <= log_mean(a, b) <= (a + b) / 2 * (1 + 1e-9)


def test_what_cannot_be_split_is_refused() -> None:
    with pytest.raises(ValueError, match="no factor"):
        split({"traffic": -1}, {"traffic": 1})
    with pytest.raises(ValueError, match="same factors"):
        split({"traffic": 1}, {"basket": 1})
    assert sales_factors(0, 3, 90) is None
    assert sales_factors(10, 0, 5) is None
    assert sales_factors(0, 0, 0) == {"traffic": 0, "conversion": 0, "basket": 0}
