"""The parts that an effect is made of."""

from __future__ import annotations

import numpy as np
import pytest

from analytics.campaign.calibration import placebos
from analytics.campaign.contrast import contrast
from analytics.campaign.effect import Effect
from analytics.campaign.returns import Gap, explained, gap_explained, return_on
from analytics.campaign.structural import PATHS, forecast
from analytics.campaign.verdict import verdict
from tests.analytics.campaign.histories import steady


def known(size: float = 0.1, extra: float = 1000.0, **more: float) -> Effect:
    return Effect(
        "effect",
        size=size,
        low=size - 0.05,
        high=size + 0.05,
        measured=more.get("measured", 11_000.0),
        expected=more.get("expected", 10_000.0),
        extra=extra,
        extra_low=extra - 500,
        extra_high=extra + 500,
    )


def test_placebos_as_large_are_counted_and_the_campaign_is_one() -> None:
    found = placebos(np.array([0.1, -0.2, 0.05]), np.full(3, 0.1), 0.1, 1e6)
    assert (found.number, found.as_large, found.p) == (3, 2, 3 / 4)
    # Of three the size of the error is not known.
    assert found.excess == 1
    none = placebos(np.array([]), np.array([]), 0.1, 1e6)
    assert (none.p, none.excess) == (None, 1)


@pytest.mark.parametrize(
    ("deviation", "excess", "widening"), [(0.1, 1.0, 1.0), (0.05, 0.5, 1.0), (0.2, 2.0, 2.0)]
)
def test_the_interval_is_widened_where_the_model_was_too_sure(
    deviation: float, excess: float, widening: float
) -> None:
    found = placebos(np.array([deviation, -deviation] * 5), np.full(10, 0.1), 0.0, 1e6)
    assert found.excess == pytest.approx(excess)
    assert found.widening == pytest.approx(widening, rel=1e-4)


def test_few_stretches_make_a_wider_interval() -> None:
    few, many = (placebos(np.array([]), np.array([]), 0.1, n).widening for n in (5.0, 50.0))
    assert few == pytest.approx(2.776 / 1.96, rel=1e-3)
    assert 1 < many < 1.03 < few


def test_the_forecast_of_pure_noise_is_its_mean_and_spread() -> None:
    random = np.random.default_rng(1)
    logs = random.normal(5, 0.1, 7 * 40 + 14)
    told = forecast(logs, None, 280, 56)
    assert told.paths.shape == (PATHS, 14)
    assert told.paths.mean() == pytest.approx(5, abs=0.05)
    assert told.paths.std(axis=0).mean() == pytest.approx(0.1, abs=0.02)
    # 32 weeks are left for stretches of two.
    assert len(told.deviations) == 31
    assert np.sqrt(np.mean((told.deviations / told.spreads) ** 2)) == pytest.approx(1, abs=0.4)


def test_the_forecast_goes_on_with_the_trend() -> None:
    time = np.arange(7 * 30 + 28)
    logs = 5 + 0.002 * time + np.random.default_rng(1).normal(0, 0.02, len(time))
    told = forecast(logs, None, 210, 56)
    assert np.median(told.paths, axis=0) == pytest.approx(5 + 0.002 * time[210:], abs=0.03)


def test_difference_in_differences_takes_out_what_all_had() -> None:
    shop, campaign = steady(26, 14, 1.2)
    control, _ = steady(26, 14, seed=2)
    values = [np.array(series.values, float) for series in (shop, control)]
    for each in values:
        # A drop for all, and a growth of one.
        each[182:] *= 0.6
    values[0] *= np.exp(0.001 * np.arange(len(values[0])))
    found = contrast(values[0], [values[1]], 182)
    assert found is not None
    assert found.blocks == 13
    assert np.expm1(found.value) == pytest.approx(0.2, abs=0.05)
    assert found.low < np.log(1.2) < found.high
    assert campaign.length == 14


def test_difference_in_differences_needs_blocks_and_known_days() -> None:
    shop = np.full(7 * 10, 100.0)
    assert contrast(shop[: 7 * 5], [shop[: 7 * 5]], 28) is None
    gone = shop.copy()
    gone[63:67] = np.nan
    assert contrast(gone, [shop], 63) is None
    assert contrast(shop, [shop], 63) is not None


def test_the_return_is_of_the_margin_where_it_is_known() -> None:
    found = return_on(known(), 200, 0.5)
    assert (found.basis, found.value, found.low, found.high) == ("margin", 1.5, 0.25, 2.75)
    assert return_on(known(), 200, None).value == 4
    for spend in (None, 0):
        assert return_on(known(), spend, None).note is not None
    assert return_on(Effect("effect", refusal="too few"), 200, None).note == "too few"


@pytest.mark.parametrize(
    ("planned", "low", "high", "reached"),
    [
        (0.1, 0.05, 0.15, None),
        (0.1, 0.11, 0.2, True),
        (0.1, 0.0, 0.09, False),
        (0.1, None, None, True),
    ],
)
def test_a_plan_is_reached_when_the_interval_says_so(
    planned: float, low: float | None, high: float | None, reached: bool | None
) -> None:
    assert Gap("uplift", planned, 0.12, low, high).reached is reached


def test_what_explains_the_change_needs_all_three() -> None:
    visitors = known(measured=1100, expected=1000)
    tickets = known(measured=220, expected=200)
    parts = explained(visitors, tickets, known())
    assert parts is not None
    assert sum(parts.values()) == pytest.approx(1000)
    assert parts == pytest.approx({"traffic": 1000, "conversion": 0, "basket": 0}, abs=1e-6)
    assert explained(visitors, Effect("effect", refusal="none"), known()) is None


def test_the_gap_of_the_turnover_is_split_by_what_was_planned() -> None:
    gaps = {
        "turnover": Gap("turnover", 1000, 1300),
        "visitors": Gap("visitors", 100, 130),
        "orders": Gap("orders", 20, 26),
    }
    full = gap_explained(gaps)
    assert full == pytest.approx({"traffic": 300, "conversion": 0, "basket": 0}, abs=1e-9)
    two = gap_explained({name: gaps[name] for name in ("turnover", "visitors")})
    assert two == pytest.approx({"traffic": 300, "sales_per_visitor": 0}, abs=1e-9)
    assert gap_explained({"turnover": gaps["turnover"]}) is None
    empty = {"turnover": gaps["turnover"], "visitors": Gap("visitors", 0, 130)}
    assert gap_explained(empty) is None


def test_the_verdict_is_of_the_first_that_is_known() -> None:
    unknown = Effect("difference", refusal="no receipts")
    heard = verdict({"turnover": unknown, "orders": known(-0.2), "footfall": known()})
    assert heard is not None
    assert (heard.measure, heard.sign, heard.size) == ("orders", "less", -0.2)
    assert verdict({"turnover": known(0.03)}) is not None
    assert verdict({"turnover": known(0.03)}).sign == "unclear"  # type: ignore[union-attr]
    assert verdict({"turnover": unknown}) is None
