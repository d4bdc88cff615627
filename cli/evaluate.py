"""`chaland evaluate`: how far what we find is from a truth that people made."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.console import out, print_json, progress_bar
from cli.evaluate_journeys import journeys
from cli.films import count_films

if TYPE_CHECKING:
    from vision.evaluation.crossings import CrossingScore
    from vision.zones.events import Event

evaluate = typer.Typer(
    name="evaluate", help="Measure the counting against a truth.", no_args_is_help=True
)

evaluate.command()(journeys)

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


@evaluate.command()
def tracking(
    detections: Annotated[
        Path, typer.Option(metavar="DET", help="Detections, MOTChallenge format.")
    ],
    truth: Annotated[Path, typer.Option(metavar="GT", help="True tracks, MOTChallenge format.")],
    fps: Annotated[float, typer.Option(min=0.1, max=1000, help="Frames a second of both.")],
    size: Annotated[str, typer.Option(metavar="WxH", help="Size of the pictures in pixels.")],
    every: Annotated[
        int, typer.Option(min=1, help="Use every n-th frame only, as a slower camera would.")
    ] = 1,
    line: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME:x1,y1,x2,y2", help="A line that tracks and truth are counted over."
        ),
    ] = None,
    zone: Annotated[
        list[str] | None, typer.Option(metavar="NAME:x,y;x,y;…", help="A zone, in pixels.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Track detections and compare with the true tracks: HOTA, IDF1, MOTA, crossings, visits."""
    from cli.shapes import parse_line, parse_size, parse_zone
    from vision.evaluation.tracking import evaluate as run
    from vision.evaluation.true_tracks import read_truth, thinned
    from vision.track.motfile import read_detections
    from vision.zones.line import LineCounter
    from vision.zones.zone import ZoneMonitor

    segments = [parse_line(text) for text in line or []]
    polygons = [parse_zone(text) for text in zone or []]
    score = run(
        thinned(read_detections(detections), every),
        thinned(read_truth(truth), every),
        fps=fps / every,
        size=parse_size(size),
        lines=lambda: [LineCounter(name, segment) for name, segment in segments],
        zones=lambda: [ZoneMonitor(name, polygon) for name, polygon in polygons],
    )
    if as_json:
        print_json(score.summary())
        return
    one = score.identities
    out.print(
        f"HOTA {100 * one.hota:.1f} (DetA {100 * one.det_a:.1f}, AssA {100 * one.ass_a:.1f}), "
        f"IDF1 {100 * one.idf1:.1f}, MOTA {100 * one.mota:.1f}; {one.tracks} tracks of "
        f"{one.people} people, {one.switches} switches"
    )
    for name, crossings in score.lines.items():
        _print_line(name, crossings)
    for name, visits in score.zones.items():
        out.print(
            f"zone {name}: {visits.visits} visits of {visits.true_visits}, "
            f"{visits.seconds:.0f} s of {visits.true_seconds:.0f} s, median "
            f"{_seconds(visits.median)} for {_seconds(visits.true_median)}"
        )


@evaluate.command()
def counting(
    site: Annotated[Path, typer.Argument(metavar="SITE", help="The site file; films only.")],
    truth: Annotated[
        Path,
        typer.Option(
            metavar="TRUTH",
            help="What a person counted: a CSV file of time,direction[,line] since the first "
            "film's start; or a simulated shop's truth.json.",
        ),
    ],
    as_json: JsonOption = False,
) -> None:
    """Count a site's films and compare with what a person counted in them. Keeps nothing."""
    import tempfile
    from contextlib import closing

    from vision.edge.films import plan_films
    from vision.edge.outbox import Outbox
    from vision.edge.watch import FilmPlan, Watch
    from vision.evaluation.counting import CountingScore
    from vision.evaluation.true_counts import read_true_counts
    from vision.site_file import load_site

    loaded = load_site(site)
    counts = read_true_counts(truth, loaded.site)
    plans = plan_films(loaded)
    events: list[Event] = []

    class Ear(Watch):
        def on_events(self, plan: FilmPlan, said: Sequence[Event]) -> None:  # noqa: ARG002
            events.extend(said)

    with (
        tempfile.TemporaryDirectory() as folder,
        closing(Outbox(Path(folder) / "outbox.db")) as outbox,
        progress_bar() as bar,
    ):
        count_films(loaded, plans, outbox, bar, Ear())
    start = min(plan.starts_at for plan in plans).timestamp()
    score = CountingScore.of(events, start, counts)
    if as_json:
        print_json(score.summary())
        return
    for name, crossings in score.lines.items():
        _print_line(name, crossings)
    for zone, dwell in score.zones.items():
        out.print(
            f"zone {zone}: {dwell.visits} visits of {dwell.true_visits}, median dwell "
            f"{_seconds(dwell.median)} for {_seconds(dwell.true_median)}: "
            + ("too few to tell" if dwell.off is None else f"{dwell.off:+.0%}")
        )


def _print_line(name: str, crossings: CrossingScore) -> None:
    out.print(
        f"line {name}: {crossings.true} true crossings, {crossings.missed} missed, "
        f"{crossings.invented} invented, gross error {_share(crossings.gross_error)}"
    )


def _seconds(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f} s"


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
