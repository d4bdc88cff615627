"""What a campaign brought, in English, for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cli.console import note, out

if TYPE_CHECKING:
    from rich.table import Table

    from analytics.figure import Figure, Money
    from api.campaigns.answers import (
        CampaignResult,
        Campaigns,
        GapAnswer,
        MeasureAnswer,
        VerdictAnswer,
    )

_NAMES: Final = {
    "footfall": "footfall",
    "orders": "orders",
    "turnover": "turnover",
    "customers": "customers",
    "zone_visits": "visits",
}


def listed(answer: Campaigns) -> Table:
    from rich.table import Table

    table = Table("campaign", "name", "from", "to", "where", "against", box=None, pad_edge=False)
    for each in answer.campaigns:
        against = "none" if each.controls == "none" else ", ".join(each.controls)
        where = each.zone or "the store"
        table.add_row(each.campaign, each.name, str(each.first), str(each.last), where, against)
    return table


def show(answer: CampaignResult) -> None:
    campaign = answer.campaign
    out.print(f"[bold]{campaign.name}[/bold] ({campaign.first} to {campaign.last})")
    if answer.verdict is not None:
        out.print(sentence(answer.verdict), soft_wrap=True)
        for why in answer.verdict.why:
            note(f"no effect can be told: {why}")
    if answer.measures:
        out.print(_measures(answer))
    for each in answer.measures:
        if each.placebos is not None and each.placebos.number:
            out.print(_placebos(each), soft_wrap=True)
    roi = answer.returns.roi
    if roi.value is None:
        note(f"return: not known. {roi.note}")
    else:
        spent = " (the budget is taken for the spend)" if answer.returns.spend_is_budget else ""
        out.print(f"return: {_share(roi)}, {answer.returns.definition}{spent}", soft_wrap=True)
    for gap in answer.gaps:
        out.print(f"plan, {gap.measure}: {_gap(gap)}")
    if answer.gap_explained is not None:
        made = ", ".join(
            f"{name.replace('_', ' ')} {part:+}" for name, part in answer.gap_explained if part
        )
        out.print(f"the gap to the planned turnover by {made} {campaign.currency}", soft_wrap=True)
    if answer.explained is not None:
        parts = answer.explained
        out.print(
            f"the extra turnover by traffic {parts.traffic:+}, conversion {parts.conversion:+}, "
            f"basket {parts.basket:+} {campaign.currency}",
            soft_wrap=True,
        )
    for text in answer.notes:
        note(text)


def sentence(verdict: VerdictAnswer) -> str:
    """The result with its interval; the word effect only where it may be used."""
    what = "effect on" if verdict.kind == "effect" else "difference with the weeks before in"
    told = (
        f"{what} {_NAMES[verdict.measure]}: {verdict.size:+.1%} "
        f"({verdict.low:+.1%} to {verdict.high:+.1%}), {_amount(verdict.extra)}"
    )
    if not verdict.conclusive:
        return f"not conclusive: {told}"
    return told[0].upper() + told[1:]


def _measures(answer: CampaignResult) -> Table:
    from rich.table import Table

    table = Table(
        "measure", "measured", "expected", "difference", "95 % interval", "told as", "against",
        box=None, pad_edge=False,
    )  # fmt: skip
    for each in answer.measures:
        name = _NAMES[each.measure] + ("" if each.name is None else f" of {each.name}")
        if each.size.value is None:
            table.add_row(name, "–", "–", "–", each.size.note or "", "", "")
            continue
        size = each.size
        ends = (
            "–" if size.low is None or size.high is None else f"{size.low:+.1%} – {size.high:+.1%}"
        )
        told = each.kind if each.conclusive else f"{each.kind}, not conclusive"
        table.add_row(
            name,
            _value(each.measured),
            _value(each.expected),
            f"{size.value:+.1%}",
            ends,
            told,
            ", ".join(each.controls) or "none",
        )
    return table


def _placebos(each: MeasureAnswer) -> str:
    placebos = each.placebos
    assert placebos is not None  # noqa: S101  (of those alone)
    name = _NAMES[each.measure] + ("" if each.name is None else f" of {each.name}")
    return (
        f"{name}: {placebos.as_large} of {placebos.number} stretches before, in which nothing was "
        "done, deviated as much"
    )


def _gap(gap: GapAnswer) -> str:
    if gap.measure == "uplift":
        planned, measured, left = f"{gap.planned:+.1%}", f"{gap.measured:+.1%}", f"{gap.gap:+.1%}"
    else:
        planned, measured, left = f"{gap.planned:,.0f}", f"{gap.measured:,.0f}", f"{gap.gap:+,.0f}"
    reached = {True: "reached", False: "not reached", None: "cannot be told"}[gap.reached]
    return f"{planned} planned, {measured} measured, {left}: {reached}"


def _share(figure: Figure) -> str:
    ends = ""
    if figure.low is not None and figure.high is not None:
        ends = f" ({figure.low:+.0%} to {figure.high:+.0%})"
    return f"{figure.value:+.0%}{ends}"


def _amount(figure: Figure | Money) -> str:
    from analytics.figure import Money

    unit = figure.currency if isinstance(figure, Money) else figure.unit
    return f"{figure.value:+,} {unit} ({figure.low:+,} to {figure.high:+,})"


def _value(figure: Figure | Money) -> str:
    return "–" if figure.value is None else f"{figure.value:,}"
