"""Whether intervals hold the truth as often as they say: a shop is simulated whose counter errs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.basket import Takings, average_transaction_value, sales_per_visitor
from analytics.conversion import conversion
from analytics.coverage import Coverage
from analytics.figure import Figure, Money
from analytics.intervals import CounterError
from analytics.policy import Policy

WHOLE = Coverage(1.0, 600, 600, "opening hours")
POLICY = Policy()
ERROR = CounterError(0.05, 20)
RUNS = 1_000


def holds(figure: Figure | Money, truth: float) -> bool:
    assert figure.low is not None
    assert figure.high is not None
    return float(figure.low) <= truth <= float(figure.high)


@pytest.mark.parametrize("visitors", [200, 2_000, 20_000])
@pytest.mark.parametrize("share", [0.05, 0.25, 0.6])
def test_conversion_of_a_counter_that_errs_by_five_percent(visitors: int, share: float) -> None:
    chance = np.random.default_rng(11)
    held = 0
    for _ in range(RUNS):
        counted = round(visitors * (1 + ERROR.relative * chance.standard_normal()))
        tickets = int(chance.binomial(visitors, share))
        held += holds(conversion(tickets, counted, WHOLE, POLICY, counter_error=ERROR), share)
    assert 0.93 <= held / RUNS <= 0.97


def test_without_the_counter_s_error_the_interval_would_not_hold_the_truth() -> None:
    """So that the tests above can fail."""
    chance = np.random.default_rng(11)
    held = 0
    for _ in range(RUNS):
        counted = round(20_000 * (1 + ERROR.relative * chance.standard_normal()))
        held += holds(conversion(int(chance.binomial(20_000, 0.25)), counted, WHOLE, POLICY), 0.25)
    assert held / RUNS < 0.5


@pytest.mark.parametrize("visitors", [200, 2_000, 20_000])
def test_sales_per_visitor_of_a_counter_that_errs_by_five_percent(visitors: int) -> None:
    """Baskets of a mean of 30 and of a long tail."""
    chance = np.random.default_rng(12)
    held = 0
    for _ in range(RUNS):
        counted = round(visitors * (1 + ERROR.relative * chance.standard_normal()))
        tickets = int(chance.binomial(visitors, 0.25))
        minor = np.rint(100 * chance.lognormal(np.log(30) - 0.32, 0.8, tickets))
        takings = Takings(tickets, int(minor.sum()), float((minor**2).sum()))
        figure = sales_per_visitor(takings, counted, "EUR", WHOLE, POLICY, counter_error=ERROR)
        held += holds(figure, 0.25 * 30)
    assert 0.93 <= held / RUNS <= 0.97


@given(
    st.lists(
        st.tuples(st.integers(5, 400), st.lists(st.integers(1, 10**6), max_size=20)),
        min_size=1,
        max_size=6,
    )
)
def test_ratios_are_of_sums_and_not_means_of_ratios(days: list[tuple[int, list[int]]]) -> None:
    takings, visitors = Takings(), 0
    for came, amounts in days:
        visitors += came
        squares = float(sum(amount**2 for amount in amounts))
        takings += Takings(len(amounts), sum(amounts), squares)
    tickets = sum(len(amounts) for _, amounts in days)
    total = sum(sum(amounts) for _, amounts in days)
    share = conversion(takings.tickets, visitors, WHOLE, POLICY).value
    assert share == pytest.approx(tickets / sum(came for came, _ in days))
    basket = average_transaction_value(takings, "EUR", POLICY).value
    each = sales_per_visitor(takings, visitors, "EUR", WHOLE, POLICY).value
    assert each is not None
    assert float(each) == pytest.approx(total / 100 / visitors, abs=0.0051)
    if tickets:
        assert basket is not None
        assert share is not None
        # Visitors x conversion x basket are the sales, up to the basket's rounding.
        assert visitors * share * float(basket) == pytest.approx(total / 100, abs=0.0051 * tickets)
