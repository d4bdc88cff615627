"""`chaland quarantine`: batches of a wrong clock, kept apart until somebody decides about them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

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
    from api.quarantine import Quarantined

quarantine = typer.Typer(
    name="quarantine",
    help="Decide about batches whose times could not be believed.",
    no_args_is_help=True,
)

StoreArgument = Annotated[str, typer.Argument(metavar="STORE")]
BoxArgument = Annotated[str, typer.Argument(metavar="BOX")]
EpochOption = Annotated[
    str | None,
    typer.Option(metavar="EPOCH", help="One life of its outbox. Without it: all of them."),
]
FirstOption = Annotated[
    int | None, typer.Option("--from", min=1, help="From this number of the epoch on.")
]
LastOption = Annotated[int | None, typer.Option("--to", min=1, help="Up to this number, included.")]


@quarantine.command("list")
def list_batches(
    store: StoreArgument,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many to list.")] = 100,
    server: ServerOption = None,
    token: TokenOption = None,
    database: DatabaseOption = DEFAULT_DATABASE,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """List the batches that wait for a decision."""
    from rich.table import Table

    with client(server, token, database) as api:
        answer = api.quarantine(store, limit=limit)
    if as_json:
        print_json(answer.model_dump(mode="json"))
        return
    if not answer.batches:
        note(f"{store} has nothing in quarantine.")
        return
    table = Table(
        "box", "epoch", "number", "records from", "to", "came", "why", box=None, pad_edge=False
    )
    for each in answer.batches:
        instants = (f"{when:%Y-%m-%d %H:%M}" for when in (each.first, each.last, each.received))
        table.add_row(each.device, each.epoch, str(each.seq), *instants, _why(each))
    out.print(table)
    if answer.total > len(answer.batches):
        note(f"{len(answer.batches)} of {answer.total}; --limit shows more.")
    note("All times are UTC. Decide: chaland quarantine release, or discard, STORE BOX")


def _why(batch: Quarantined) -> str:
    if batch.reason == "future" or batch.skew_seconds is None:
        return "times that had not come"
    way = "ahead" if batch.skew_seconds > 0 else "behind"
    return f"its clock was {abs(batch.skew_seconds):.0f} s {way}"


@quarantine.command()
def release(
    store: StoreArgument,
    box: BoxArgument,
    epoch: EpochOption = None,
    first: FirstOption = None,
    last: LastOption = None,
    server: ServerOption = None,
    token: TokenOption = None,
    database: DatabaseOption = DEFAULT_DATABASE,
) -> None:
    """Take a box's batches into the figures. This is final."""
    with client(server, token, database) as api:
        decided = _decide(api, store, "release", box, epoch, first, last)
    out.print(f"{decided} of {box} released: from now on they count")


@quarantine.command()
def discard(
    store: StoreArgument,
    box: BoxArgument,
    epoch: EpochOption = None,
    first: FirstOption = None,
    last: LastOption = None,
    server: ServerOption = None,
    token: TokenOption = None,
    database: DatabaseOption = DEFAULT_DATABASE,
) -> None:
    """Delete a box's batches: they never count. This is final."""
    with client(server, token, database) as api:
        decided = _decide(api, store, "discard", box, epoch, first, last)
    out.print(f"{decided} of {box} discarded: they never count")


def _decide(
    api: Client,
    store: str,
    what: Literal["release", "discard"],
    box: str,
    epoch: str | None,
    first: int | None,
    last: int | None,
) -> str:
    from api.quarantine import Decision

    if epoch is None and (first is not None or last is not None):
        raise InputError("--from and --to: are numbers of an epoch; name it with --epoch too.")
    decision = Decision(decision=what, device=box, epoch=epoch, first_seq=first, last_seq=last)
    decided = api.decide_quarantine(store, decision).decided
    return f"{decided} {'batch' if decided == 1 else 'batches'}"
