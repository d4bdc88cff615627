"""What is said of a campaign. The word effect is used only where the API uses it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from dashboard.figures import Written, write
from dashboard.shapes import Money

if TYPE_CHECKING:
    from dashboard.campaign_shapes import Amount, Contrast, MeasureResult, Placebos, Verdict
    from dashboard.words import Words


def measure_name(measure: str, zone: str | None, say: Words) -> str:
    if measure == "zone_visits":
        return say("Visits of {zone}", zone=zone or "")
    return {
        "footfall": say("Visitors"),
        "orders": say("Orders"),
        "turnover": say("Turnover"),
        "customers": say("Customers"),
    }[measure]


def signed(share: float, say: Words, digits: int = 1) -> str:
    """With its sign, a plus too."""
    return ("+" if share >= 0 else "") + say.percent(share, digits)


def amount(value: float | Decimal | None, of: Amount, say: Words) -> str:
    if value is None:
        return "–"
    if isinstance(of, Money):
        return say.money(Decimal(value), of.currency or "")
    return say.number(value)


def sentence(verdict: Verdict, zone: str | None, say: Words) -> str:
    """The result with its interval."""
    fields = {
        "measure": measure_name(verdict.measure, zone, say),
        "size": signed(verdict.size, say),
        "low": signed(verdict.low, say),
        "high": signed(verdict.high, say),
        "extra": amount(verdict.extra.value, verdict.extra, say),
        "least": amount(verdict.extra.low, verdict.extra, say),
        "most": amount(verdict.extra.high, verdict.extra, say),
    }
    if verdict.kind == "effect":
        if verdict.sign == "unclear":
            return say(
                "{measure}: no effect can be told from chance. Measured {size}, with an interval "
                "of {low} to {high}.",
                **fields,
            )
        return say(
            "{measure}: an effect of {size} ({low} to {high}), that is {extra} ({least} to "
            "{most}).",
            **fields,
        )
    if verdict.sign == "unclear":
        return say(
            "{measure}: no difference with the weeks before can be told from chance. Measured "
            "{size}, with an interval of {low} to {high}.",
            **fields,
        )
    return say(
        "{measure}: a difference with the weeks before of {size} ({low} to {high}), that is "
        "{extra} ({least} to {most}).",
        **fields,
    )


def told(result: MeasureResult, say: Words) -> str:
    """How it may be spoken of."""
    if result.kind == "effect":
        return say("effect") if result.conclusive else say("effect not conclusive")
    if result.conclusive:
        return say("difference with the weeks before")
    return say("difference with the weeks before, not conclusive")


def written(result: MeasureResult, say: Words) -> Written:
    """The size of it, for a card."""
    plain = write(result.size, say, "counts", "")
    size = result.size
    if size.value is None:
        return plain
    interval = ""
    if size.low is not None and size.high is not None:
        interval = say("{low} to {high}", low=signed(size.low, say), high=signed(size.high, say))
    return Written(
        signed(size.value, say),
        interval=interval,
        basis=told(result, say),
        flags=plain.flags,
        note=plain.note,
    )


def placebo_note(placebos: Placebos, say: Words) -> str:
    text = say(
        "Placebos: of {number} stretches of the weeks before, as long and in which nothing was "
        "done, {count} deviated from their forecast at least as much.",
        number=say.number(placebos.number),
        count=say.number(placebos.as_large),
    )
    if placebos.widening <= 1:
        return text
    wider = say(
        "They deviated {excess} times as much as the model thought: with what so few can tell, its "
        "interval is made {factor} times as wide.",
        excess=say.number(placebos.excess, 2),
        factor=say.number(placebos.widening, 2),
    )
    return f"{text} {wider}"


def contrast_note(contrast: Contrast, say: Words) -> str:
    return say(
        "Difference in differences against the control stores, on {blocks} stretches before: "
        "{value} ({low} to {high}).",
        blocks=say.number(contrast.blocks),
        value=signed(contrast.value, say),
        low=signed(contrast.low, say),
        high=signed(contrast.high, say),
    )
