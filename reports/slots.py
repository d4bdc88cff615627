"""Hours and days as bars and as tables. What was not watched is hatched, never a bar of 0."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from analytics.figure import Figure, Money
from reports import figures
from reports.document import Bar, Cell, Chart, State, Table
from reports.period import PeriodReport, Slot
from reports.words import ReportWords

_STATES: Final[tuple[State, ...]] = ("counted", "partly", "uncovered", "closed")


def state(slot: Slot) -> State:
    coverage = slot.coverage
    if slot.footfall.value is None:
        return "closed" if coverage.minutes_expected == 0 else "uncovered"
    return "counted" if coverage.share is None or coverage.share >= 1 else "partly"


def open_hours(slots: Sequence[Slot]) -> tuple[Slot, ...]:
    """Without those before the first hour of which anything is known or missing, and after the
    last: a receipt counts as such."""
    told = [
        index
        for index, slot in enumerate(slots)
        if state(slot) != "closed" or slot.transactions.value
    ]
    return tuple(slots[told[0] : told[-1] + 1]) if told else ()


def by_hour(report: PeriodReport, say: ReportWords) -> Chart:
    """Of a week, each clock hour's mean over the days on which it was counted."""
    if report.kind == "daily":
        slots = open_hours(report.hours)
        return _chart(
            say("Visitors by hour"),
            [_bar(slot, say.clock(slot.start), say) for slot in slots],
            say,
        )
    hours = [_mean_bar(hour, say) for hour in _clock_hours(report)]
    return _chart(
        say("Visitors by hour, mean of the days on which the hour was counted"), hours, say
    )


def by_day(report: PeriodReport, say: ReportWords) -> Chart:
    title = (
        say("Visitors by weekday")
        if report.kind == "weekly"
        else say("Visitors by weekday, the seven days to this one")
    )
    return _chart(title, [_bar(slot, say.day(day_of(slot)), say) for slot in report.days], say)


def day_of(slot: Slot) -> date:
    """The business day of a day's slot."""
    return date.fromisoformat(slot.label)


def hour_table(report: PeriodReport, say: ReportWords) -> Table:
    """Of a day its hours with their figures; of a week visitors by hour and day."""
    if report.kind == "weekly":
        return _week_table(report, say)
    return _slot_table(
        say("Hours of the day"),
        say("Hour"),
        [(say.clock(slot.start), slot) for slot in open_hours(report.hours)],
        say,
    )


def day_table(report: PeriodReport, say: ReportWords) -> Table:
    days = [(say.day(day_of(slot)), slot) for slot in report.days]
    return _slot_table(say("Days"), say("Day"), days, say)


def _slot_table(
    caption: str, first: str, slots: Sequence[tuple[str, Slot]], say: ReportWords
) -> Table:
    head = (
        *(first, say("Footfall"), say("Tickets"), say("Conversion rate")),
        *(say("Sales"), say("Coverage")),
    )
    rows = tuple(
        (
            Cell(name),
            *(_cell(each, say) for each in (slot.footfall, slot.transactions)),
            *(_cell(each, say) for each in (slot.conversion, slot.sales)),
            Cell("–" if slot.coverage.share is None else say.coverage(slot.coverage.share)),
        )
        for name, slot in slots
    )
    return Table(caption, head, rows)


def _cell(quantity: Figure | Money, say: ReportWords) -> Cell:
    """Without its interval, which its period's table has."""
    cell = figures.value(quantity, say)
    return Cell(cell.text, missing=cell.missing)


def _week_table(report: PeriodReport, say: ReportWords) -> Table:
    hours = _clock_hours(report)
    days = sorted({slot.start.date() for hour in hours for slot in hour.slots})
    rows = []
    for hour in hours:
        own: dict[date, list[Slot]] = {}
        for slot in hour.slots:
            own.setdefault(slot.start.date(), []).append(slot)
        rows.append((Cell(hour.name(say)), *(_shown(own.get(day, []), say) for day in days)))
    head = (say("Hour"), *(say.day(day) for day in days))
    return Table(say("Visitors by hour and day"), head, tuple(rows))


def _shown(slots: Sequence[Slot], say: ReportWords) -> Cell:
    """Of one day's hour; where the clocks go back there are two."""
    if not slots or all(state(slot) == "closed" for slot in slots):
        return Cell("–")
    texts = [
        say("no figure")
        if slot.footfall.value is None
        else say.number(slot.footfall.value) + ("*" if state(slot) == "partly" else "")
        for slot in slots
    ]
    return Cell(" + ".join(texts), missing=any(slot.footfall.value is None for slot in slots))


@dataclass(frozen=True, slots=True)
class _ClockHour:
    first: datetime
    slots: tuple[Slot, ...]

    def name(self, say: ReportWords) -> str:
        return say.clock(self.first)


def _clock_hours(report: PeriodReport) -> list[_ClockHour]:
    """In the order of the business day, those of which anything is known or missing."""
    cut_over = report.period.start.hour
    found: dict[int, list[Slot]] = {}
    for slot in report.hours:
        found.setdefault((slot.start.hour - cut_over) % 24, []).append(slot)
    hours = [_ClockHour(found[key][0].start, tuple(found[key])) for key in sorted(found)]
    told = [
        index
        for index, hour in enumerate(hours)
        if any(state(slot) != "closed" for slot in hour.slots)
    ]
    return hours[told[0] : told[-1] + 1] if told else []


def _mean_bar(hour: _ClockHour, say: ReportWords) -> Bar:
    known = [slot.footfall.value for slot in hour.slots if slot.footfall.value is not None]
    states = {state(slot) for slot in hour.slots} - {"closed"}
    if not known:
        how: State = "uncovered" if states else "closed"
        return Bar(hour.name(say), None, say("no figure"), how)
    mean = sum(known) / len(known)
    return Bar(
        hour.name(say), mean, say.number(mean, 1), "counted" if states == {"counted"} else "partly"
    )


def _bar(slot: Slot, name: str, say: ReportWords) -> Bar:
    value = slot.footfall.value
    return Bar(name, value, say("no figure") if value is None else say.number(value), state(slot))


def _chart(title: str, bars: Sequence[Bar], say: ReportWords) -> Chart:
    names = {
        "counted": say("counted"),
        "partly": say("partly counted"),
        "uncovered": say("not counted"),
        "closed": say("nothing expected"),
    }
    shown = tuple((each, names[each]) for each in _STATES if any(bar.state == each for bar in bars))
    return Chart(title, _described(title, bars, say), tuple(bars), shown)


def _described(title: str, bars: Sequence[Bar], say: ReportWords) -> str:
    known = [bar for bar in bars if bar.value is not None]
    if not known:
        return say("{title}. Nothing was counted.", title=title)
    most = max(known, key=lambda bar: bar.value or 0)
    return say(
        "{title}, {first} to {last}. Most: {value} ({label}). Not counted: {gaps}. "
        "The figures are in the table below.",
        title=title,
        first=bars[0].label,
        last=bars[-1].label,
        value=most.text,
        label=most.label,
        gaps=say.number(sum(bar.state == "uncovered" for bar in bars)),
    )
