"""`chaland import sales`: receipts from a file."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.console import note, out, print_json
from cli.destination import (
    DEFAULT_DATABASE,
    DatabaseOption,
    ServerOption,
    TokenOption,
)
from cli.receipts import ReceiptOptions, receipts

if TYPE_CHECKING:
    from api.sales.answers import ImportAnswer
    from api.sales.reconciliation import Reconciliation

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


class Ambiguous(StrEnum):
    REJECT = "reject"
    FIRST = "first"
    SECOND = "second"


class Missing(StrEnum):
    REJECT = "reject"
    FORWARD = "forward"


SiteOption = Annotated[Path, typer.Option(metavar="SITE", help="The site file of their shop.")]
DateOrderOption = Annotated[DateOrder, typer.Option(help="Of dates like 03/04/2026.")]
DecimalOption = Annotated[DecimalMark, typer.Option(help="Decimal mark of amounts.")]
AmbiguousOption = Annotated[
    Ambiguous, typer.Option(help="Of local times that the clocks showed twice.")
]
MissingOption = Annotated[Missing, typer.Option(help="Of local times that the clocks skipped.")]
ColumnOption = Annotated[
    list[str] | None,
    typer.Option(
        "--column",
        metavar="FIELD=HEADER",
        help='Which column is which, for example amount="Total TTC"; may be repeated.',
    ),
]


def import_sales(
    site: SiteOption,
    file: Annotated[
        Path | None,
        typer.Argument(metavar="FILE", help="Receipts: CSV, XLSX, Parquet or POSLog."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check, write nothing.")] = False,
    date_order: DateOrderOption = DateOrder.AUTO,
    decimal: DecimalOption = DecimalMark.AUTO,
    ambiguous: AmbiguousOption = Ambiguous.REJECT,
    missing: MissingOption = Missing.REJECT,
    column: ColumnOption = None,
    undo: Annotated[
        int | None, typer.Option(metavar="ID", help="Undo this import instead.")
    ] = None,
    history: Annotated[bool, typer.Option("--history", help="List the imports instead.")] = False,
    server: ServerOption = None,
    token: TokenOption = None,
    database: DatabaseOption = DEFAULT_DATABASE,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Import receipts and say what became of every row."""
    from vision.errors import InputError

    if (file is not None) + (undo is not None) + history != 1:
        raise InputError("Give a FILE, or --undo ID, or --history.")
    options = ReceiptOptions(
        date_order.value, decimal.value, ambiguous.value, missing.value, tuple(column or ())
    )
    with receipts(site, server, token, database) as shop:
        if history:
            found = shop.imports()
            if as_json:
                print_json(found.model_dump(mode="json"))
            for each in [] if as_json else found.imports:
                out.print(_line(each))
        elif undo is not None:
            undone = shop.undo(undo)
            if as_json:
                print_json(undone.model_dump(mode="json"))
            else:
                out.print(_line(undone))
        elif file is not None:
            answer = shop.import_file(file, options, dry_run=dry_run)
            if as_json:
                print_json(answer.model_dump(mode="json"))
            else:
                _say(answer, file)


def _line(each: ImportAnswer) -> str:
    file = each.file or "(before files were named)"
    changed = "" if each.added is None else f", {each.added} added, {each.replaced} replaced"
    undone = f", undone {each.undone:%Y-%m-%d %H:%M} UTC" if each.undone else ""
    return (
        f"{each.import_id}: {file}, {each.imported:%Y-%m-%d %H:%M} UTC, "
        f"tickets of {each.first:%Y-%m-%d} to {each.last:%Y-%m-%d}{changed}{undone}"
    )


def _say(answer: Reconciliation, file: Path) -> None:
    out.print(
        f"{answer.file}: {answer.rows_read} rows read, {answer.rows_kept} kept, "
        f"{answer.rows_unchanged} already there, {answer.rows_replaced} replaced, "
        f"{answer.rows_rejected} rejected"
    )
    out.print(f"{answer.tickets} tickets, {answer.sales} sales, {answer.amount} {answer.currency}")
    for rejected in answer.rejected[:REJECTIONS_SHOWN]:
        note(f"{file}:{rejected.line}: {rejected.reason}")
    if answer.rows_rejected > REJECTIONS_SHOWN:
        note(
            f"… and {answer.rows_rejected - REJECTIONS_SHOWN} more; --json lists the first "
            f"{len(answer.rejected)}"
        )
    changes = answer.clock_changes
    if changes.ambiguous or changes.missing:
        note(
            f"at changes of the clocks: {changes.ambiguous} rows at times shown twice, "
            f"{changes.missing} at times skipped"
        )
    total = answer.file_total
    if total is not None and total.difference:
        note(
            f"{file}:{total.line}: the file's own total is {total.amount}, but its rows sum to "
            f"{total.read} ({total.difference:+})"
        )
    if answer.ignored_columns:
        note(f"columns never written: {', '.join(answer.ignored_columns)}")
    if answer.dry_run:
        for row in answer.preview:
            number = "" if row.ticket is None else f" ticket {row.ticket}"
            note(
                f"{file}:{row.line}:{number} {row.occurred:%Y-%m-%d %H:%M} {row.amount} "
                f"{row.kind or ''}".rstrip()
            )
        out.print("dry run: nothing was written")
    elif answer.import_id is not None:
        out.print(f"import {answer.import_id}")
