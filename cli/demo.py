"""`chaland demo`: the simulated shop, counted, and compared with its truth."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.console import note, out, print_json, progress_bar
from cli.films import count_films
from cli.sample_site import sample_site

if TYPE_CHECKING:
    from api.client import Client
    from sample_videos.scoring import FilmTruth
    from vision.edge.watch import FilmPlan
    from vision.evaluation.dwell import Dwell
    from vision.journey.journey import Journey
    from vision.journey.street import Passer
    from vision.scene import Counted
    from vision.site_file import SiteFile
    from vision.zones.events import Event

HEATMAP_CAMERA = "left"
DOOR_CAMERA = "door"


def demo(
    serve: Annotated[bool, typer.Option(help="Serve the dashboard when all is counted.")] = True,
    folder: Annotated[
        Path, typer.Option(metavar="FOLDER", help="Where the database and the heatmap go.")
    ] = Path("chaland-demo"),
    model: Annotated[
        Path | None, typer.Option(metavar="MODEL", help="Another detector than the shipped one.")
    ] = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = 8501,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Count the simulated shop's films, import its receipts, and print counted beside true."""
    from api.application import create_app
    from api.client import Client
    from cli.destination import opened_database
    from sample_videos.parties import PartyTally
    from sample_videos.scoring import read_truth
    from sample_videos.simulator.tracks import Tracks
    from sample_videos.staff import StaffTally
    from sample_videos.witness import Witness
    from vision.edge.delivery import deliver
    from vision.edge.films import plan_films
    from vision.edge.outbox import Outbox
    from vision.edge.watch import Watch
    from vision.errors import InputError

    loaded = sample_site(model)
    truth = read_truth(loaded.path.parent / "truth.json")
    plans = plan_films(loaded)
    folder.mkdir(parents=True, exist_ok=True)
    events: list[tuple[FilmPlan, Event]] = []
    witness = Witness(
        {plan.camera.id: Tracks.load(plan.path.with_suffix(".tracks.json")) for plan in plans},
        start=_start(plans),
    )
    staff = StaffTally(witness, truth.staff)
    parties = PartyTally(witness, DOOR_CAMERA)

    on_plan: list[Event] = []
    journeys: list[Journey] = []
    passers: list[Passer] = []

    class Tally(Watch):
        def on_events(self, plan: FilmPlan, said: Sequence[Event]) -> None:
            events.extend((plan, event) for event in said)
            parties.hear(said)

        def on_counted(self, plan: FilmPlan, counted: Sequence[Counted]) -> None:
            staff.take(plan.camera.id, counted)
            if plan.camera.id == DOOR_CAMERA:
                parties.see(counted)

        def on_plan(
            self, said: Sequence[Event], ended: Sequence[Journey], gone: Sequence[Passer]
        ) -> None:
            on_plan.extend(said)
            journeys.extend(ended)
            passers.extend(gone)

    with opened_database(str(folder / "demo.db")) as database:
        with Client.in_process(create_app(database)) as api:
            api.put_store(loaded.site.describe())
            with closing(Outbox(folder / "outbox.db")) as outbox:
                with progress_bar() as bar:
                    count_films(loaded, plans, outbox, bar, Tally())
                refusals = deliver(outbox, api).refusals
                if refusals:
                    raise InputError(f"the demo's own server refused records ({refusals[0]}).")
            receipts = loaded.path.parent / "receipts.csv"
            api.import_sales(loaded.site.store.id, (receipts.name, receipts.read_bytes()))
            comparison = _compare(api, loaded, plans, events, truth)
            comparison["staff"] = dataclasses.asdict(staff.score())
            came_in = comparison["footfall"]["counted"]
            comparison |= _compare_plan(on_plan, journeys, passers, came_in, truth, _start(plans))
            comparison["groups"] = parties.score(truth.groups).summary()
            heatmap = folder / "heatmap.png"
            heatmap.write_bytes(api.heatmap_png(loaded.site.store.id, HEATMAP_CAMERA))
        if as_json:
            print_json(comparison | {"heatmap": str(heatmap)})
        else:
            _print(comparison)
            out.print(f"heatmap: {heatmap}")
        if serve:
            _serve(create_app(database), port)


