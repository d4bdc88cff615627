from __future__ import annotations

import math
from decimal import Decimal

import numpy as np
import pytest

from analytics.basket import Takings
from analytics.comparison import Compared, Side, compare
from analytics.coverage import Coverage
from analytics.figure import NOT_ENOUGH_DATA, PARTIAL_COVERAGE
from analytics.intervals import CounterError, poisson_ratio
from analytics.policy import Policy

WHOLE = Coverage(1.0, 600, 600, "opening hours")
POLICY = Policy()


def sold(tickets: int, amount: int = 2_000) -> Takings:
    """All of one amount in minor units, one item each."""
    total = tickets * amount
    return Takings(tickets, total, float(tickets * amount**2), tickets, tickets, float(tickets))


def by_name(this: Side, other: Side) -> dict[str, Compared]:
    return {each.figure: each for each in compare(this, other, "EUR", POLICY)}


def test_changes_equal_hand_arithmetic() -> None:
    found = by_name(Side(440, sold(66), WHOLE), Side(400, sold(80), WHOLE))
    expected = {
        "footfall": 0.1,
        "transactions": -0.175,
        "sales": -0.175,
        "conversion": 0.15 / 0.2 - 1,
        "atv": 0.0,
        "upt": 0.0,
        "sales_per_visitor": 0.75 - 1,
    }
    assert {name: each.change.value for name, each in found.items()} == pytest.approx(expected)
    footfall = found["footfall"].change
    assert (footfall.low, footfall.high) == pytest.approx(
        [end - 1 for end in poisson_ratio(440, 400)]
    )
    assert found["sales"].this.value == Decimal("1320.00")


def test_a_change_that_chance_explains_holds_zero() -> None:
    change = by_name(Side(400, sold(44), WHOLE), Side(400, sold(40), WHOLE))["conversion"].change
    assert change.low is not None
    assert change.high is not None
    assert change.low < 0 < change.high


def test_shops_are_compared_with_the_mean_shop_and_ratios_with_their_sums() -> None:
    others = Side(1_200, sold(300), WHOLE, stores=3)
    found = by_name(Side(440, sold(110), WHOLE), others)
    assert found["footfall"].change.value == pytest.approx(0.1)
    assert found["sales"].change.value == pytest.approx(0.1)
    assert found["conversion"].change.value == pytest.approx(0.0)


def test_the_counter_s_error_falls_out_of_one_shop_and_adds_over_several() -> None:
    error = CounterError(0.05, 9)
    one = by_name(Side(44_000, None, WHOLE, error), Side(40_000, None, WHOLE, error))
    alone = one["footfall"].change
    assert alone.low is not None
    assert alone.low > 0.07
    several = by_name(Side(44_000, None, WHOLE, error), Side(80_000, None, WHOLE, error, stores=2))
    wide = several["footfall"].change
    assert wide.low == pytest.approx(1.1 * math.exp(-1.96 * 0.05 * math.sqrt(2)) - 1, abs=0.003)


def test_time_not_observed_widens_either_end() -> None:
    this = Side(400, None, Coverage(0.8, 600, 480, "opening hours"))
    other = Side(400, None, Coverage(0.5, 600, 300, "opening hours"))
    change = by_name(this, other)["footfall"].change
    low, high = poisson_ratio(400, 400)
    assert (change.low, change.high) == pytest.approx((low * 0.5 - 1, high / 0.8 - 1))
    assert PARTIAL_COVERAGE in change.flags
    assert change.note == "80.0% of the expected minutes were observed, of the other side 50.0%."


@pytest.mark.parametrize(
    ("this", "other", "word"),
    [
        (Side(400, None, WHOLE), Side(400, sold(9), WHOLE), "This side: No receipts"),
        (Side(400, sold(9), WHOLE), Side(400, None, WHOLE), "The other side: No receipts"),
        (Side(4, sold(1), WHOLE), Side(400, sold(9), WHOLE), "This side: 4 visitors"),
        (Side(400, sold(9), WHOLE), Side(400, Takings(), WHOLE), "The other side is zero."),
        (
            Side(400, sold(9), WHOLE),
            Side(400, sold(9), Coverage(0.3, 600, 180, "opening hours")),
            "The other side: 30.0%",
        ),
    ],
)
def test_what_either_side_does_not_bear_is_not_compared(this: Side, other: Side, word: str) -> None:
    change = by_name(this, other)["conversion"].change
    assert (change.value, change.low, change.flags) == (None, None, (NOT_ENOUGH_DATA,))
    assert change.note is not None
    assert word in change.note


@pytest.mark.parametrize(("visitors", "share"), [(300, 0.2), (3_000, 0.3)])
def test_intervals_hold_the_true_change_as_often_as_they_say(visitors: int, share: float) -> None:
    chance = np.random.default_rng(5)
    held = {"footfall": 0, "transactions": 0, "conversion": 0}
    runs = 500
    truth = {"footfall": 0.2, "transactions": 0.2 * 0.9 - 0.1, "conversion": -0.1}
    for _ in range(runs):
        sides = []
        for size, rate in ((visitors * 1.2, share * 0.9), (visitors, share)):
            came = int(chance.poisson(size))
            sides.append(Side(came, sold(int(chance.binomial(came, rate))), WHOLE))
        found = by_name(*sides)
        for name in held:
            change = found[name].change
            assert change.low is not None
            assert change.high is not None
            held[name] += change.low <= truth[name] <= change.high
    for name, count in held.items():
        assert 0.92 <= count / runs <= 0.98, name
