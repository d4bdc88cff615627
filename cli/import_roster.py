"""`chaland import roster`: how many of the staff are on duty when, from a CSV file."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cli.console import out, print_json
from cli.destination import (
    DEFAULT_DATABASE,
    DatabaseOption,
    ServerOption,
    TokenOption,
    client,
)


class DateOrder(StrEnum):
    YMD = "ymd"
    DMY = "dmy"
    MDY = "mdy"


def import_roster(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="CSV with date, start, end and people.")
    ],
    store: Annotated[
        str | None, typer.Option(help="Which store; not needed where there is one.")
    ] = None,
    date_order: Annotated[
        DateOrder, typer.Option(help="2026-05-31, 31/05/2026 or 05/31/2026.")
    ] = DateOrder.YMD,
    server: ServerOption = None,
    token: TokenOption = None,
    database: DatabaseOption = DEFAULT_DATABASE,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Import a roster. The business days in it are replaced; other columns are never read."""
    from api.roster.sheet import roster_of
    from vision.errors import InputError

    try:
        data = file.read_bytes()
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror}") from error
    body = roster_of(data, file.name, date_order.value)
    with client(server, token, database) as api:
        known = [each.store for each in api.stores()] if store is None else [store]
        if len(known) != 1:
            raise InputError(
                f"Say which store with --store: {', '.join(known)}"
                if known
                else "There is no store yet. Count one first: chaland run SITE."
            )
        answer = api.put_roster(known[0], body)
    if as_json:
        print_json(answer.model_dump(mode="json"))
        return
    days = answer.days
    out.print(
        f"{file.name}: {answer.shifts} shifts, {answer.staff_hours:g} staff hours, "
        f"{len(days)} days from {days[0]} to {days[-1]}"
    )
