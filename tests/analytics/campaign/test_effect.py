"""The effect of a campaign on made-up histories, and what is refused."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from analytics.campaign.effect import Effect, effect
from analytics.campaign.series import DailySeries, Window
from analytics.intervals import CounterError
from analytics.policy import Policy
from tests.analytics.campaign.histories import MONDAY, history, steady

POLICY = Policy()
RHYTHM = (100.0, 110.0, 120.0, 130.0, 160.0, 220.0, 90.0)


def mapped(series: DailySeries, change: Callable[[int, float], float | None]) -> DailySeries:
    values = (change(index, value or 0) for index, value in enumerate(series.values))
    return DailySeries(series.first, tuple(values))


def test_what_was_planted_is_found() -> None:
    shop, campaign = steady(30, 14, 1.2)
    control, _ = steady(30, 14, seed=2)
    found = effect(shop, [control], campaign, POLICY)
    assert found.kind == "effect"
    assert found.why == ()
    assert found.conclusive
    assert found.sign == "more"
    assert found.size == pytest.approx(0.2, abs=0.05)
    assert found.low is not None
    assert found.high is not None
    assert found.low < 0.2 < found.high
    assert found.extra == pytest.approx((found.measured or 0) - (found.expected or 0))
    assert found.placebos is not None
    assert found.placebos.as_large == 0
    assert found.placebos.p == pytest.approx(1 / (1 + found.placebos.number))
    assert found.contrast is not None
    assert math.expm1(found.contrast.low) < 0.2 < math.expm1(found.contrast.high)
    assert (found.days_used, found.days_left_out, found.weeks_before) == (14, 0, 30)


def test_what_all_shops_had_is_no_effect() -> None:
    """A heat wave in the days of the campaign: only the control can tell."""
    shop, campaign = steady(30, 14, 0.75)
    control, _ = steady(30, 14, 0.75, seed=2)
    assert not effect(shop, [control], campaign, POLICY).conclusive
    assert effect(shop, [], campaign, POLICY).sign == "less"


def test_the_word_effect_needs_a_control_and_eight_weeks() -> None:
    shop, campaign = steady(30, 14)
    control, _ = steady(30, 14, seed=2)
    alone = effect(shop, [], campaign, POLICY)
    assert alone.kind == "difference"
    assert "There is no control" in alone.why[0]
    assert alone.contrast is None
    short = replace(campaign, first=MONDAY + timedelta(weeks=7), last=MONDAY + timedelta(weeks=8))
    soon = effect(shop, [control], short, POLICY)
    assert (soon.kind, soon.weeks_before) == ("difference", 7)
    assert soon.why == ("7 weeks before are known; an effect needs 8.",)
    assert soon.size is not None


def test_other_zones_are_a_control_but_no_untouched_shop() -> None:
    shop, campaign = steady(30, 14)
    control, _ = steady(30, 14, seed=2)
    found = effect(shop, [control], campaign, POLICY, untouched_shops=False)
    assert found.kind == "effect"
    assert found.contrast is None


def test_days_that_were_not_seen_are_left_out_and_said() -> None:
    shop, campaign = steady(20, 14, 1.3)
    start = (campaign.first - shop.first).days
    shares = [1.0] * len(shop.values)
    values = list(shop.values)
    for index in range(start, start + 4):
        # Of a day hardly seen hardly anybody was counted.
        shares[index], values[index] = 0.1, 10.0
    seen = DailySeries(shop.first, tuple(values), tuple(shares))
    found = effect(seen, [], campaign, POLICY)
    assert (found.days_used, found.days_left_out, found.days_under_covered) == (10, 4, 4)
    assert found.size == pytest.approx(0.3, abs=0.08)
    assert found.days[start].measured is None


def test_a_day_seen_in_part_counts_for_its_share() -> None:
    shop, campaign = steady(20, 14)
    half = DailySeries(
        shop.first,
        tuple(
            value and value * (0.8 if index >= 140 else 1)
            for index, value in enumerate(shop.values)
        ),
        tuple(0.8 if index >= 140 else 1.0 for index in range(len(shop.values))),
    )
    whole = effect(shop, [], campaign, POLICY)
    assert effect(half, [], campaign, POLICY).size == pytest.approx(whole.size)


@pytest.mark.parametrize(
    ("known", "word"),
    [
        (lambda index: index < 140, "0 of the campaign's 14 days are known"),
        (lambda index: index < 140 or index > 148, "5 of the campaign's 14 days are known"),
        (lambda index: index > 140 - 21, "2 weeks before are known; at least 4 are needed"),
        (lambda index: index >= 140 or index % 3 == 0, "days before are known"),
    ],
)
def test_too_little_known_is_refused(known: Callable[[int], bool], word: str) -> None:
    shop, campaign = steady(20, 14)
    part = mapped(shop, lambda index, value: value if known(index) else None)
    found = effect(part, [], campaign, POLICY)
    assert word in (found.refusal or "")
    assert found.size is None
    assert not found.conclusive
    assert found.sign == "unclear"


def test_a_handful_a_day_is_refused_but_not_of_money() -> None:
    shop, campaign = steady(20, 14)
    few = mapped(shop, lambda _, value: value // 30)
    assert "at least 10 are needed" in (effect(few, [], campaign, POLICY).refusal or "")
    assert effect(few, [], campaign, POLICY, counted=False).refusal is None


def test_closed_days_are_not_days_of_nobody() -> None:
    """Sundays at 0: neither missing from the weeks nor a fall."""
    shop, campaign = steady(20, 14, 1.2)
    closed = DailySeries(
        shop.first,
        tuple(0.0 if index % 7 == 6 else value for index, value in enumerate(shop.values)),
    )
    found = effect(closed, [], campaign, POLICY)
    assert found.days_used == 12
    assert found.size == pytest.approx(0.2, abs=0.06)


def test_the_counter_s_own_error_is_carried() -> None:
    shop, campaign = steady(30, 14, 1.2)
    plain = effect(shop, [], campaign, POLICY)
    carried = effect(shop, [], campaign, POLICY, counter_error=CounterError(0.1, 3))
    assert carried.size == plain.size
    assert None not in (plain.low, plain.high, carried.low, carried.high)

    def width(found: Effect) -> float:
        return math.log1p(found.high or 0) - math.log1p(found.low or 0)

    assert width(carried) / 2 == pytest.approx(math.hypot(width(plain) / 2, 1.96 * 0.1), rel=0.01)


def test_a_control_that_is_missing_on_a_day_does_not_shift_it() -> None:
    shop, campaign = steady(30, 14)
    controls = [steady(30, 14, seed=seed)[0] for seed in (2, 3)]
    # One control is ten times the size of the other.
    large = mapped(controls[0], lambda _, value: value * 10)
    dropped = DailySeries(
        MONDAY,
        tuple(
            None if index in (150, 211, 214) else value for index, value in enumerate(large.values)
        ),
    )
    whole = effect(shop, [large, controls[1]], campaign, POLICY)
    part = effect(shop, [dropped, controls[1]], campaign, POLICY)
    assert part.size == pytest.approx(whole.size, abs=0.01)


def test_a_control_that_is_hardly_known_is_none() -> None:
    shop, campaign = steady(30, 14)
    control, _ = steady(30, 14, seed=2)
    silent = mapped(control, lambda index, value: value if index < 214 else None)
    assert effect(shop, [silent], campaign, POLICY).kind == "difference"
    found = effect(shop, [silent, control], campaign, POLICY)
    assert (found.kind, found.controls_used) == ("effect", (1,))


def test_what_was_before_the_first_known_day_does_not_matter() -> None:
    shop, campaign = steady(20, 14)
    early = DailySeries(shop.first - timedelta(weeks=30), (None,) * (7 * 30) + shop.values)
    assert effect(early, [], campaign, POLICY) == effect(shop, [], campaign, POLICY)


def test_troubles_of_weeks_widen_the_interval() -> None:
    """Roadworks and fairs of five weeks that the model takes for a drift of days."""
    random = np.random.default_rng(5)
    levels = np.repeat(random.normal(0, 0.25, 11), 35)
    shop, campaign = steady(52, 21)
    rough = mapped(shop, lambda index, value: value * float(np.exp(levels[index])))
    calm, troubled = (effect(each, [], campaign, POLICY) for each in (shop, rough))
    assert calm.placebos is not None
    assert troubled.placebos is not None
    assert troubled.placebos.excess > calm.placebos.excess
    assert troubled.placebos.widening > 1.05


def test_a_series_that_never_varies_has_a_result() -> None:
    values = tuple(RHYTHM[index % 7] * (1.1 if index >= 140 else 1) for index in range(147))
    campaign = Window(MONDAY + timedelta(days=140), MONDAY + timedelta(days=146))
    found = effect(DailySeries(MONDAY, values), [], campaign, POLICY)
    assert found.size == pytest.approx(0.1, abs=0.001)


def test_the_same_question_has_the_same_answer() -> None:
    made = history(3, effect=0.06)
    first, second = (effect(made.shop, made.controls, made.campaign, POLICY) for _ in range(2))
    assert first == second


def test_the_band_holds_most_days_of_a_campaign_that_did_nothing() -> None:
    inside = total = 0
    for seed in range(6):
        made = history(seed, weeks=30, days=14)
        found = effect(made.shop, made.controls, made.campaign, POLICY)
        days = [day for day in found.days if day.low is not None and day.high is not None]
        assert days[0].day >= made.campaign.first
        inside += sum((day.low or 0) <= (day.measured or 0) <= (day.high or 0) for day in days)
        total += len(days)
    assert 0.85 <= inside / total <= 1


@pytest.mark.parametrize("value", [-1.0, math.nan, math.inf])
def test_a_series_validates_itself(value: float) -> None:
    with pytest.raises(ValueError, match="2025-01-07"):
        DailySeries(MONDAY, (3.0, value))
    with pytest.raises(ValueError, match="one a day"):
        DailySeries(MONDAY, (3.0,), (1.0, 1.0))
    with pytest.raises(ValueError, match="before the first"):
        Window(MONDAY, MONDAY - timedelta(days=1))


def test_the_days_shown_are_those_of_the_weeks_before_and_of_the_campaign() -> None:
    shop, campaign = steady(70, 14)
    found = effect(shop, [], campaign, POLICY)
    assert found.days[0].day == campaign.first - timedelta(weeks=60)
    assert found.days[-1].day == campaign.last
    assert np.isfinite([day.measured or np.nan for day in found.days]).all()
