from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from analytics.basket import Takings
from analytics.comparison import Side, compare
from analytics.coverage import Coverage
from analytics.figure import NOT_ENOUGH_DATA, PARTIAL_COVERAGE
from analytics.policy import Policy
from analytics.sales_change import SalesChange, sales_change

WHOLE = Coverage(1.0, 600, 600, "opening hours")


def of(this: Side, other: Side) -> SalesChange:
    return sales_change(this, other, compare(this, other, "EUR", Policy()), "EUR")


def side(visitors: int, tickets: int, minor: int, stores: int = 1) -> Side:
    return Side(visitors, Takings(tickets, minor, float(minor) ** 2), WHOLE, stores=stores)


def test_what_one_factor_did_is_given_to_it() -> None:
    more = of(side(200, 20, 40_000), side(100, 10, 20_000))
    assert (more.change, more.traffic) == (Decimal("200.00"), Decimal("200.00"))
    assert (more.conversion, more.basket) == (0, 0)
    assert of(side(100, 20, 40_000), side(100, 10, 20_000)).conversion == Decimal("200.00")
    assert of(side(100, 10, 40_000), side(100, 10, 20_000)).basket == Decimal("200.00")


def test_of_shops_the_mean_shop_s() -> None:
    found = of(side(200, 20, 40_000), side(300, 30, 60_000, stores=3))
    assert (found.change, found.traffic) == (Decimal("200.00"), Decimal("200.00"))


@given(
    *(st.tuples(st.integers(5, 5000), st.integers(0, 3000), st.integers(1, 10**6)) for _ in "ab")
)
def test_the_parts_are_the_change_exactly(
    mine: tuple[int, int, int], theirs: tuple[int, int, int]
) -> None:
    this, other = (side(v, t, m if t else 0) for v, t, m in (mine, theirs))
    found = of(this, other)
    assert found.change is not None
    assert found.traffic is not None
    assert found.conversion is not None
    assert found.basket is not None
    assert found.traffic + found.conversion + found.basket == found.change


def test_what_either_side_does_not_bear_is_not_split() -> None:
    found = of(Side(100, None, WHOLE), side(100, 10, 20_000))
    assert (found.change, found.flags) == (None, (NOT_ENOUGH_DATA,))
    half = Coverage(0.6, 600, 360, "opening hours")
    partly = of(Side(100, Takings(10, 9_000, 1e7), half), side(100, 10, 20_000))
    assert PARTIAL_COVERAGE in partly.flags
