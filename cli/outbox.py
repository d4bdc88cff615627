"""`chaland outbox`: what waits in a box's outbox, and what was set aside."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.console import out, print_json
from vision.errors import InputError


def outbox(
    place: Annotated[
        Path,
        typer.Argument(
            metavar="[FILE|FOLDER]", help="An outbox, or the folder of `chaland edge --state`."
        ),
    ] = Path("chaland-state"),
    retry: Annotated[
        bool,
        typer.Option(
            "--retry",
            help="Let the batches that the server refused wait again: what was wrong is mended.",
        ),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Say what waits for the server and what it refused. The box may be running."""
    from contextlib import closing

    from vision.edge.outbox import Outbox
    from vision.edge.running_box import OUTBOX

    path = place / OUTBOX if place.is_dir() else place
    if not path.is_file():
        raise InputError(
            f"{path}: there is no outbox. Name the folder of `chaland edge --state`, or the file "
            "of `chaland run --outbox`."
        )
    with closing(Outbox(path)) as opened:
        refusals = opened.refusals()
        moved = opened.retry_set_aside() if retry else 0
        state = opened.state()
    if as_json:
        print_json(
            {
                "waiting": state.waiting,
                "oldest_seconds": state.oldest_seconds,
                "set_aside": state.set_aside,
                "refusals": refusals,
                "heat_discarded": state.heat_discarded,
            }
        )
        return
    out.print(f"{state.waiting} batches wait")
    for why, count in refusals.items():
        out.print(f"{count} batches were refused: {why}")
    if moved:
        out.print(f"{moved} of those that wait had been refused, and are offered again")
    elif refusals:
        out.print("they are set aside; once that is mended, --retry lets them wait again")
    if state.heat_discarded:
        out.print(f"{state.heat_discarded} heatmaps were given up for want of room")
