from __future__ import annotations

from decimal import Decimal

import pytest

from analytics.basket import (
    Takings,
    average_transaction_value,
    sales,
    sales_per_visitor,
    transactions,
    units_per_transaction,
)
from analytics.coverage import Coverage
from analytics.money import from_minor, rounded, to_minor
from analytics.policy import Policy

WHOLE = Coverage(1.0, 60, 60, "observed span")
POLICY = Policy()
# 12.50 and 7.50, with 2 items and 1.
TAKINGS = Takings(2, 2000, 1250.0**2 + 750.0**2, 2, 3, 5.0)


def test_basket_equals_hand_arithmetic() -> None:
    assert transactions(TAKINGS).value == 2
    assert sales(TAKINGS, "EUR").value == Decimal("20.00")
    assert average_transaction_value(TAKINGS, "EUR", POLICY).value == Decimal("10.00")
    assert units_per_transaction(TAKINGS, POLICY).value == 1.5
    per_visitor = sales_per_visitor(TAKINGS, 6, "EUR", WHOLE, POLICY)
    assert per_visitor.value == Decimal("3.33")
    assert per_visitor.low is not None
    assert per_visitor.high is not None
    assert per_visitor.low < Decimal("3.33") < per_visitor.high


def test_unknown_receipts_are_not_zero_sales() -> None:
    assert transactions(None).value is None
    assert sales(None, "EUR").value is None
    assert average_transaction_value(None, "EUR", POLICY).value is None
    assert units_per_transaction(None, POLICY).value is None
    assert sales_per_visitor(None, 60, "EUR", WHOLE, POLICY).value is None


def test_no_sale_is_zero_sales_without_a_basket() -> None:
    assert transactions(Takings()).value == 0
    assert sales(Takings(), "EUR").value == 0
    assert average_transaction_value(Takings(), "EUR", POLICY).value is None
    assert sales_per_visitor(Takings(), 60, "EUR", WHOLE, POLICY).value == 0


def test_tickets_without_items_do_not_thin_the_basket() -> None:
    some = TAKINGS + Takings(2, 1000, 500000.0)
    figure = units_per_transaction(some, POLICY)
    assert (figure.value, figure.n) == (1.5, 2)
    assert figure.note is not None
    assert "2 tickets" in figure.note
    assert units_per_transaction(Takings(2, 1000, 1.0), POLICY).value is None


def test_too_few_visitors_have_no_sales_each() -> None:
    assert sales_per_visitor(TAKINGS, 4, "EUR", WHOLE, POLICY).value is None


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [("12.5", "EUR", 1250), ("300", "JPY", 300), ("1.234", "TND", 1234), ("12.500", "EUR", 1250)],
)
def test_minor_units_follow_the_currency(text: str, currency: str, minor: int) -> None:
    assert to_minor(Decimal(text), currency) == minor
    assert from_minor(minor, currency) == Decimal(text)


def test_an_amount_finer_than_the_currency_is_refused() -> None:
    with pytest.raises(ValueError, match="decimals"):
        to_minor(Decimal("12.345"), "EUR")


def test_halves_are_rounded_as_tills_do() -> None:
    assert rounded(Decimal("2.125"), "EUR") == Decimal("2.13")
