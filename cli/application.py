"""The Typer application: which verbs there are."""

from __future__ import annotations

import typer

from cli.check import check
from cli.doctor import doctor
from cli.replay import replay
from cli.schema import schema

app = typer.Typer(
    name="chaland",
    help="In-store behaviour analytics: from a shop's cameras and receipts to conversion.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command()(check)
app.command()(replay)
app.command()(doctor)
app.command()(schema)
