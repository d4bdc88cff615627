"""`chaland db`: what is done in the database itself."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.console import note, out
from cli.destination import DEFAULT_DATABASE, DatabaseOption, opened_database

db = typer.Typer(name="db", help="The server's database itself.", no_args_is_help=True)


@db.callback()
def database() -> None:
    """The server's database itself."""


@db.command()
def views(
    drop: Annotated[bool, typer.Option("--drop", help="Take them away.")] = False,
    database: DatabaseOption = DEFAULT_DATABASE,
) -> None:
    """Make the SQL views for BI tools, or make them again.

    Visitors, tickets, conversion, zones and coverage by day, some by hour. On PostgreSQL in the
    schema `reporting`, with comments; on SQLite named reporting_… .
    """
    with opened_database(database) as opened:
        if drop:
            there = opened.drop_views()
            note("The views are gone." if there else "There were none.")
            return
        for name in opened.make_views():
            out.print(name, markup=False)
