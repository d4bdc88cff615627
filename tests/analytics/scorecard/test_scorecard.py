"""Hand arithmetic, and independent laws, for the figures of the scorecard."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import get_args

import numpy as np
import pytest
from scipy import stats

from analytics import journeys
from analytics.coverage import Coverage
from analytics.figure import ABOVE_ONE, NOT_ENOUGH_DATA, NOT_MEASURED, Figure, Money
from analytics.intervals import CounterError, wilson
from analytics.journeys import JourneySums
from analytics.policy import Policy
from analytics.scorecard.acquisition import acquisition_cost
from analytics.scorecard.campaigns import ATTRIBUTED, return_on_investment
from analytics.scorecard.engagement import engagement_per_follower, engagement_rate
from analytics.scorecard.journey import biggest_loss
from analytics.scorecard.lifetime import Cohort, Worth, lifetime_value
from analytics.scorecard.missing import (
    OTHER_CURRENCY,
    PARTIAL_DAYS,
    Days,
    Import,
    of_days,
    why_missing,
    without_currencies,
)
from analytics.scorecard.multichannel import multichannel_conversion, web_conversion
from analytics.scorecard.repeat import repeat_purchase_rate
from analytics.scorecard.response import Answers, answered_within, median_response
from analytics.scorecard.returns import TicketTotals, return_rate_by_ticket, return_rate_by_value
from analytics.scorecard.satisfaction import Opinions, mean_rating, net_promoter_score
from tests.analytics.sights import sight

POLICY = Policy()
FULL = Coverage(1.0, 600, 600, "opening hours")
HALF = Coverage(0.5, 600, 300, "opening hours")
EDGES = (0, 300, 900, 3600, 14_400, 86_400, 259_200)


def test_multichannel_conversion_is_of_sums() -> None:
    found = multichannel_conversion(30, 200, 20, 800, FULL, POLICY)
    assert found.value == 0.05
    assert found.n == 1000
    assert (found.low, found.high) == wilson(50, 1000)


def test_minutes_not_observed_lower_only_the_visitors_part() -> None:
    found = multichannel_conversion(30, 200, 20, 800, HALF, POLICY)
    assert found.low == pytest.approx(wilson(50, 1000).low * 1000 / 1200)
    assert found.high == wilson(50, 1000).high


def test_the_counter_s_error_weighs_as_much_as_its_visitors() -> None:
    all_shop = multichannel_conversion(
        50, 1000, 0, 0, FULL, POLICY, counter_error=CounterError(0.02, 9)
    )
    fifth = multichannel_conversion(
        30, 200, 20, 800, FULL, POLICY, counter_error=CounterError(0.1, 9)
    )
    assert (fifth.low, fifth.high) == pytest.approx((all_shop.low, all_shop.high))


def test_web_conversion() -> None:
    assert web_conversion(20, 800, POLICY).value == 0.025
    assert web_conversion(9, 8, POLICY).flags == (ABOVE_ONE,)


def test_acquisition_cost_and_its_exact_poisson_ends() -> None:
    found = acquisition_cost(Decimal("1000.00"), 8, "EUR", POLICY)
    assert found.value == Decimal("125.00")
    most = stats.chi2.ppf(0.975, 18) / 2
    fewest = stats.chi2.ppf(0.025, 16) / 2
    assert found.low == round(Decimal(1000 / most), 2)
    assert found.high == round(Decimal(1000 / fewest), 2)


def test_lifetime_value_pools_the_cohorts_that_were_seen_so_long() -> None:
    cohorts = [
        Cohort(100, (Decimal(5000), Decimal(1000), Decimal(400))),
        Cohort(300, (Decimal(12000), Decimal(2000))),
    ]
    # 17000/400 + 3000/400 + 400/100: dividing the last by 400 would take unseen for nothing.
    found = lifetime_value(cohorts, Worth(months=12), "EUR", POLICY)
    assert found.value == Decimal("54.00")
    assert found.unit == "revenue/customer"
    assert found.note is not None
    assert "Over 3 months: no cohort was seen for all 12." in found.note
    worth = Worth(margin=0.5, discount=0.21, months=2)
    assert lifetime_value(cohorts, worth, "EUR", POLICY).value == round(
        Decimal((42.5 + 7.5 / 1.21 ** (1 / 12)) / 2), 2
    )
    assert lifetime_value(cohorts, worth, "EUR", POLICY).unit == "margin/customer"


def test_the_jackknife_of_one_age_is_that_of_a_mean() -> None:
    # Of cohorts of one size and age the estimate is a mean, whose jackknife is Student's.
    values = [20, 35, 50, 41]
    cohorts = [Cohort(10, (Decimal(10 * each),)) for each in values]
    found = lifetime_value(cohorts, Worth(months=1), "EUR", POLICY)
    low, high = stats.t.interval(0.95, 3, np.mean(values), stats.sem(values))
    assert found.low is not None
    assert found.high is not None
    assert (float(found.low), float(found.high)) == pytest.approx((low, high), abs=0.01)


def test_an_age_of_one_cohort_has_no_interval() -> None:
    cohorts = [Cohort(10, (Decimal(1),) * months) for months in (1, 2, 3)]
    assert lifetime_value(cohorts, Worth(months=3), "EUR", POLICY).low is None
    assert lifetime_value(cohorts, Worth(months=2), "EUR", POLICY).low is not None


def test_censoring_biases_nothing() -> None:
    # Each customer brings 10 in each month; younger cohorts are seen for fewer.
    cohorts = [Cohort(50, (Decimal(500),) * months) for months in range(1, 13)]
    assert lifetime_value(cohorts, Worth(), "EUR", POLICY).value == Decimal("120.00")


def test_repeat_purchase_rate_says_its_period() -> None:
    period = (date(2026, 10, 1), date(2026, 10, 31))
    found = repeat_purchase_rate(400, 90, period, POLICY)
    assert found.value == 0.225
    assert (found.low, found.high) == wilson(90, 400)
    assert found.note == "Of 2026-10-01 to 2026-10-31."


def test_the_median_is_read_from_its_bin() -> None:
    answers = Answers(EDGES, (10, 0, 30, 0, 0, 0, 0), 0)
    found = median_response(answers, POLICY)
    assert found.value == pytest.approx(900 + 10 / 30 * 2700)
    assert (found.low, found.high) == (900, 3600)


def test_who_gets_no_answer_waits_longest() -> None:
    answers = Answers(EDGES, (10, 0, 0, 0, 0, 0, 0), 30)
    found = median_response(answers, POLICY)
    assert found.value is None
    assert found.note == "Half of the questions wait longer than 259200 s, or for ever."
    within = answered_within(answers, 300, POLICY)
    assert (within.value, within.n) == (0.25, 40)
    late = median_response(Answers(EDGES, (21, 0, 0, 0, 0, 0, 0), 19), POLICY)
    assert late.value == pytest.approx(20 / 21 * 300)
    assert late.high is None


def test_promises_are_edges() -> None:
    answers = Answers(EDGES, (1, 2, 3, 4, 5, 6, 7), 2)
    assert answered_within(answers, 86_400, POLICY).value == 15 / 30
    with pytest.raises(ValueError, match="no edge"):
        answered_within(answers, 1000, POLICY)


def test_the_median_s_interval_holds_the_true_one() -> None:
    drawn = np.random.default_rng(7)
    true, held = 3600 * np.log(2), 0
    for _ in range(300):
        waits = drawn.exponential(3600, 40)
        counts = [int(((waits >= a) & (waits < b)).sum()) for a, b in pairwise(EDGES)]
        found = median_response(Answers(EDGES, (*counts, 0), 0), POLICY)
        assert found.low is not None
        assert found.high is not None
        held += found.low <= true <= found.high
    assert held >= 285


def test_engagement_is_named_by_what_it_is_per() -> None:
    assert engagement_rate(30, 1000, POLICY).value == 0.03
    assert engagement_per_follower(30, 3000, POLICY).value == 0.01
    assert engagement_rate(30, 1000, POLICY).low is None


def test_return_rates_by_value_and_by_ticket() -> None:
    sold = TicketTotals(100, 500_000, 500_000**2 / 50)
    returned = TicketTotals(8, 30_000, 30_000**2 / 8)
    found = return_rate_by_value(sold, returned, POLICY)
    assert found.value == 0.06
    spread = 1.959964 * (1 / 8 + 1 / 50) ** 0.5
    assert found.low == pytest.approx(0.06 * np.exp(-spread))
    assert return_rate_by_ticket(sold, returned, POLICY).value == 0.08
    none = return_rate_by_value(sold, TicketTotals(), POLICY)
    assert (none.value, none.low) == (0.0, None)
    assert none.note == "No ticket of these days is a return: does the export hold them?"


def test_return_on_investment_says_whose_claim_it_is() -> None:
    attributed = return_on_investment(Decimal(100), Decimal(300), 0.5, "attributed")
    assert attributed.value == 0.5
    assert attributed.flags == (ATTRIBUTED,)
    incremental = return_on_investment(Decimal(100), Decimal(100), 0.5, "incremental")
    assert (incremental.value, incremental.flags) == (-0.5, ())
    assert "incremental revenue" in incremental.method
    for given in (
        return_on_investment(Decimal(100), None, 0.5, "attributed"),
        return_on_investment(Decimal(100), Decimal(1), None, "attributed"),
    ):
        assert given.flags == (NOT_MEASURED,)


def test_the_biggest_loss_is_of_people_in_the_shop() -> None:
    sums = JourneySums(
        visits=200, whole=120, passed_by=5000, looked=9, entered=100, reached=180, stopped=70,
        queued=60, served=10,
    )  # fmt: skip
    seen = sight(whole=0.6)
    stages = journeys.funnel(sums, seen)
    found = biggest_loss(stages, journeys.whole(sums, seen), POLICY)
    assert found.step == "stopped"
    assert found.figure.value == pytest.approx(110 / 180)
    kept = wilson(70, 180)
    assert (found.figure.low, found.figure.high) == (1 - kept.high, 1 - kept.low)
    assert found.figure.flags == ("visits seen in part",)


def test_no_visit_has_no_loss() -> None:
    seen = sight(0)
    found = biggest_loss(
        journeys.funnel(JourneySums(), seen), journeys.whole(JourneySums(), seen), POLICY
    )
    assert (found.step, found.figure.value) == (None, None)
    assert found.figure.flags == (NOT_ENOUGH_DATA,)


def test_net_promoter_score_and_its_multinomial_variance() -> None:
    found = net_promoter_score(Opinions(50, 30, 20), POLICY)
    assert found.value == pytest.approx(30)
    # The variance of a mean of scores +1, 0, −1.
    scores = np.repeat([1, 0, -1], [50, 30, 20])
    assert found.high == pytest.approx(30 + 100 * 1.959964 * np.std(scores) / 10)
    assert net_promoter_score(Opinions(9, 0, 0), POLICY).low is None


def test_a_mean_rating_has_the_widest_interval() -> None:
    found = mean_rating(100, Decimal(400), POLICY)
    assert found.value == 4
    # All give 5 or 1: no spread is larger at that mean.
    widest = np.std(np.repeat([5, 1], [75, 25])) / 10
    assert found.high == pytest.approx(4 + 1.959964 * widest)


MISSING: dict[str, tuple[Callable[[], Figure | Money], Import]] = {
    "multichannel": (lambda: multichannel_conversion(1, 9, None, None, FULL, POLICY), "web"),
    "receipts": (lambda: multichannel_conversion(None, 9, 1, 9, FULL, POLICY), "sales"),
    "web": (lambda: web_conversion(9, None, POLICY), "web"),
    "spend": (lambda: acquisition_cost(None, 9, "EUR", POLICY), "campaigns"),
    "customers": (lambda: acquisition_cost(Decimal(9), None, "EUR", POLICY), "customers"),
    "cohorts": (lambda: lifetime_value([], Worth(), "EUR", POLICY), "cohorts"),
    "repeat": (lambda: repeat_purchase_rate(None, None, None, POLICY), "repeat"),
    "median": (lambda: median_response(None, POLICY), "responses"),
    "within": (lambda: answered_within(None, 300, POLICY), "responses"),
    "social": (lambda: engagement_rate(None, 3, POLICY), "social"),
    "followers": (lambda: engagement_per_follower(3, None, POLICY), "social"),
    "returns": (lambda: return_rate_by_value(None, None, POLICY), "sales"),
    "tickets": (lambda: return_rate_by_ticket(None, None, POLICY), "sales"),
    "campaigns": (lambda: return_on_investment(None, None, 0.5, "attributed"), "campaigns"),
    "nps": (lambda: net_promoter_score(None, POLICY), "reviews"),
    "rating": (lambda: mean_rating(None, None, POLICY), "reviews"),
}


@pytest.mark.parametrize("name", MISSING)
def test_what_was_not_imported_is_missing_and_says_the_command(name: str) -> None:
    of, wanted = MISSING[name]
    found = of()
    assert found.value is None
    assert found.flags == (NOT_MEASURED,)
    assert found.note == why_missing(wanted)
    assert f"chaland import {'sales' if wanted == 'sales' else 'facts'} FILE" in found.note


def test_every_import_has_its_words() -> None:
    for wanted in get_args(Import):
        assert why_missing(wanted).endswith("`.")


FEW: list[Callable[[], Figure | Money]] = [
    lambda: web_conversion(1, 4, POLICY),
    lambda: acquisition_cost(Decimal(9), 0, "EUR", POLICY),
    lambda: lifetime_value([Cohort(4, (Decimal(9),))], Worth(), "EUR", POLICY),
    lambda: repeat_purchase_rate(0, 0, (date(2026, 1, 1), date(2026, 1, 2)), POLICY),
    lambda: median_response(Answers(EDGES, (0,) * 7, 0), POLICY),
    lambda: answered_within(Answers(EDGES, (0,) * 7, 0), 300, POLICY),
    lambda: engagement_rate(0, 0, POLICY),
    lambda: engagement_per_follower(0, 0, POLICY),
    lambda: return_rate_by_value(TicketTotals(), TicketTotals(), POLICY),
    lambda: return_rate_by_ticket(TicketTotals(), TicketTotals(), POLICY),
    lambda: return_on_investment(Decimal(0), Decimal(1), 0.5, "attributed"),
    lambda: net_promoter_score(Opinions(0, 0, 0), POLICY),
    lambda: mean_rating(0, Decimal(0), POLICY),
    lambda: multichannel_conversion(1, 2, 0, 2, FULL, POLICY),
    lambda: multichannel_conversion(1, 200, 0, 2, Coverage(0.1, 10, 1, "opening hours"), POLICY),
]


@pytest.mark.parametrize("of", FEW)
def test_too_little_is_no_figure(of: Callable[[], Figure | Money]) -> None:
    assert of().value is None
    assert of().flags == (NOT_ENOUGH_DATA,)
    assert of().note


def test_days_without_data_are_said() -> None:
    figure = web_conversion(20, 800, POLICY)
    assert of_days(figure, Days(7, 7)) == figure
    partial = of_days(figure, Days(7, 5))
    assert partial.flags == (PARTIAL_DAYS,)
    assert partial.note == "Of 5 of the 7 days: the others have no data."
    assert without_currencies(figure, ()) == figure
    assert without_currencies(partial, ("USD",)).flags == (PARTIAL_DAYS, OTHER_CURRENCY)
