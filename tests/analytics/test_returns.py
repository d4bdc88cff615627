from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.basket import Takings
from analytics.figure import ABOVE_ONE, NOT_ENOUGH_DATA, NOT_MEASURED
from analytics.intervals import poisson_ratio
from analytics.policy import Z_95, Policy
from analytics.returns import Returns, return_rate_by_ticket, return_rate_by_value

POLICY = Policy()
# Ten sales of 20.00; two returns of 10.00.
SOLD = Takings(10, 20_000, 10 * 2_000.0**2)
BACK = Returns(2, 2_000, 2 * 1_000.0**2)


def test_rates_equal_hand_arithmetic() -> None:
    by_value = return_rate_by_value(BACK, SOLD, POLICY)
    # Relative variances: 2 · 1000² / 2000² = 1/2, and 10 · 2000² / 20000² = 1/10.
    half = Z_95 * math.sqrt(0.6)
    assert (by_value.value, by_value.n) == (0.1, 2)
    assert (by_value.low, by_value.high) == pytest.approx(
        (0.1 * math.exp(-half), 0.1 * math.exp(half))
    )
    by_ticket = return_rate_by_ticket(BACK, SOLD, POLICY)
    assert (by_ticket.value, by_ticket.n) == (0.2, 10)
    assert (by_ticket.low, by_ticket.high) == pytest.approx(poisson_ratio(2, 10))


@pytest.mark.parametrize(
    ("returns", "takings", "flag", "word"),
    [
        (BACK, None, NOT_MEASURED, "No receipts"),
        (None, SOLD, NOT_MEASURED, "may leave them out"),
        (BACK, Takings(4, 9, 9.0), NOT_ENOUGH_DATA, "4 sale tickets"),
        (BACK, Takings(), NOT_ENOUGH_DATA, "No ticket"),
    ],
)
def test_no_rate_without_data(
    returns: Returns | None, takings: Takings | None, flag: str, word: str
) -> None:
    for rate in (return_rate_by_value, return_rate_by_ticket):
        figure = rate(returns, takings, POLICY)
        assert (figure.value, figure.flags) == (None, (flag,))
        assert figure.note is not None
        assert word in figure.note


def test_a_day_without_a_return_has_a_rate_of_zero() -> None:
    assert return_rate_by_value(Returns(), SOLD, POLICY).value == 0
    assert return_rate_by_ticket(Returns(), SOLD, POLICY).value == 0


def test_more_brought_back_than_sold_is_flagged_and_not_clipped() -> None:
    figure = return_rate_by_value(Returns(1, 40_000, 40_000.0**2), SOLD, POLICY)
    assert figure.value == 2
    assert ABOVE_ONE in figure.flags


@given(
    st.lists(
        st.tuples(st.lists(st.integers(1, 10**6), min_size=5, max_size=9), st.integers(0, 10**6)),
        min_size=1,
        max_size=5,
    )
)
def test_a_rate_is_of_the_sums_whatever_the_parts(parts: list[tuple[list[int], int]]) -> None:
    returns, takings = Returns(), Takings()
    for amounts, back in parts:
        takings += Takings(len(amounts), sum(amounts), float(sum(each**2 for each in amounts)))
        returns += Returns(1, back, float(back**2))
    sold = sum(sum(amounts) for amounts, _ in parts)
    found = return_rate_by_value(returns, takings, POLICY)
    assert found.value == pytest.approx(sum(back for _, back in parts) / sold)
