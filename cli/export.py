"""`chaland export`: tidy tables for whoever goes on with them elsewhere."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cli.console import note
from cli.destination import (
    DEFAULT_DATABASE,
    DatabaseOption,
    ServerOption,
    TokenOption,
    client,
)
from vision.errors import InputError


class SubjectChoice(StrEnum):
    KPIS = "kpis"
    ZONES = "zones"
    TICKETS = "tickets"
    QUEUES = "queues"


class GrainChoice(StrEnum):
    HOUR = "hour"
    DAY = "day"


class FormChoice(StrEnum):
    PARQUET = "parquet"
    CSV = "csv"
    CSV_FR = "csv-fr"
    XLSX = "xlsx"


def export(
    subject: Annotated[SubjectChoice, typer.Argument(help="One row a period, or one a ticket.")],
    target: Annotated[Path, typer.Option("--out", metavar="FILE", help="Is replaced.")],
    form: Annotated[
        FormChoice,
        typer.Option("--format", help="csv-fr: for a French Excel, ; and decimal commas."),
    ] = FormChoice.PARQUET,
    store: Annotated[str | None, typer.Option(help="One store; all of them otherwise.")] = None,
    start: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="First business day.")
    ] = None,
    end: Annotated[
        str | None, typer.Option("--to", metavar="DATE", help="Last business day, included.")
    ] = None,
    grain: Annotated[GrainChoice, typer.Option(help="Not of tickets.")] = GrainChoice.DAY,
    server: ServerOption = None,
    token: TokenOption = None,
    database: DatabaseOption = DEFAULT_DATABASE,
) -> None:
    """Write a tidy table: figures with intervals and coverage, zones, queues, or receipts.

    Where there is no figure the cell is empty and its note says why. Receipts come without their
    number, and to the quarter-hour.
    """
    from api.tidy_tables import tidy
    from reports.written_table import TooLongError, write_table

    first, last = _day(start, "--from"), _day(end, "--to")
    with client(server, token, database) as api:
        table = tidy(
            api,
            subject.value,
            stores=[store] if store else [],
            start=first,
            end=last,
            grain=grain.value,
        )
        try:
            rows = write_table(table, form.value, target)
        except OSError as error:
            raise InputError(f"{target}: cannot be written ({error.strerror}).") from error
        except TooLongError as error:
            raise InputError(f"{target}: {error}") from error
    note(f"{target}: {rows} rows.")


def _day(text: str | None, option: str) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InputError(f"{option}: {text!r} is not a date; write it as 2026-01-31.") from error
