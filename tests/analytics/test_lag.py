from __future__ import annotations

import numpy as np
import pytest

from analytics.figure import CLOCK_ERROR, NOT_ENOUGH_DATA
from analytics.lag import DayCounts, till_lag

OPEN = slice(108, 228)
"""Nine to nineteen."""


def day(seed: int, offset: float = 0, visitors: float = 300, conversion: float = 0.3) -> DayCounts:
    """Of a shop with a midday and an evening peak, whose buyers take a quarter of an hour."""
    chance = np.random.default_rng(seed)
    profile = np.zeros(288)
    profile[OPEN] = 1 + 0.8 * np.sin(np.linspace(0, 3 * np.pi, 120)) ** 2
    came = chance.poisson(profile / profile.sum() * visitors)
    minutes = np.repeat(np.arange(288) * 5, came) + chance.uniform(0, 5, came.sum())
    buyers = minutes[chance.random(len(minutes)) < conversion]
    paid = buyers + chance.gamma(4, 15 / 4, len(buyers)) + offset
    tickets = np.bincount((paid // 5).astype(int), minlength=300)[:288]
    observed = np.zeros(288, bool)
    observed[OPEN] = True
    return DayCounts(came.tolist(), tickets.tolist(), observed.tolist())


def days(number: int, first: int = 0, **more: float) -> list[DayCounts]:
    return [day(first + seed, **more) for seed in range(number)]


@pytest.mark.parametrize(
    ("offset", "word"),
    [
        (0, None),
        (20, None),
        (60, "1 h ahead"),
        (-60, "1 h behind"),
    ],
)
def test_the_lag_of_a_simulated_till(offset: int, word: str | None) -> None:
    found = till_lag(days(14, offset=offset))
    figure = found.minutes
    assert figure.value is not None
    assert figure.low is not None
    assert figure.high is not None
    # The commonest gamma(4) of mean 15 is 11; by buckets from the start of one to that of the
    # other, and smoothed with its long tail, 15.
    assert figure.value == pytest.approx(15 + offset, abs=5)
    assert figure.low <= 15 + offset <= figure.high
    assert (found.days, found.aligns) == (14, True)
    assert (CLOCK_ERROR in figure.flags) == (word is not None)
    assert (figure.note or "") == "" if word is None else word in (figure.note or "")


def test_its_interval_holds_the_truth_and_strangers_have_no_lag() -> None:
    held = sum(
        figure.low is not None and figure.high is not None and figure.low <= 15 <= figure.high
        for number in range(40)
        for figure in [till_lag(days(7, 100 * number)).minutes]
    )
    assert held >= 37
    strangers = 0
    for number in range(40):
        door, till = days(7, 100 * number), days(7, 100 * number + 50)
        mixed = [
            DayCounts(a.visitors, b.tickets, a.observed) for a, b in zip(door, till, strict=True)
        ]
        strangers += till_lag(mixed).minutes.value is not None
    assert strangers <= 4


def test_too_few_days_or_too_little_in_them() -> None:
    few = till_lag(days(2))
    assert (few.minutes.value, few.minutes.flags) == (None, (NOT_ENOUGH_DATA,))
    assert few.minutes.note == "2 days with visitors and timed receipts; at least 3 are needed."
    assert not few.aligns
    empty = DayCounts([0] * 288, [0] * 288, [False] * 288)
    assert till_lag([*days(2), empty, empty]).days == 2
    thin = till_lag(days(3, visitors=10))
    assert thin.minutes.value is None
    assert not thin.aligns


def test_the_same_days_have_the_same_lag() -> None:
    assert till_lag(days(5)) == till_lag(days(5))


def test_what_was_not_observed_is_not_quiet() -> None:
    """Every day another two hours are dark, in which the door counted nobody."""
    seen = []
    for number, one in enumerate(days(14)):
        dark = range(120 + 6 * number, 144 + 6 * number)
        seen.append(
            DayCounts(
                [0 if at in dark else n for at, n in enumerate(one.visitors)],
                one.tickets,
                [known and at not in dark for at, known in enumerate(one.observed)],
            )
        )
    assert till_lag(seen).minutes.value == pytest.approx(15, abs=5)
