from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.audit.accuracy import CLAIM, accuracy, claim
from analytics.audit.due import VALID_FOR, Due, due
from analytics.audit.matching import Errors
from analytics.intervals import wilson

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def test_the_share_is_of_both_sides() -> None:
    figure = accuracy(Errors(human=100, missed=4, invented=2))
    assert figure.value == pytest.approx(96 / 102)
    assert figure.n == 102
    assert (figure.low, figure.high) == tuple(wilson(96, 102))


def test_a_crossing_turned_round_went_wrong_once() -> None:
    figure = accuracy(Errors(human=100, missed=4, wrong_way=4))
    assert (figure.value, figure.n) == (0.96, 100)


def test_without_a_crossing_nothing_is_measured() -> None:
    assert accuracy(Errors()).value is None
    assert claim(Errors()).more is None


@pytest.mark.parametrize(
    ("errors", "more"),
    [
        (Errors(human=189), 0),
        # z² · 0.98 · 0.02 / 0.02² = 188.2
        (Errors(human=100), 89),
        (Errors(human=1000, missed=10), 0),
        (Errors(human=500, missed=5), 253),
    ],
)
def test_how_many_more(errors: Errors, more: int) -> None:
    assert claim(errors).more == more
    assert claim(errors).why is None


@pytest.mark.parametrize("missed", [2, 5, 100])
def test_a_rate_below_the_claim_needs_no_more_counting(missed: int) -> None:
    found = claim(Errors(human=100, missed=missed))
    assert found.more is None
    assert found.why is not None


@settings(deadline=None)
@given(st.integers(0, 30), st.integers(1, 3000))
def test_the_number_is_the_least_that_would_do(wrong: int, right: int) -> None:
    found = claim(Errors(human=right + wrong, missed=wrong))
    if not found.more:
        return
    trials = right + wrong
    rate = right / trials

    def low(n: int) -> float:
        z2 = 1.959963984540054**2
        half = (z2 * (rate * (1 - rate) / n + z2 / (4 * n * n))) ** 0.5
        return float((rate + z2 / (2 * n) - half) / (1 + z2 / n))

    assert low(trials + found.more) >= CLAIM - 1e-12
    assert low(trials + found.more - 1) < CLAIM + 1e-12


@pytest.mark.parametrize(
    ("last", "changed", "moved", "expected"),
    [
        (None, False, None, Due("never audited", None)),
        (None, True, None, Due("line or camera changed", None)),
        (NOW - timedelta(days=1), False, None, None),
        (NOW - timedelta(days=1), True, None, None),
        (NOW - VALID_FOR, False, None, Due("three months passed", NOW)),
        (NOW - timedelta(days=9), False, NOW - timedelta(days=10), None),
        (
            NOW - timedelta(days=9),
            False,
            NOW - timedelta(days=8),
            Due("camera moved", NOW - timedelta(days=8)),
        ),
        # The minute that begins when the quarter-hour ends is not of it.
        (
            NOW - timedelta(days=9),
            False,
            NOW - timedelta(days=9),
            Due("camera moved", NOW - timedelta(days=9)),
        ),
    ],
)
def test_when_an_audit_is_due(
    last: datetime | None, changed: bool, moved: datetime | None, expected: Due | None
) -> None:
    assert due(last, changed=changed, moved=moved, now=NOW) == expected
