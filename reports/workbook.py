"""A daily or weekly report as an XLSX workbook: numbers and dates are cells that can be computed
with, and where there is no figure the cell is empty and the remarks say why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from analytics.figure import Figure, Money
from reports import figures
from reports.cells import neutral
from reports.document import Notes
from reports.period import PeriodReport, Slot
from reports.period import figures as figures_of
from reports.period_document import document, queue_figures
from reports.words import Language, ReportWords, words

Value = str | int | float | Decimal | date | datetime | None
Row = list[tuple[Value, str] | Value]
_WIDTH: Final = 16
_WIDE: Final = 60
_SHARE: Final = "0.0%"


def workbook(report: PeriodReport, language: Language) -> bytes:
    say = words(language)
    stream = BytesIO()
    # Text stays text: nothing of a name or a note becomes a formula or a link.
    with xlsxwriter.Workbook(
        stream,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "remove_timezone": True,
        },
    ) as book:
        book.set_properties(
            {"title": f"{report.name} {report.first} – {report.last}", "author": "Chaland"}
        )
        sheets = _Sheets(book)
        sheets.add(say("Figures"), _figure_head(say), _figure_rows(report, say))
        sheets.add(say("Hours"), _slot_head(report, say), _slot_rows(report.hours, say))
        sheets.add(say("Days"), _slot_head(report, say), _slot_rows(report.days, say))
        sheets.add(say("Zones"), _zone_head(say), _zone_rows(report, say))
        if report.queues is not None:
            sheets.add(say("Queues"), _queue_head(say), _queue_rows(report, say))
        sheets.add(say("Notes"), (say("Section"), say("Note")), _note_rows(report, language))
    return stream.getvalue()


class _Sheets:
    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self._formats: dict[str, Format] = {}

    def add(
        self,
        name: str,
        head: Sequence[str],
        rows: Sequence[Row],
    ) -> None:
        """A value may come with the format that its number is shown in."""
        sheet: Worksheet = self._book.add_worksheet(name)
        sheet.freeze_panes(1, 1)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        for column, title in enumerate(head):
            sheet.write_string(0, column, neutral(title), self._bold)
        sheet.set_column(0, max(0, len(head) - 2), _WIDTH)
        sheet.set_column(len(head) - 1, len(head) - 1, _WIDE)
        for number, row in enumerate(rows, start=1):
            for column, given in enumerate(row):
                value, shown = given if isinstance(given, tuple) else (given, "")
                self._write(sheet, number, column, value, shown)

    def _write(self, sheet: Worksheet, row: int, column: int, value: Value, shown: str) -> None:
        if value is None:
            return
        if isinstance(value, str):
            sheet.write_string(row, column, neutral(value))
        elif isinstance(value, datetime):
            sheet.write_datetime(
                row, column, value.replace(tzinfo=None), self._format("yyyy-mm-dd hh:mm")
            )
        elif isinstance(value, date):
            sheet.write_datetime(row, column, value, self._format("yyyy-mm-dd"))
        else:
            sheet.write_number(row, column, value, self._format(shown) if shown else None)

    def _format(self, shown: str) -> Format:
        if shown not in self._formats:
            self._formats[shown] = self._book.add_format({"num_format": shown})
        return self._formats[shown]


def _number_format(quantity: Figure | Money) -> str:
    if isinstance(quantity, Money):
        return "#,##0.00"
    if quantity.unit == "share":
        return _SHARE
    whole = "/" not in quantity.unit and (quantity.value is None or quantity.value % 1 == 0)
    return "#,##0" if whole else "#,##0.00"


def _figure_head(say: ReportWords) -> tuple[str, ...]:
    return (
        *(say("Figure"), say("Unit"), say("Value"), say("Low (95%)"), say("High (95%)"), say("n")),
        *(say("Coverage"), say("A week before"), say("Coverage a week before")),
        *(say("Difference"), say("Flags"), say("Method"), say("Note")),
    )


def _figure_rows(report: PeriodReport, say: ReportWords) -> list[Row]:
    then = figures_of(report.before)
    rows: list[Row] = []
    for name, figure in figures_of(report.period).items():
        shown = _number_format(figure)
        difference = report.differences.get(name)
        rows.append(
            [
                figures.label(name, say),
                figures.unit(figure, say),
                (figure.value, shown),
                (figure.low, shown),
                (figure.high, shown),
                (figure.n, "#,##0"),
                (report.period.coverage.share, _SHARE),
                (then[name].value, shown),
                (report.before.coverage.share, _SHARE),
                (None if difference is None else difference.value, shown),
                "; ".join(say.server(flag) for flag in figure.flags),
                say.server(figure.method),
                say.server(figure.note) if figure.note else None,
            ]
        )
    return rows


def _slot_head(report: PeriodReport, say: ReportWords) -> tuple[str, ...]:
    return (
        *(say("From"), say("To")),
        _in(say("people"), say("Footfall")),
        _in(say("tickets"), say("Tickets")),
        _in(say("share"), say("Conversion rate")),
        _in(report.currency, say("Sales")),
        *(say("Coverage"), say("Minutes expected"), say("Minutes covered"), say("Note")),
    )


def _slot_rows(slots: Sequence[Slot], say: ReportWords) -> list[Row]:
    return [
        [
            slot.start,
            slot.end,
            (slot.footfall.value, "#,##0"),
            (slot.transactions.value, "#,##0"),
            (slot.conversion.value, _SHARE),
            (slot.sales.value, "#,##0.00"),
            (slot.coverage.share, _SHARE),
            (slot.coverage.minutes_expected, "#,##0"),
            (slot.coverage.minutes_covered, "#,##0.0"),
            say.server(slot.footfall.note) if slot.footfall.note else None,
        ]
        for slot in slots
    ]


def _zone_head(say: ReportWords) -> tuple[str, ...]:
    counts = (say("Visits"), say("Passes"), say("Stops"))
    dwells = (say("Mean dwell"), say("Median dwell"), say("90% leave within"))
    return (
        say("Zone"),
        *(_in(say("visits"), name) for name in counts),
        _in(say("share"), say("Stop rate")),
        *(say("Low (95%)"), say("High (95%)")),
        *(_in("s", name) for name in dwells),
        *(say("Visits timed (n)"), say("Note")),
    )


def _in(unit: str, name: str) -> str:
    return f"{name} ({unit})"


def _zone_rows(report: PeriodReport, say: ReportWords) -> list[Row]:
    return [
        [
            zone.name,
            *((each, "#,##0") for each in (zone.visits, zone.passes, zone.stops)),
            *(
                (each, _SHARE)
                for each in (
                    zone.engagement_rate.value,
                    zone.engagement_rate.low,
                    zone.engagement_rate.high,
                )
            ),
            (zone.dwell_mean_seconds, "0.0"),
            (zone.dwell_p50_seconds, "0.0"),
            (zone.dwell_p90_seconds, "0.0"),
            (zone.dwell_n, "#,##0"),
            say.server(zone.note) if zone.note else None,
        ]
        for zone in report.period.zones
    ]


def _queue_head(say: ReportWords) -> tuple[str, ...]:
    return (
        *(say("Queue"), say("Figure"), say("Unit"), say("Value")),
        *(say("Low (95%)"), say("High (95%)"), say("n"), say("Flags"), say("Note")),
    )


def _queue_rows(report: PeriodReport, say: ReportWords) -> list[Row]:
    rows: list[Row] = []
    for queue in report.queues.queues if report.queues is not None else ():
        for name, figure in queue_figures(queue, say):
            shown = _number_format(figure)
            rows.append(
                [
                    *(queue.name, name, figures.unit(figure, say)),
                    *((each, shown) for each in (figure.value, figure.low, figure.high)),
                    (figure.n, "#,##0"),
                    "; ".join(say.server(flag) for flag in figure.flags),
                    say.server(figure.note) if figure.note else None,
                ]
            )
    return rows


def _note_rows(report: PeriodReport, language: Language) -> list[Row]:
    """What the document says in sentences."""
    written = document(report, language)
    rows: list[Row] = [[written.title, line] for line in (written.subtitle, *written.lead)]
    for section in written.sections:
        for part in section.parts:
            if isinstance(part, Notes):
                rows += [[section.title, line] for line in part.lines]
    return [*rows, ["", written.foot]]
