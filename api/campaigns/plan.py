"""What a campaign cost and was to bring, against what it brought."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from analytics.campaign.effect import Effect
from analytics.campaign.returns import (
    Gap,
    PlannedMeasure,
    explained,
    gap_explained,
    return_on,
)
from analytics.campaign.series import Window
from analytics.figure import NOT_ENOUGH_DATA, NOT_MEASURED, Figure, Money
from analytics.intervals import CounterError
from analytics.money import exponent, from_minor, rounded, to_minor
from analytics.policy import Z_95
from api.campaigns.answers import (
    CampaignAnswer,
    ExplainedAnswer,
    GapAnswer,
    GapExplainedAnswer,
    Planned,
    ReturnAnswer,
)
from api.campaigns.series import Known, StoreDays
from api.models import Campaign

OF_TURNOVER = "(extra turnover - spend) / spend"
OF_MARGIN = "(extra turnover x margin - spend) / spend"


def returns(campaign: Campaign, answer: CampaignAnswer, turnover: Effect) -> ReturnAnswer:
    spend = campaign.budget if campaign.spend is None else campaign.spend
    found = return_on(turnover, spend, campaign.margin)
    definition = OF_TURNOVER if campaign.margin is None else OF_MARGIN
    flags = () if found.note is None else (NOT_MEASURED if not spend else NOT_ENOUGH_DATA,)
    roi = Figure(found.value, "share", definition, None, found.low, found.high, flags, found.note)
    currency = campaign.currency
    gain = None if found.gain is None else _money(found.gain, currency)
    return ReturnAnswer(
        roi=roi,
        basis=found.basis,
        definition=definition,
        gain=Money(gain, currency, "amount", definition, flags=flags, note=found.note),
        spend=None if spend is None else from_minor(spend, currency),
        spend_is_budget=campaign.spend is None and campaign.budget is not None,
        budget=answer.budget,
    )


def no_returns(answer: CampaignAnswer, currency: str, why: str) -> ReturnAnswer:
    definition = OF_TURNOVER if answer.margin is None else OF_MARGIN
    flags = (NOT_ENOUGH_DATA,)
    return ReturnAnswer(
        roi=Figure(None, "share", definition, flags=flags, note=why),
        basis="turnover" if answer.margin is None else "margin",
        definition=definition,
        gain=Money(None, currency, "amount", definition, flags=flags, note=why),
        spend=answer.budget if answer.spend is None else answer.spend,
        spend_is_budget=answer.spend is None and answer.budget is not None,
        budget=answer.budget,
    )


def gaps(
    planned: Planned,
    told: Mapping[str, Effect],
    own: StoreDays,
    window: Window,
    error: CounterError | None,
    currency: str,
) -> tuple[list[Gap], list[str]]:
    """And what is to be said of days that are missing from what is compared."""
    found: list[Gap] = []
    notes: list[str] = []
    turnover = told["turnover"]
    if planned.uplift is not None and turnover.size is not None:
        found.append(Gap("uplift", planned.uplift, turnover.size, turnover.low, turnover.high))
    if planned.turnover is not None:
        scale = 10 ** exponent(currency)
        goal = to_minor(planned.turnover, currency) / scale
        found += _total("turnover", goal, own.turnover(), window, 0.0, scale, notes)
    if planned.orders is not None:
        found += _total("orders", planned.orders, own.orders(), window, 0.0, 1, notes)
    if planned.visitors is not None:
        half = 0.0 if error is None else Z_95 * error.relative
        found += _total("visitors", planned.visitors, own.footfall(), window, half, 1, notes)
    return found, notes


def gap_answer(gap: Gap) -> GapAnswer:
    return GapAnswer(
        measure=gap.measure,
        planned=gap.planned,
        measured=gap.measured,
        low=gap.low,
        high=gap.high,
        gap=gap.gap,
        reached=gap.reached,
    )


def gap_explained_answer(found: Sequence[Gap], currency: str) -> GapExplainedAnswer | None:
    parts = gap_explained({gap.measure: gap for gap in found})
    if parts is None:
        return None
    scale = 10 ** exponent(currency)
    return GapExplainedAnswer(
        **{name: _money(part * scale, currency) for name, part in parts.items()}
    )


def _total(
    measure: PlannedMeasure,
    goal: float,
    known: Known,
    window: Window,
    half: float,
    scale: int,
    notes: list[str],
) -> list[Gap]:
    """Of the campaign's days as they were counted: none is made up."""
    series = known.series
    if series is None:
        return []
    offset = (window.first - series.first).days
    values = series.values[offset : offset + window.length]
    counted = [value for value in values if value is not None]
    if not counted:
        return []
    if len(counted) < window.length:
        notes.append(
            f"{window.length - len(counted)} of the campaign's {window.length} days are missing "
            f"from the {measure} that the plan is compared with."
        )
    total = sum(counted) / scale
    ends = (total * (1 - half), total * (1 + half)) if half else (None, None)
    return [Gap(measure, goal, total, *ends)]


def explained_answer(told: Mapping[str, Effect], currency: str) -> ExplainedAnswer | None:
    parts = explained(told["footfall"], told["orders"], told["turnover"])
    if parts is None:
        return None
    return ExplainedAnswer(**{name: _money(part, currency) for name, part in parts.items()})


def _money(minor: float, currency: str) -> Decimal:
    return rounded(from_minor(round(minor), currency), currency)
