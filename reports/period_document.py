"""A daily or weekly report in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from analytics.coverage import Coverage
from analytics.figure import COUNTER_ERROR_NOT_MEASURED, Figure, Money
from api.kpi_answers import PeriodAnswer, ZoneAnswer
from api.queues import QueueAnswer
from dashboard.policy_words import policy
from reports import figures, slots
from reports.document import Cell, Document, Notes, Section, Table
from reports.period import PeriodReport
from reports.period import figures as figures_of
from reports.words import Language, ReportWords, words

_GAPS_NAMED: Final = 8


def document(report: PeriodReport, language: Language) -> Document:
    say = words(language)
    title = say("Daily report") if report.kind == "daily" else say("Weekly report")
    return Document(
        language=language,
        title=f"{report.name} · {title}",
        subtitle=say.span(report.period.start, report.period.end),
        lead=tuple(_lead(report, say)),
        sections=tuple(_sections(report, say)),
        foot=say(
            "Made {day} at {clock}, times of {zone}. All of it is sums; nobody is known by them.",
            day=say.day(report.made.date(), "d MMM yyyy"),
            clock=say.clock(report.made),
            zone=report.timezone,
        ),
    )


def _lead(report: PeriodReport, say: ReportWords) -> Iterable[str]:
    yield f"{_coverage(report.period.coverage, say)}. " + say(
        "A week before: {coverage}.", coverage=_coverage(report.before.coverage, say)
    )
    if not report.over:
        yield say("This period is not over: there is no difference from a week before yet.")
    if any(
        COUNTER_ERROR_NOT_MEASURED in figure.flags for figure in figures_of(report.period).values()
    ):
        yield say("Nobody has audited the counter yet: intervals show chance alone.")
    yield say("Where something is missing it says so; it is never a zero.")


def _coverage(coverage: Coverage, say: ReportWords) -> str:
    if coverage.share is None:
        return say("no coverage reported")
    share = say.coverage(coverage.share)
    if coverage.basis == "opening hours":
        return say("{share} of opening hours counted", share=share)
    return say("{share} of the observed span counted", share=share)


def _sections(report: PeriodReport, say: ReportWords) -> Iterable[Section]:
    yield Section(say("Figures"), (_figures(report, say), *_occupancy(report.period, say)))
    hours = (slots.by_hour(report, say), slots.hour_table(report, say))
    marks = [Notes((say("* partly counted"),))] if report.kind == "weekly" else []
    yield Section(say("Hours"), (*hours, *marks))
    yield Section(say("Weekdays"), (slots.by_day(report, say), slots.day_table(report, say)))
    if report.period.zones:
        yield _zones(report.period.zones, say)
    if report.queues is not None and report.queues.queues:
        yield _queues(report.queues.queues, say)
    yield Section(say("Coverage and gaps"), (Notes(tuple(_missing(report, say))),))
    yield Section(say("How these figures are made"), (_methods(report, say), _policy(report, say)))


def _figures(report: PeriodReport, say: ReportWords) -> Table:
    head = (
        *(say("Figure"), say("Value"), say("n"), say("A week before")),
        *(say("Difference"), say("Remarks")),
    )
    then = figures_of(report.before)
    rows = []
    for name, figure in figures_of(report.period).items():
        rows.append(
            (
                _named(figures.label(name, say), figure, say),
                figures.value(figure, say),
                Cell("–" if figure.n is None else say.number(figure.n)),
                figures.value(then[name], say),
                figures.difference(figure, report.differences.get(name), say),
                Cell(figures.remarks(figure, say)),
            )
        )
    return Table(say("Figures of the period, values with their 95% interval"), head, tuple(rows))


def _named(name: str, figure: Figure | Money, say: ReportWords) -> Cell:
    unit = figures.unit(figure, say)
    return Cell(name, "" if unit == name.lower() else unit)


def _occupancy(period: PeriodAnswer, say: ReportWords) -> list[Notes]:
    inside = period.occupancy
    if inside.mean is None or inside.peak is None:
        why = say.server(inside.note or "")
        return [Notes((say("People inside at once: no figure. {why}", why=why),))]
    return [
        Notes(
            (
                say(
                    "People inside at once: {mean} on average, {peak} at most. {note}",
                    mean=say.number(inside.mean, 1),
                    peak=say.number(inside.peak),
                    note=say.server(inside.note or ""),
                ),
            )
        )
    ]


def _zones(zones: Iterable[ZoneAnswer], say: ReportWords) -> Section:
    head = (
        *(say("Zone"), say("Visits"), say("Passes"), say("Stops"), say("Stop rate")),
        *(say("Mean dwell"), say("Median dwell"), say("90% leave within"), say("Remarks")),
    )

    def count(number: int | None) -> Cell:
        if number is None:
            return Cell(say("no figure"), missing=True)
        return Cell(say.number(number))

    def seconds(value: float | None) -> Cell:
        if value is None:
            return Cell(say("no figure"), missing=True)
        return Cell(say.seconds(value))

    rows = tuple(
        (
            Cell(zone.name),
            *(count(each) for each in (zone.visits, zone.passes, zone.stops)),
            figures.value(zone.engagement_rate, say),
            seconds(zone.dwell_mean_seconds),
            seconds(zone.dwell_p50_seconds),
            seconds(zone.dwell_p90_seconds),
            Cell(say.server(zone.note) if zone.note else ""),
        )
        for zone in zones
    )
    return Section(say("Zones"), (Table(say("Zones: visits, stops and dwell"), head, rows),))


def queue_figures(queue: QueueAnswer, say: ReportWords) -> list[tuple[str, Figure]]:
    return [
        (say("Joined"), queue.joined),
        (say("Served"), queue.served),
        (say("Walked away"), queue.abandoned),
        (say("Mean length"), queue.mean_length),
        (say("Most at once"), queue.peak_length),
        (say("Half are served within"), queue.wait_p50_seconds),
        (say("90% are served within"), queue.wait_p90_seconds),
        (say("Abandonment rate"), queue.abandonment_rate),
    ]


def _queues(queues: Iterable[QueueAnswer], say: ReportWords) -> Section:
    head = (say("Figure"), say("Value"), say("n"), say("Remarks"))
    parts: list[Table | Notes] = []
    for queue in queues:
        rows = tuple(
            (
                _named(name, figure, say),
                figures.value(figure, say),
                Cell("–" if figure.n is None else say.number(figure.n)),
                Cell(figures.remarks(figure, say)),
            )
            for name, figure in queue_figures(queue, say)
        )
        parts.append(Table(queue.name, head, rows))
        if queue.note:
            parts.append(Notes((f"{queue.name}: {say.server(queue.note)}",)))
    return Section(say("Queues"), tuple(parts))


def _missing(report: PeriodReport, say: ReportWords) -> Iterable[str]:
    coverage = report.period.coverage
    if coverage.share is None:
        yield say("No minute was expected to be observed, or no camera has told anything.")
    else:
        yield say(
            "{covered} of {expected} minutes were observed.",
            covered=say.number(coverage.minutes_covered),
            expected=say.number(coverage.minutes_expected),
        )
    lost = [
        slot
        for slot in report.hours
        if slot.coverage.minutes_expected > 0
        and slot.coverage.minutes_covered < slot.coverage.minutes_expected
    ]
    for slot in lost[:_GAPS_NAMED]:
        yield say(
            "{span}: {covered} of {expected} minutes observed.",
            span=say.span(slot.start, slot.end),
            covered=say.number(slot.coverage.minutes_covered),
            expected=say.number(slot.coverage.minutes_expected),
        )
    if len(lost) > _GAPS_NAMED:
        yield say("And {count} hours more.", count=say.number(len(lost) - _GAPS_NAMED))
    for gap in report.gaps:
        yield say(
            "{count} batches of the box {device} never came, of any time; they may be of this.",
            count=say.number(gap.missing),
            device=gap.device,
        )
    yield _receipts(report, say)


def _receipts(report: PeriodReport, say: ReportWords) -> str:
    days = [slot for slot in report.days if report.first <= slots.day_of(slot) <= report.last]
    lacking = [slot for slot in days if slot.transactions.value is None]
    if not lacking:
        return say("Receipts are there for every day.")
    return say(
        "Receipts are missing for {days}. Bring them with {command}.",
        days=", ".join(say.day(slots.day_of(slot)) for slot in lacking),
        command="chaland import sales",
    )


def _methods(report: PeriodReport, say: ReportWords) -> Table:
    rows = tuple(
        (Cell(figures.label(name, say)), Cell(say.server(figure.method)))
        for name, figure in figures_of(report.period).items()
    )
    return Table(say("Method of each figure"), (say("Figure"), say("Method")), rows)


def _policy(report: PeriodReport, say: ReportWords) -> Notes:
    return Notes(tuple(policy(report.policy.model_dump(), say)))
