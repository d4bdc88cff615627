"""The effect of a campaign on one series, or its difference with the weeks before."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from analytics.campaign.calibration import Placebos, placebos
from analytics.campaign.contrast import Contrast, contrast
from analytics.campaign.panel import WEEK, Panel, panel
from analytics.campaign.structural import Forecast, forecast

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analytics.campaign.series import DailySeries, Window
    from analytics.intervals import CounterError
    from analytics.policy import Policy

Kind = Literal["effect", "difference"]
Sign = Literal["more", "less", "unclear"]

WEEKS_FOR_EFFECT: Final = 8
WEEKS_FOR_ANYTHING: Final = 4
FEWEST_A_DAY: Final = 10
"""On the log scale a typical day of fewer is far from normal."""
SHARE_USED: Final = 0.5
"""Of the campaign's days, and of those of the weeks before, that must be known."""
NO_CONTROL: Final = "There is no control: whatever else changed in these days is in it."
_ENDS: Final = (0.025, 0.975)


@dataclass(frozen=True, slots=True)
class Day:
    """What was measured, None where that is not known, and what would have been: the middle and the
    95 % band of that day alone, before any calibration; None of a day that is not known."""

    day: date
    measured: float | None
    expected: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """``kind``: `effect` only against a control and with WEEKS_FOR_EFFECT weeks before, else
    `difference` with the weeks before, and ``why``. ``controls_used``: which of those given are
    known well enough. ``size``, ``low`` and ``high``: measured over
    expected less 1, with the calibrated 95 % interval. ``measured``, ``expected`` and ``extra``:
    sums over the days used, in the series' unit; a day seen in part is taken for its covered share.
    ``refusal``: why nothing is told, when all figures are None."""

    kind: Kind
    why: tuple[str, ...] = ()
    refusal: str | None = None
    controls_used: tuple[int, ...] = ()
    weeks_before: int = 0
    days_used: int = 0
    days_left_out: int = 0
    days_under_covered: int = 0
    size: float | None = None
    low: float | None = None
    high: float | None = None
    measured: float | None = None
    expected: float | None = None
    extra: float | None = None
    extra_low: float | None = None
    extra_high: float | None = None
    placebos: Placebos | None = None
    contrast: Contrast | None = None
    days: tuple[Day, ...] = ()

    @property
    def conclusive(self) -> bool:
        """Whether the calibrated interval excludes 0."""
        return self.low is not None and self.high is not None and not self.low <= 0 <= self.high

    @property
    def sign(self) -> Sign:
        if not self.conclusive or self.size is None:
            return "unclear"
        return "more" if self.size > 0 else "less"


def effect(
    shop: DailySeries,
    controls: Sequence[DailySeries],
    campaign: Window,
    policy: Policy,
    *,
    counter_error: CounterError | None = None,
    untouched_shops: bool = True,
    counted: bool = True,
) -> Effect:
    """``controls``: series that the campaign did not touch. ``untouched_shops``: whether they are
    other shops, which the difference in differences needs. ``counter_error``: where people are
    counted. ``counted``: whether the values are counts of something, not an amount of money."""
    side = panel(shop, controls, campaign, policy.min_coverage)
    used = int(np.isfinite(side.compared[side.before :]).sum())
    why: tuple[str, ...] = () if side.controls else (NO_CONTROL,)
    if side.weeks_before < WEEKS_FOR_EFFECT:
        why += (f"{side.weeks_before} weeks before are known; an effect needs {WEEKS_FOR_EFFECT}.",)
    base = Effect(
        "difference" if why else "effect",
        why,
        controls_used=side.used,
        weeks_before=side.weeks_before,
        days_used=used,
        days_left_out=campaign.length - used,
        days_under_covered=shop.under_covered(campaign.days, policy.min_coverage),
    )
    refusal = _refusal(base, side, campaign, counted=counted)
    if refusal is not None:
        return replace(base, why=(), refusal=refusal)
    told = forecast(np.log(side.compared), side.index, side.before, WEEKS_FOR_EFFECT * WEEK)
    spread = 0.0 if counter_error is None else policy.z * counter_error.relative
    figured = _figured(base, side, told, spread)
    if side.controls and untouched_shops:
        return replace(figured, contrast=contrast(side.shop, side.controls, side.before))
    return figured


def _refusal(base: Effect, side: Panel, campaign: Window, *, counted: bool) -> str | None:
    if base.days_used < SHARE_USED * campaign.length or base.days_used == 0:
        return (
            f"{base.days_used} of the campaign's {campaign.length} days are known; "
            f"at least {SHARE_USED:.0%} are needed."
        )
    before = side.compared[: side.before]
    known = before[np.isfinite(before)]
    if base.weeks_before < WEEKS_FOR_ANYTHING:
        return (
            f"{base.weeks_before} weeks before are known; at least {WEEKS_FOR_ANYTHING} are needed."
        )
    if len(known) < SHARE_USED * base.weeks_before * WEEK:
        return (
            f"{len(known)} of the {base.weeks_before * WEEK} days before are known; "
            f"at least {SHARE_USED:.0%} are needed."
        )
    if counted and float(np.median(known)) < FEWEST_A_DAY:
        return f"A usual day has {np.median(known):.0f}; at least {FEWEST_A_DAY} are needed."
    return None


def _figured(base: Effect, side: Panel, told: Forecast, spread: float) -> Effect:
    """``spread``: half-width of the counter's own error, on the log scale."""
    campaign = side.compared[side.before :]
    seen = np.isfinite(campaign)
    measured = float(campaign[seen].sum())
    ratios = math.log(measured) - np.log(np.exp(told.paths[:, seen]).sum(axis=1))
    middle = float(np.median(ratios))
    low, high = (float(end) for end in np.quantile(ratios, _ENDS))
    deviation = float((np.log(campaign) - told.paths.mean(axis=0))[seen].mean())
    stretches = side.weeks_before * WEEK / len(campaign)
    tried = placebos(told.deviations, told.spreads, deviation, stretches)
    # The same counter stood there before, but how it errs may have changed with the crowd.
    below = math.hypot(tried.widening * (middle - low), spread)
    above = math.hypot(tried.widening * (high - middle), spread)
    ends = (middle, middle - below, middle + above)
    size, least, most = (math.expm1(end) for end in ends)
    extra, extra_low, extra_high = (-measured * math.expm1(-end) for end in ends)
    return replace(
        base,
        size=size,
        low=least,
        high=most,
        measured=measured,
        expected=measured - extra,
        extra=extra,
        extra_low=extra_low,
        extra_high=extra_high,
        placebos=tried,
        days=_days(side, told),
    )


def _days(side: Panel, told: Forecast) -> tuple[Day, ...]:
    days = [
        Day(day, float(value) if math.isfinite(value) else None)
        for day, value in zip(side.days, side.compared, strict=True)
    ]
    bands = np.exp(np.quantile(told.paths, (0.5, *_ENDS), axis=0))
    for index, (middle, low, high) in enumerate(bands.T.tolist(), side.before):
        if days[index].measured is not None:
            days[index] = replace(days[index], expected=middle, low=low, high=high)
    return tuple(days)
