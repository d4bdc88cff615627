"""What was found of a campaign, as figures with their units."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from analytics.campaign.calibration import Placebos
from analytics.campaign.contrast import Contrast
from analytics.campaign.effect import (
    FEWEST_A_DAY,
    SHARE_USED,
    WEEKS_FOR_ANYTHING,
    WEEKS_FOR_EFFECT,
    Day,
    Effect,
)
from analytics.campaign.verdict import Verdict
from analytics.figure import (
    COUNTER_ERROR_NOT_MEASURED,
    NOT_ENOUGH_DATA,
    NOT_MEASURED,
    PARTIAL_COVERAGE,
    Figure,
    Money,
)
from analytics.intervals import CounterError
from analytics.money import exponent, from_minor, rounded
from api.campaigns import plan
from api.campaigns.answers import (
    CampaignAnswer,
    CampaignResult,
    ContrastAnswer,
    Measure,
    MeasureAnswer,
    PlaceboAnswer,
    VerdictAnswer,
)
from api.store_sums import DEFAULT_POLICY
from vision.description import StoreDescription, ZoneDescription

METHOD: Final = "measured / expected - 1; structural time series on the days before"
WIDENED: Final = ", widened by placebos"
_EXPECTED: Final = "structural time series on the days before"
_UNITS: Final[dict[str, str]] = {
    "footfall": "people",
    "orders": "tickets",
    "customers": "customers",
    "zone_visits": "visits",
}


def measure(
    name: Measure | str,
    found: Effect,
    description: StoreDescription,
    controls: Sequence[str],
    error: CounterError | None,
    *,
    zone: ZoneDescription | None = None,
    why: str = "",
) -> MeasureAnswer:
    """``why``: it is not measured at all."""
    flags: tuple[str, ...] = ()
    note = why or found.refusal
    if note:
        flags = (NOT_MEASURED,) if why else (NOT_ENOUGH_DATA,)
    else:
        if found.days_under_covered:
            flags = (*flags, PARTIAL_COVERAGE)
        if name == "footfall" and error is None:
            flags = (*flags, COUNTER_ERROR_NOT_MEASURED)
    method = METHOD
    if found.placebos is not None and found.placebos.widening > 1:
        method += WIDENED
    if name == "footfall" and error is not None:
        method += ", widened for counter error"
    size = Figure(
        found.size, "share", method, found.days_used or None, found.low, found.high, flags, note
    )
    amounts = _Amounts(name, description.currency, size)
    return MeasureAnswer(
        measure=name,
        zone=None if zone is None else zone.zone,
        name=None if zone is None else zone.name,
        kind=found.kind,
        why=list(found.why),
        sign=found.sign,
        conclusive=found.conclusive,
        size=size,
        measured=amounts.figure(found.measured, method="sum over the days used"),
        expected=amounts.figure(found.expected, method=_EXPECTED),
        extra=amounts.figure(found.extra, found.extra_low, found.extra_high, "measured - expected"),
        controls=list(controls),
        weeks_before=found.weeks_before,
        days_used=found.days_used,
        days_left_out=found.days_left_out,
        days_under_covered=found.days_under_covered,
        placebos=None if found.placebos is None else _placebos(found.placebos),
        contrast=None if found.contrast is None else _contrast(found.contrast),
        days=[amounts.day(day) for day in found.days],
    )


class _Amounts:
    """Values of a measure in its unit: money as such, from minor units."""

    def __init__(self, name: str, currency: str, size: Figure | None = None) -> None:
        self._name, self._currency = name, currency
        self._flags = () if size is None else size.flags
        self._note = None if size is None else size.note

    def figure(
        self,
        value: float | None,
        low: float | None = None,
        high: float | None = None,
        method: str = "",
    ) -> Figure | Money:
        flags = self._flags if value is None else ()
        note = self._note if value is None else None
        if self._name == "turnover":
            amounts = (self._amount(value), self._amount(low), self._amount(high))
            first, least, most = amounts
            return Money(first, self._currency, "amount", method, None, least, most, flags, note)
        whole = [None if each is None else float(round(each)) for each in (value, low, high)]
        return Figure(whole[0], _UNITS[self._name], method, None, whole[1], whole[2], flags, note)

    def day(self, day: Day) -> Day:
        if self._name != "turnover":
            return day
        scale = 10.0 ** exponent(self._currency)

        def main(value: float | None) -> float | None:
            return None if value is None else value / scale

        return replace(
            day,
            measured=main(day.measured),
            expected=main(day.expected),
            low=main(day.low),
            high=main(day.high),
        )

    def _amount(self, minor: float | None) -> Decimal | None:
        return None if minor is None else money(minor, self._currency)


def money(minor: float, currency: str) -> Decimal:
    """To the smallest unit."""
    return rounded(from_minor(round(minor), currency), currency)


def verdict_answer(heard: Verdict, currency: str) -> VerdictAnswer:
    amounts = _Amounts(heard.measure, currency)
    return VerdictAnswer(
        measure=heard.measure,
        kind=heard.kind,
        why=list(heard.why),
        sign=heard.sign,
        conclusive=heard.sign != "unclear",
        size=heard.size,
        low=heard.low,
        high=heard.high,
        extra=amounts.figure(heard.extra, heard.extra_low, heard.extra_high, "measured - expected"),
    )


def empty(
    answer: CampaignAnswer, description: StoreDescription, notes: list[str]
) -> CampaignResult:
    """Of a campaign of which no day is over."""
    return CampaignResult(
        campaign=answer,
        over=False,
        verdict=None,
        measures=[],
        returns=plan.no_returns(answer, description.currency, notes[0]),
        gaps=[],
        gap_explained=None,
        explained=None,
        notes=notes,
        policy=policy(),
    )


def policy() -> dict[str, Any]:
    return {
        "min_coverage": DEFAULT_POLICY.min_coverage,
        "weeks_for_effect": WEEKS_FOR_EFFECT,
        "weeks_for_difference": WEEKS_FOR_ANYTHING,
        "share_of_days": SHARE_USED,
        "fewest_a_day": FEWEST_A_DAY,
        "confidence": 0.95,
    }


def _placebos(found: Placebos) -> PlaceboAnswer:
    return PlaceboAnswer(
        number=found.number,
        as_large=found.as_large,
        p=found.p,
        excess=found.excess,
        widening=found.widening,
    )


def _contrast(found: Contrast) -> ContrastAnswer:
    return ContrastAnswer(
        value=math.expm1(found.value),
        low=math.expm1(found.low),
        high=math.expm1(found.high),
        blocks=found.blocks,
    )
