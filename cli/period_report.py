"""`chaland report daily` and `chaland report weekly`: what operations read in the morning."""

from __future__ import annotations

import re
import sys
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cli.chosen_store import StoreOption, chosen_store
from cli.console import note, out, print_json
from cli.destination import (
    DEFAULT_DATABASE,
    DatabaseOption,
    ServerOption,
    TokenOption,
    client,
)
from vision.errors import InputError

if TYPE_CHECKING:
    from api.client import Client
    from reports.period import Days, Kind, PeriodReport
    from reports.words import Language

_WEEK: Final = re.compile(r"(\d{4})-?W(\d{1,2})")


class FormatChoice(StrEnum):
    TERMINAL = "terminal"
    JSON = "json"
    HTML = "html"
    XLSX = "xlsx"


class LanguageChoice(StrEnum):
    ENGLISH = "en"
    FRENCH = "fr"


FormatOption = Annotated[FormatChoice, typer.Option("--format", help="HTML is one file, for A4.")]
LanguageOption = Annotated[LanguageChoice, typer.Option(help="Of the words, numbers and dates.")]
OutOption = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help="Write there instead of printing.")
]


def daily(
    store: StoreOption = None,
    day: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="A business day; the last that was seen otherwise."),
    ] = None,
    form: FormatOption = FormatChoice.TERMINAL,
    language: LanguageOption = LanguageChoice.ENGLISH,
    target: OutOption = None,
    server: ServerOption = None,
    token: TokenOption = None,
    database: DatabaseOption = DEFAULT_DATABASE,
) -> None:
    """A day beside the same weekday a week before: figures, hours, zones, queues and gaps."""
    with client(server, token, database) as api:
        asked = None if day is None else _date(day, "--day")
        report = _gathered(api, store, "daily", asked)
    _give(report, form, language.value, target)


def weekly(
    store: StoreOption = None,
    week: Annotated[
        str | None,
        typer.Option(
            metavar="WEEK",
            help="2026-W19, or any day of it; the last of which something was seen otherwise.",
        ),
    ] = None,
    form: FormatOption = FormatChoice.TERMINAL,
    language: LanguageOption = LanguageChoice.ENGLISH,
    target: OutOption = None,
    server: ServerOption = None,
    token: TokenOption = None,
    database: DatabaseOption = DEFAULT_DATABASE,
) -> None:
    """A week, Monday to Sunday, beside the week before."""
    with client(server, token, database) as api:
        asked = None if week is None else _in_week(week)
        report = _gathered(api, store, "weekly", asked)
    _give(report, form, language.value, target)


def _date(text: str, option: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InputError(f"{option}: {text!r} is not a date; write it as 2026-01-31.") from error


def _in_week(text: str) -> date:
    found = _WEEK.fullmatch(text)
    if found is None:
        return _date(text, "--week")
    try:
        return date.fromisocalendar(int(found[1]), int(found[2]), 1)
    except ValueError as error:
        raise InputError(f"--week: {text!r} is not a week of that year ({error}).") from error


def _gathered(api: Client, store: str | None, kind: Kind, asked: date | None) -> PeriodReport:
    from reports.period import gather, holding, latest

    shop, _ = chosen_store(api, store)
    days: Days | None = latest(kind, shop) if asked is None else holding(kind, asked)
    if days is None:
        option = "--day" if kind == "daily" else "--week"
        raise InputError(
            f"{shop.store}: nothing was counted yet. Count one first (chaland run SITE), or name "
            f"the days with {option}."
        )
    return gather(api, shop, kind, days)


def _give(
    report: PeriodReport, form: FormatChoice, language: Language, target: Path | None
) -> None:
    if form is FormatChoice.XLSX and target is None:
        raise InputError("a workbook needs a place: add --out report.xlsx.")
    if form is FormatChoice.TERMINAL and target is None:
        from reports.period_document import document
        from reports.terminal import show

        show(document(report, language), out)
    elif form is FormatChoice.JSON and target is None:
        print_json(report.model_dump(mode="json", by_alias=True))
    else:
        data = _written(report, form, language)
        if target is None:
            sys.stdout.write(data.decode())
            return
        save(target, data)


def save(target: Path, data: bytes) -> None:
    try:
        target.write_bytes(data)
    except OSError as error:
        raise InputError(f"{target}: cannot be written ({error.strerror}).") from error
    note(f"{target}: written.")


def _written(report: PeriodReport, form: FormatChoice, language: Language) -> bytes:
    if form is FormatChoice.JSON:
        return report.model_dump_json(by_alias=True, indent=2).encode() + b"\n"
    if form is FormatChoice.XLSX:
        from reports.workbook import workbook

        return workbook(report, language)
    from reports.period_document import document

    if form is FormatChoice.HTML:
        from reports.html import page

        return page(document(report, language)).encode()
    from io import StringIO

    from rich.console import Console

    from reports.terminal import show

    text = StringIO()
    show(document(report, language), Console(file=text, width=160, highlight=False))
    return text.getvalue().encode()