def _compare(
    api: Client,
    loaded: SiteFile,
    plans: Sequence[FilmPlan],
    events: Sequence[tuple[FilmPlan, Event]],
    truth: FilmTruth,
) -> dict[str, Any]:
    """Door and dwell from the events, which have times; conversion as the API gives it."""
    from vision.evaluation.crossings import CrossingScore
    from vision.evaluation.dwell import DwellScore
    from vision.zones.events import Crossing, Visit

    start = _start(plans)
    # The truth's crossings are of visitors.
    crossings = [
        (event.time - start, event.direction)
        for _, event in events
        if isinstance(event, Crossing) and not event.staff
    ]
    visits = [event for _, event in events if isinstance(event, Visit)]
    # As in the truth: only visits whose beginning the film holds.
    begun = [visit for visit in visits if not visit.censored_begin]
    (period,) = api.kpis(loaded.site.store.id).periods
    door = CrossingScore.of(crossings, truth.crossings)
    zones = [zone.id for plan in plans for zone in plan.camera.measured_zones]
    stays: dict[str, list[Dwell]] = {zone: [] for zone in zones}
    for visit in begun:
        stays[visit.zone].append((visit.dwell, visit.censored_end))
    dwells = [DwellScore.of(zone, own, truth.dwells.get(zone, ())) for zone, own in stays.items()]
    return {
        "door": door.summary(),
        "footfall": {"counted": period.footfall.value, "true": truth.visitors},
        "conversion": {
            "counted": period.conversion.value,
            "low": period.conversion.low,
            "high": period.conversion.high,
            "true": truth.conversion,
        },
        "sales": {"counted": period.transactions.value, "true": truth.sales},
        "dwell": [score.summary() for score in dwells],
    }


def _compare_plan(
    events: Sequence[Event],
    journeys: Sequence[Journey],
    passers: Sequence[Passer],
    came_in: float,
    truth: FilmTruth,
    start: float,
) -> dict[str, Any]:
    """What the cameras count together."""
    from sample_videos.queue_score import QueueScore
    from vision.zones.events import Abandoned, Served

    queue = QueueScore.of(
        [(one.joined - start, one.left - start) for one in events if isinstance(one, Served)],
        truth.waits,
        sum(isinstance(one, Abandoned) for one in events),
        truth.abandoned,
    )
    visits = [one.visit for one in journeys]
    passed_by = sum(not one.came_in for one in passers)
    return {
        "queue": queue.summary(),
        "capture": {
            "passed_by": {"counted": passed_by, "true": truth.passed_by},
            "rate": {
                "counted": _share(came_in, came_in + passed_by),
                "true": _share(truth.visitors, truth.visitors + truth.passed_by),
            },
        },
        "visits": {"counted": len(visits), "whole": sum(visit.whole for visit in visits)},
    }


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _start(plans: Sequence[FilmPlan]) -> float:
    return min(plan.starts_at for plan in plans).timestamp()


def _print(comparison: dict[str, Any]) -> None:
    from rich.table import Table

    door = comparison["door"]
    table = Table("", "counted", "true", "off", box=None, pad_edge=False)
    for name in ("footfall", "sales"):
        pair = comparison[name]
        table.add_row(name, _number(pair["counted"]), _number(pair["true"]))
    pair = comparison["conversion"]
    table.add_row("conversion", _percent(pair["counted"]), _percent(pair["true"]))
    staff = comparison["staff"]
    table.add_row("staff", _number(staff["found"]), _number(staff["true"]))
    table.add_row("visitors taken for staff", _number(staff["taken"]), "0")
    pairs = comparison["groups"]["pairs"]
    table.add_row(
        "pairs who came in together",
        f"{pairs['found']} ({pairs['right']} right)",
        _number(pairs["true"]),
    )
    for dwell in comparison["dwell"]:
        table.add_row(
            f"median dwell, {dwell['zone']}",
            _seconds(dwell["median"], dwell["visits"]),
            _seconds(dwell["true_median"], dwell["true_visits"]),
            "too few to tell" if dwell["off"] is None else f"{dwell['off']:+.0%}",
        )
    queue, capture = comparison["queue"], comparison["capture"]
    table.add_row(
        "median wait for a till",
        _seconds(queue["median"], queue["waits"]),
        _seconds(queue["true_median"], queue["true_waits"]),
        "–" if queue["error"] is None else f"{queue['error']:.1f} s on average",
    )
    table.add_row(
        "left the line unserved", _number(queue["abandoned"]), _number(queue["true_abandoned"])
    )
    rate = capture["rate"]
    table.add_row("came in, of all before the shop", *map(_percent, rate.values()))
    out.print(table)
    out.print(
        f"door: of {door['true']} true crossings {door['missed']} missed, {door['invented']} "
        f"invented: {door['gross_error']:.1%} gross error"
    )


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:g}"


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}"


def _seconds(value: float | None, visits: int) -> str:
    return "–" if value is None else f"{value:.1f} s (n = {visits})"


def _serve(application: Any, port: int) -> None:
    from dashboard.server import AddressError
    from dashboard.server import serve as listen
    from vision.errors import InputError

    note("Ctrl-C ends the demo.")
    try:
        listen(application, port=port)
    except AddressError as error:
        raise InputError(str(error)) from error
