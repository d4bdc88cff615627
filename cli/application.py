"""The Typer application: which verbs there are."""

from __future__ import annotations

import typer

from cli.audit import audit
from cli.campaign import campaign
from cli.check import check
from cli.db import db
from cli.demo import demo
from cli.device import device
from cli.doctor import doctor
from cli.edge import edge
from cli.evaluate import evaluate
from cli.export import export
from cli.import_facts import import_facts
from cli.import_roster import import_roster
from cli.import_sales import import_sales
from cli.install_service import install_service
from cli.models import models
from cli.outbox import outbox
from cli.privacy import privacy
from cli.quarantine import quarantine
from cli.replay import replay
from cli.report import report
from cli.run import run
from cli.schema import schema
from cli.serve import serve
from cli.watch_sales import watch_sales

app = typer.Typer(
    name="chaland",
    help="In-store behaviour analytics: from a shop's cameras and receipts to conversion.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
imports = typer.Typer(name="import", help="Bring in what others recorded.", no_args_is_help=True)
imports.command("sales")(import_sales)
imports.command("facts")(import_facts)
imports.command("roster")(import_roster)

app.command()(demo)
app.command()(run)
app.command()(edge)
app.command()(outbox)
app.add_typer(imports)
app.command()(watch_sales)
app.add_typer(report)
app.command()(export)
app.add_typer(audit)
app.add_typer(campaign)
app.command()(serve)
app.add_typer(device)
app.add_typer(db)
app.add_typer(quarantine)
app.command()(check)
app.command()(privacy)
app.command()(replay)
app.add_typer(evaluate)
app.command()(install_service)
app.command()(doctor)
app.command()(schema)
app.add_typer(models)
