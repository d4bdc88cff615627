"""`chaland audit`: counts checked against people counted by hand."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from cli.chosen_store import StoreOption, chosen_store
from cli.console import note, out, print_json
from cli.destination import (
    DEFAULT_DATABASE,
    DatabaseOption,
    ServerOption,
    TokenOption,
    client,
)

if TYPE_CHECKING:
    from rich.table import Table

    from api.audits.answers import AuditAnswer, ErrorsAnswer, LineResult, Results
    from api.stores import StoreAnswer

audit = typer.Typer(
    name="audit", help="Check the counts against people counted by hand.", no_args_is_help=True
)

JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@audit.command()
def plan(
    store: StoreOption = None,
    line: Annotated[
        str | None, typer.Option(help="The line; not needed where there is one entrance.")
    ] = None,
    quarters: Annotated[int, typer.Option(min=1, max=200, help="Quarter-hours to draw.")] = 8,
    start: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="First day, or a time.")
    ] = None,
    end: Annotated[
        str | None, typer.Option("--to", metavar="DATE", help="Last day, or a time.")
    ] = None,
    upcoming: Annotated[
        bool, typer.Option("--upcoming", help="Quarter-hours to come, to count on the spot.")
    ] = False,
    seed: Annotated[
        int | None, typer.Option(min=0, max=2**32 - 1, help="Draw the same sample again.")
    ] = None,
    server: ServerOption = None,
    token: TokenOption = None,
    database: DatabaseOption = DEFAULT_DATABASE,
    as_json: JsonOption = False,
) -> None:
    """Draw quarter-hours to count by hand: half from the busiest ones, half from the others."""
    from api.audits.answers import Plan

    with client(server, token, database) as api:
        shop, zone = chosen_store(api, store)
        answer = api.draw_audit(
            shop.store,
            Plan(
                line=line or _entrance(shop),
                quarters=quarters,
                start=start,
                end=end,
                upcoming=upcoming,
                seed=seed,
            ),
        )
    if as_json:
        print_json(answer.model_dump(mode="json", by_alias=True))
        return
    out.print(
        f"Audit [bold]{answer.audit}[/bold] of {answer.name} ({answer.line}): "
        f"{len(answer.quarters)} of {sum(answer.sizes.values())} quarter-hours, seed {answer.seed}"
    )
    if answer.unobserved:
        note(f"{answer.unobserved} quarter-hours that the camera did not see whole were left out.")
    out.print(_plan(answer, zone))
    key = f"#key={answer.key}" if answer.key else ""
    out.print(f"On a phone, under the server's /api: {answer.page}{key}", soft_wrap=True)
    out.print(f"From a file: chaland audit tally FILE --audit {answer.audit}", soft_wrap=True)


@audit.command()
def tally(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="A CSV time,direction with a line for each crossing."),
    ],
    audit: Annotated[str, typer.Option("--audit", metavar="AUDIT", help="What `plan` named.")],
    store: StoreOption = None,
    on_the_spot: Annotated[
        bool, typer.Option("--on-the-spot", help="Counted at the door, not from a recording.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check, write nothing.")] = False,
    server: ServerOption = None,
    token: TokenOption = None,
    database: DatabaseOption = DEFAULT_DATABASE,
) -> None:
    """Bring quarter-hours counted by hand. A line `2026-05-06T09:00,none` says that the
    quarter-hour of that time was counted; it must stand where nobody crossed."""
    from api.audits.answers import Tally
    from cli.tally_file import read_tally

    with client(server, token, database) as api:
        shop, zone = chosen_store(api, store)
        known = api.audit(shop.store, audit)
        counted = read_tally(file, zone, [quarter.start for quarter in known.quarters])
        for start, crossings in counted.items():
            if not dry_run:
                source = "on the spot" if on_the_spot else "recording"
                body = Tally.model_validate({"source": source, "crossings": crossings})
                api.put_tally(shop.store, audit, start, body)
            ways = [way for _, way in crossings]
            out.print(
                f"{start.astimezone(zone):%Y-%m-%d %H:%M}: {ways.count('in')} in, "
                f"{ways.count('out')} out"
            )
    waiting = [
        quarter.start
        for quarter in known.quarters
        if quarter.tallied is None and quarter.start not in counted
    ]
    if waiting:
        times = ", ".join(f"{start.astimezone(zone):%Y-%m-%d %H:%M}" for start in waiting)
        note(f"not counted yet: {times}")
    if dry_run:
        out.print("dry run: nothing was written")


@audit.command()
def withdraw(
    quarter: Annotated[
        str, typer.Argument(metavar="TIME", help="When the quarter-hour began: 2026-05-06T09:00.")
    ],
    audit: Annotated[str, typer.Option("--audit", metavar="AUDIT", help="What `plan` named.")],
    store: StoreOption = None,
    server: ServerOption = None,
    token: TokenOption = None,
    database: DatabaseOption = DEFAULT_DATABASE,
) -> None:
    """Take back what was counted of a quarter-hour by hand: it is to be counted again."""
    from cli.tally_file import read_instant
    from vision.errors import InputError

    with client(server, token, database) as api:
        shop, zone = chosen_store(api, store)
        try:
            start = read_instant(quarter, zone)
        except ValueError as error:
            raise InputError(f"TIME: {error}.") from error
        api.withdraw_tally(shop.store, audit, start)
    out.print(f"{start.astimezone(zone):%Y-%m-%d %H:%M}: to be counted again")


@audit.command()
def report(
    store: StoreOption = None,
    server: ServerOption = None,
    token: TokenOption = None,
    database: DatabaseOption = DEFAULT_DATABASE,
    as_json: JsonOption = False,
) -> None:
    """Print the error of each line, its interval, and what a better claim would take."""
    with client(server, token, database) as api:
        shop, zone = chosen_store(api, store)
        answer = api.audit_results(shop.store)
    if as_json:
        print_json(answer.model_dump(mode="json"))
        return
    out.print(_errors(answer))
    for line in answer.lines:
        _print_claim(line, zone)
    for error in answer.counter_errors:
        if error.relative is None:
            note(f"counter error, {error.direction}: not measured. {error.why}")
        else:
            out.print(
                f"counter error, {error.direction}: ± {error.relative:.1%} (one standard error), "
                f"in every interval; from {error.audits} audits"
            )


def _entrance(shop: StoreAnswer) -> str:
    from vision.errors import InputError

    entrances = [line.line for line in shop.lines if line.role == "entrance"]
    if len(entrances) == 1:
        return entrances[0]
    names = ", ".join(line.line for line in shop.lines) or "none"
    raise InputError(f"--line: say which line of {shop.store} to audit. There are: {names}.")


def _plan(answer: AuditAnswer, zone: ZoneInfo) -> Table:
    from rich.table import Table

    table = Table("quarter-hour", "kind", "counted by hand", box=None, pad_edge=False)
    for quarter in answer.quarters:
        table.add_row(
            f"{quarter.start.astimezone(zone):%a %Y-%m-%d %H:%M}",
            quarter.stratum.replace("_", "-"),
            "–" if quarter.tallied is None else f"{quarter.people_in} in, {quarter.people_out} out",
        )
    return table


def _errors(answer: Results) -> Table:
    from rich.table import Table

    table = Table(
        "line", "quarter-hours", "by hand", "machine", "missed", "doubled", "invented",
        "wrong way", "net", "gross", "right", "95 % interval", box=None, pad_edge=False,
    )  # fmt: skip
    for line in answer.lines:
        table.add_row(line.name, *_row(line))
        for stratum in line.strata:
            if stratum.quarters:
                table.add_row(f"  {stratum.stratum.replace('_', '-')}", *_row(stratum))
    return table


def _row(errors: ErrorsAnswer) -> list[str]:
    right = errors.accuracy
    counts = (
        errors.quarters,
        errors.human,
        errors.machine,
        errors.missed,
        errors.doubled,
        errors.invented,
        errors.wrong_way,
    )
    return [
        *map(str, counts),
        "–" if errors.net_error is None else f"{errors.net_error:+.1%}",
        "–" if errors.gross_error is None else f"{errors.gross_error:.1%}",
        "–" if right.value is None else f"{right.value:.1%}",
        "–" if right.low is None or right.high is None else f"{right.low:.1%} – {right.high:.1%}",
    ]


def _print_claim(line: LineResult, zone: ZoneInfo) -> None:
    share = f"{line.claim.share:.0%}"
    if line.claim.more is None:
        note(f"{line.line}: {share} cannot be claimed. {line.claim.why}")
    elif line.claim.more == 0:
        out.print(f"{line.line}: at least {share} of crossings are counted rightly")
    else:
        out.print(
            f"{line.line}: {line.claim.more} more crossings at this rate would let {share} be "
            "claimed"
        )
    if line.left_out:
        times = ", ".join(f"{start.astimezone(zone):%Y-%m-%d %H:%M}" for start in line.left_out)
        note(f"{line.line}: left out, the camera did not see them whole: {times}")
    if line.waiting:
        note(f"{line.line}: {line.waiting} quarter-hours drawn and not counted yet")
    if line.due is not None:
        since = f" (since {_day(line.due.since, zone)})" if line.due.since else ""
        note(f"{line.line}: an audit is due: {line.due.reason}{since}")


def _day(instant: datetime, zone: ZoneInfo) -> str:
    return f"{instant.astimezone(zone):%Y-%m-%d}"
