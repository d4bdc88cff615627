"""`chaland import facts`: daily facts from a file, beside the counted ones."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.console import note, out, print_json
from cli.destination import (
    DEFAULT_DATABASE,
    DatabaseOption,
    ServerOption,
    TokenOption,
    client,
)
from cli.import_sales import (
    REJECTIONS_SHOWN,
    DateOrder,
    DateOrderOption,
    DecimalMark,
    DecimalOption,
    SiteOption,
)

if TYPE_CHECKING:
    from api.facts.answers import FactImportAnswer, FactReconciliation


class FactKind(StrEnum):
    WEB = "web"
    CAMPAIGNS = "campaigns"
    CUSTOMERS = "customers"
    REPEAT = "repeat"
    COHORTS = "cohorts"
    REVIEWS = "reviews"
    RESPONSES = "responses"
    SOCIAL = "social"


def import_facts(
    site: SiteOption,
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="Facts by day: delimited text.")
    ] = None,
    kind: Annotated[FactKind | None, typer.Option(help="What the file is of.")] = None,
    source: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Which export of its kind it is, where there are several: each replaces its own.",
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check, write nothing.")] = False,
    date_order: DateOrderOption = DateOrder.AUTO,
    decimal: DecimalOption = DecimalMark.AUTO,
    undo: Annotated[
        int | None, typer.Option(metavar="ID", help="Undo this import instead.")
    ] = None,
    history: Annotated[bool, typer.Option("--history", help="List the imports instead.")] = False,
    server: ServerOption = None,
    token: TokenOption = None,
    database: DatabaseOption = DEFAULT_DATABASE,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Import web, campaign, customer, opinion, answer or social figures; say what became of each
    row. Days of the file replace those of the same kind and source."""
    from vision.errors import InputError
    from vision.site_file import load_site

    if (file is not None) + (undo is not None) + history != 1:
        raise InputError("Give a FILE, or --undo ID, or --history.")
    if file is not None and kind is None:
        raise InputError(f"Say what {file} is of: --kind {', '.join(FactKind)}.")
    description = load_site(site).site.describe()
    store = description.store
    with client(server, token, database) as shop:
        shop.put_store(description)
        if history:
            found = shop.fact_imports(store)
            if as_json:
                print_json(found.model_dump(mode="json"))
            for each in [] if as_json else found.imports:
                out.print(_line(each))
        elif undo is not None:
            undone = shop.undo_fact_import(store, undo)
            if as_json:
                print_json(undone.model_dump(mode="json"))
            else:
                out.print(_line(undone))
        elif file is not None and kind is not None:
            options: dict[str, Any] = {"date_order": date_order.value, "decimal": decimal.value}
            try:
                answer = shop.import_facts(
                    store, kind.value, file, source=source, dry_run=dry_run, **options
                )
            except OSError as error:
                raise InputError(f"{file}: cannot be read ({error.strerror}).") from error
            if as_json:
                print_json(answer.model_dump(mode="json"))
            else:
                _say(answer, file)


def _line(each: FactImportAnswer) -> str:
    source = f" of {each.source}" if each.source else ""
    undone = f", undone {each.undone:%Y-%m-%d %H:%M} UTC" if each.undone else ""
    return (
        f"{each.import_id}: {each.file}, {each.kind}{source}, "
        f"{each.imported:%Y-%m-%d %H:%M} UTC, {each.days} days of {each.first} to {each.last}, "
        f"{each.facts} figures, {each.replaced} replaced{undone}"
    )


def _say(answer: FactReconciliation, file: Path) -> None:
    out.print(
        f"{answer.file}: {answer.rows_read} rows read, {answer.rows_kept} kept, "
        f"{answer.rows_rejected} rejected, {answer.rows_left_out} left out with their day, "
        f"{answer.rows_of_other_stores} of other stores"
    )
    out.print(
        f"{answer.days} days of {answer.first} to {answer.last}: {answer.facts} figures, "
        f"{answer.added} added, {answer.replaced} replaced, {answer.unchanged} already there"
    )
    for rejected in answer.rejected[:REJECTIONS_SHOWN]:
        note(f"{file}:{rejected.line}: {rejected.column}: {rejected.reason}")
    if answer.rows_rejected > REJECTIONS_SHOWN:
        note(
            f"… and {answer.rows_rejected - REJECTIONS_SHOWN} more; --json lists the first "
            f"{len(answer.rejected)}"
        )
    if answer.days_left_out:
        days = ", ".join(map(str, answer.days_left_out[:REJECTIONS_SHOWN]))
        note(f"days with a rejected row stay as they were ({len(answer.days_left_out)}): {days}")
    if answer.removed:
        note(f"no longer in these days: {', '.join(answer.removed[:REJECTIONS_SHOWN])}")
    if answer.ignored_columns:
        note(f"columns never read: {', '.join(answer.ignored_columns)}")
    if answer.dry_run:
        out.print("dry run: nothing was written")
    elif answer.import_id is not None:
        out.print(f"import {answer.import_id}")
