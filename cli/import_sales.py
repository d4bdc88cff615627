"""`chaland import sales`: receipts from a file."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cli.console import note, out, print_json
from cli.destination import (
    DEFAULT_DATABASE,
    DatabaseOption,
    ServerOption,
    TokenOption,
    client,
)

REJECTIONS_SHOWN = 20


class DateOrder(StrEnum):
    AUTO = "auto"
    DMY = "dmy"
    MDY = "mdy"
    YMD = "ymd"


class DecimalMark(StrEnum):
    AUTO = "auto"
    POINT = "."
    COMMA = ","


def import_sales(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Receipts: a CSV with a header.")],
    site: Annotated[Path, typer.Option(metavar="SITE", help="The site file of their shop.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check, write nothing.")] = False,
    date_order: Annotated[DateOrder, typer.Option(help="Of dates like 03/04/2026.")] = (
        DateOrder.AUTO
    ),
    decimal: Annotated[DecimalMark, typer.Option(help="Decimal mark of amounts.")] = (
        DecimalMark.AUTO
    ),
    server: ServerOption = None,
    token: TokenOption = None,
    database: DatabaseOption = DEFAULT_DATABASE,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Import receipts and say what became of every row."""
    from vision.errors import InputError
    from vision.site_file import load_site

    loaded = load_site(site)
    try:
        data = file.read_bytes()
    except OSError as error:
        raise InputError(f"{file}: cannot be read ({error.strerror}).") from error
    with client(server, token, database) as api:
        api.put_store(loaded.site.describe())
        answer = api.import_sales(
            loaded.site.store.id,
            (file.name, data),
            dry_run=dry_run,
            date_order=date_order.value,
            decimal=decimal.value,
        )
    if as_json:
        print_json(answer.model_dump(mode="json"))
        return
    out.print(
        f"{answer.file}: {answer.rows_read} rows read, {answer.rows_kept} kept, "
        f"{answer.rows_unchanged} already there, {answer.rows_replaced} replaced, "
        f"{answer.rows_rejected} rejected"
    )
    out.print(f"{answer.tickets} tickets, {answer.sales} sales, {answer.amount} {answer.currency}")
    for rejected in answer.rejected[:REJECTIONS_SHOWN]:
        note(f"{file}:{rejected.line}: {rejected.reason}")
    if len(answer.rejected) > REJECTIONS_SHOWN:
        note(f"… and {len(answer.rejected) - REJECTIONS_SHOWN} more; --json lists them all")
    if answer.ignored_columns:
        note(f"columns never written: {', '.join(answer.ignored_columns)}")
    if dry_run:
        out.print("dry run: nothing was written")
