"""What a campaign brought, in words. The word effect stands only where the API uses it."""

from __future__ import annotations

from collections.abc import Iterable

from api.campaigns import answers
from dashboard.campaign_shapes import CampaignResult, Gap, MeasureResult
from dashboard.campaign_words import (
    amount,
    measure_name,
    placebo_note,
    sentence,
    signed,
    written,
)
from dashboard.figures import write
from dashboard.policy_words import policy
from reports.document import Cell, Document, Notes, Section, Table
from reports.words import Language, ReportWords, words


def document(answer: answers.CampaignResult, store: str, language: Language) -> Document:
    """``store``: its name."""
    say = words(language)
    result = CampaignResult.model_validate_json(answer.model_dump_json(by_alias=True))
    campaign = result.campaign
    against = (
        say("no control")
        if campaign.controls == "none"
        else say("against {controls}", controls=", ".join(campaign.controls))
    )
    days = f"{say.day(campaign.first)} – {say.day(campaign.last, 'EEE d MMM yyyy')}"
    return Document(
        language=language,
        title=f"{campaign.name} · {store}",
        subtitle=" · ".join([days, against, *filter(None, [campaign.lever])]),
        lead=tuple(_lead(result, say)),
        sections=tuple(_sections(result, say)),
        foot=say("All of it is sums; nobody is known by them."),
    )


def _lead(result: CampaignResult, say: ReportWords) -> Iterable[str]:
    if result.verdict is not None:
        yield sentence(result.verdict, None, say)
        if result.verdict.why:
            why = " ".join(say.server(each) for each in result.verdict.why)
            yield say("Not called an effect: {why}", why=why)
    for text in result.notes:
        yield say.server(text)
    yield say("Where something is missing it says so; it is never a zero.")


def _sections(result: CampaignResult, say: ReportWords) -> Iterable[Section]:
    parts: list[Table | Notes] = [_measures(result, say)]
    placebos = [
        f"{measure_name(each.measure, each.name, say)}. {placebo_note(each.placebos, say)}"
        for each in result.measures
        if each.placebos is not None and each.placebos.number
    ]
    if placebos:
        parts.append(Notes(tuple(placebos)))
    yield Section(say("Figures"), tuple(parts))
    roi = write(result.returns.roi, say, "counts", "")
    told = roi.value or f"{roi.missing}. {roi.note}"
    interval = f" ({roi.interval})" if roi.interval else ""
    lines = [f"{told}{interval} · {say.server(result.returns.definition)}"]
    if result.returns.spend_is_budget:
        lines.append(say("What was spent is not told: the budget is taken for it."))
    yield Section(say("Return on the spend"), (Notes(tuple(lines)),))
    if result.gaps:
        head = (say("Plan"), say("Planned"), say("Measured"), say("Gap"), say("Reached"))
        rows = tuple(_gap(gap, result.campaign.currency, say) for gap in result.gaps)
        yield Section(say("Against the plan"), (Table(say("Against the plan"), head, rows),))
    yield Section(say("How these figures are made"), (Notes(tuple(policy(result.policy, say))),))


def _measures(result: CampaignResult, say: ReportWords) -> Table:
    head = (*(say("Figure"), say("Measured"), say("Expected"), say("Difference"), say("Remarks")),)
    rows = tuple(_measure(each, say) for each in result.measures)
    return Table(say("Measured, beside what would have been expected without it"), head, rows)


def _measure(each: MeasureResult, say: ReportWords) -> tuple[Cell, ...]:
    found = written(each, say)
    notes = " · ".join(filter(None, [found.basis, *found.flags, found.note]))
    return (
        Cell(measure_name(each.measure, each.name, say)),
        Cell(amount(each.measured.value, each.measured, say)),
        Cell(amount(each.expected.value, each.expected, say)),
        Cell(say("no figure"), found.missing, missing=True)
        if found.value is None
        else Cell(found.value, found.interval),
        Cell(notes),
    )


def _gap(gap: Gap, currency: str, say: ReportWords) -> tuple[Cell, ...]:
    names = {
        "uplift": say("Turnover more"),
        "turnover": say("Turnover"),
        "orders": say("Orders"),
        "visitors": say("Visitors"),
    }

    def value(number: float) -> str:
        if gap.measure == "uplift":
            return signed(number, say)
        unit = f" {currency}" if gap.measure == "turnover" else ""
        return f"{say.number(number)}{unit}"

    interval = ""
    if gap.low is not None and gap.high is not None:
        interval = say("{low} to {high}", low=value(gap.low), high=value(gap.high))
    reached = {True: say("yes"), False: say("no"), None: say("cannot be told")}[gap.reached]
    return (
        Cell(names[gap.measure]),
        Cell(value(gap.planned)),
        Cell(value(gap.measured), interval),
        Cell(value(gap.gap)),
        Cell(reached),
    )
