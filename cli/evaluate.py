"""`chaland evaluate`: how far what we find is from a truth that people made."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.console import out, print_json

evaluate = typer.Typer(
    name="evaluate", help="Measure the counting against a truth.", no_args_is_help=True
)

JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@evaluate.command()
def groups(
    positions: Annotated[
        Path, typer.Argument(metavar="POSITIONS", help="Lines t,id,x,y: seconds and metres.")
    ],
    truth: Annotated[
        Path, typer.Option(metavar="GROUPS", help="True groups: a line of ids for each.")
    ],
    as_json: JsonOption = False,
) -> None:
    """Find who walks with whom, and compare with who does: precision, recall and F1 of pairs."""
    from dataclasses import asdict

    from vision.errors import InputError
    from vision.evaluation.pairs import PairScore
    from vision.evaluation.positions import read_groups, read_positions
    from vision.zones.groups import Companions, GroupSettings

    paths = read_positions(positions)
    theirs = read_groups(truth)
    strangers = sorted(frozenset().union(*theirs) - paths.keys())
    if strangers:
        raise InputError(
            f"{truth}: {len(strangers)} of its people have no position in {positions}: "
            + ", ".join(strangers[:5])
        )
    settings = GroupSettings()
    found = Companions(settings).groups(paths)
    score = PairScore.of(found, theirs)
    ours = [sorted(map(str, group), key=list(paths).index) for group in found]
    if as_json:
        print_json(
            {
                "people": len(paths),
                "groups": ours,
                **score.summary(),
                "settings": asdict(settings),
            }
        )
        return
    for group in ours:
        out.print(" ".join(group))
    out.print(
        f"{len(paths)} people, {len(ours)} groups. Pairs: {score.right} right of {score.found} "
        f"found and {score.true} true; precision {_share(score.precision)}, "
        f"recall {_share(score.recall)}, F1 {_share(score.f1)}"
    )


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
