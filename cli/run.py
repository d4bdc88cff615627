"""`chaland run`: a site's films to records, and the records to a server."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.console import note, out, print_json, progress_bar
from cli.destination import (
    DEFAULT_DATABASE,
    DatabaseOption,
    ServerOption,
    TokenOption,
    client,
)
from cli.films import count_films

if TYPE_CHECKING:
    from vision.edge.delivery import Delivery
    from vision.edge.outbox import Outbox
    from vision.edge.watch import FilmResult
    from vision.site_file import SiteFile


def run(
    site: Annotated[Path, typer.Argument(metavar="SITE", help="The site file.")],
    until_end: Annotated[
        bool,
        typer.Option(
            "--until-end", help="Stop when every film has ended. Films always do; for scripts."
        ),
    ] = False,
    outbox: Annotated[
        Path, typer.Option(metavar="FILE", help="Where records wait until they are delivered.")
    ] = Path("chaland-outbox.db"),
    keep: Annotated[
        bool, typer.Option("--keep", help="Leave the records in the outbox, deliver nothing.")
    ] = False,
    server: ServerOption = None,
    token: TokenOption = None,
    database: DatabaseOption = DEFAULT_DATABASE,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Count a site's films and deliver the records."""
    del until_end
    from contextlib import closing

    from vision.edge.films import plan_films
    from vision.edge.outbox import Outbox
    from vision.site_file import load_site

    loaded = load_site(site)
    plans = plan_films(loaded)
    with closing(Outbox(outbox)) as box:
        with progress_bar() as bar:
            results = count_films(loaded, plans, box, bar)
        for result in results:
            _warn(result)
        delivery = None if keep else _deliver(loaded, box, server, token, database)
        state = box.state()
    delivered = 0 if delivery is None else delivery.sent
    if as_json:
        print_json(
            {
                "store": loaded.site.store.id,
                "cameras": [result.summary() for result in results],
                "batches": {
                    "delivered": delivered,
                    "waiting": state.waiting,
                    "set_aside": state.set_aside,
                },
            }
        )
    else:
        for result in results:
            _print(result)
        where = f"waiting in {outbox}" if keep else f"delivered to {server or database}"
        out.print(f"{state.waiting if keep else delivered} batches {where}")
    if delivery is not None and delivery.refusals:
        raise typer.Exit(1)


def _deliver(
    loaded: SiteFile, outbox: Outbox, server: str | None, token: str | None, database: str
) -> Delivery:
    from api.errors import ApiError
    from vision.edge.delivery import deliver
    from vision.errors import InputError

    try:
        with client(server, token, database) as api:
            api.put_store(loaded.site.describe())
            delivery = deliver(outbox, api)
    except ApiError as error:
        raise InputError(
            f"{error} Nothing is lost: {outbox.pending()} batches wait in {outbox.path} and go "
            "with the next run."
        ) from error
    if delivery.quarantined:
        note(
            f"{delivery.quarantined} batches are in the server's quarantine: their times have not "
            "come yet by its clock. Check starts_at in the site file."
        )
    why = ", ".join(delivery.refusals)
    if delivery.set_aside:
        note(
            f"the server refused {delivery.set_aside} batches for what they are ({why}). They are "
            f"set aside; once that is mended, `chaland outbox {outbox.path} --retry` lets them "
            "wait again."
        )
    if delivery.left:
        note(
            f"{delivery.left} batches wait in {outbox.path}: the server does not take them yet "
            f"({why}). They go with the next run."
        )
    return delivery


def _warn(result: FilmResult) -> None:
    tally, camera = result.tally, result.plan.camera.id
    if tally.cut:
        note(
            f"camera {camera}: {result.plan.path} is cut after {tally.read_until:.1f} s; the rest "
            "is not counted, and its minutes are not covered."
        )
    if tally.damaged:
        note(f"camera {camera}: {tally.damaged} damaged frames were left out.")
    for zone, visits in result.withheld.items():
        note(
            f"zone {zone}: the distribution of {visits} visits stays on this machine, being fewer "
            "than privacy.k."
        )
    if result.heat_withheld:
        note(
            f"camera {camera}: the heat of {result.heat_withheld} tracks stays on this machine, "
            "being fewer than privacy.k."
        )


def _print(result: FilmResult) -> None:
    tally = result.tally
    out.print(
        f"[bold]{result.plan.camera.id}[/bold]: {tally.read_until:.0f} s of "
        f"{result.plan.path.name}, {tally.analysed} frames analysed, {result.tracks} tracks"
        + ("" if result.staff is None else f", {result.staff} of them staff")
    )
    for line in result.lines:
        out.print(
            f"  line {line['name']}: in {line['in']}, out {line['out']}, "
            f"U-turns {line['u_turns']}, re-entries {line['re_entries']}"
        )
    for zone in result.zones:
        mean = zone["dwell_seconds"]["mean"]
        dwell = "no dwell" if mean is None else f"mean dwell {mean:.1f} s"
        out.print(
            f"  zone {zone['name']}: {zone['visits']} visits, {zone['passes']} passes, "
            f"{zone['stops']} stops, {dwell}"
        )
