"""`chaland report`: the figures of a period, on the terminal; of a day or week, as a report."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from cli.console import note, out, print_json
from cli.destination import (
    DEFAULT_DATABASE,
    DatabaseOption,
    ServerOption,
    TokenOption,
    client,
)
from cli.period_report import daily, weekly

if TYPE_CHECKING:
    from rich.table import Table

    from analytics.figure import Figure, Money
    from api.kpi_answers import Kpis, PeriodAnswer


class Grain(StrEnum):
    TOTAL = "total"
    DAY = "day"
    HOUR = "hour"


report = typer.Typer(name="report", invoke_without_command=True)
report.command()(daily)
report.command()(weekly)


@report.callback()
def figures(
    context: typer.Context,
    store: Annotated[str | None, typer.Option(help="One store; all of them otherwise.")] = None,
    start: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="First day, or a time.")
    ] = None,
    end: Annotated[
        str | None, typer.Option("--to", metavar="DATE", help="Last day, or a time.")
    ] = None,
    grain: Annotated[Grain, typer.Option(help="One figure for all, or one a day or hour.")] = (
        Grain.TOTAL
    ),
    server: ServerOption = None,
    token: TokenOption = None,
    database: DatabaseOption = DEFAULT_DATABASE,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Print footfall, conversion, sales and dwell, each with its interval and coverage."""
    if context.invoked_subcommand is not None:
        return
    with client(server, token, database) as api:
        names = [store] if store else [known.store for known in api.stores()]
        answers = [api.kpis(name, start=start, end=end, grain=grain.value) for name in names]
    if as_json:
        print_json(
            {"stores": [answer.model_dump(mode="json", by_alias=True) for answer in answers]}
        )
        return
    if not answers:
        note("There is no store yet. Count one first: chaland run SITE.")
    for answer in answers:
        _print(answer)


def _print(answer: Kpis) -> None:
    from analytics.business_day import WEEKDAYS

    if not answer.periods:
        note(f"{answer.store}: nothing was counted or imported yet.")
    for period in answer.periods:
        share = period.coverage.share
        covered = "nothing covered" if share is None else f"{share:.0%} of minutes covered"
        out.print(
            f"\n[bold]{answer.store}[/bold] · {period.label} · {covered} ({period.coverage.basis})"
        )
        out.print(_figures(period))
        if period.zones:
            out.print(_zones(period))
    if answer.till_lag is not None:
        lag = answer.till_lag.minutes
        told = "no figure" if lag.value is None else f"{lag.value:.0f} min after coming in"
        remarks = "; ".join([*lag.flags, *([lag.note] if lag.note else [])])
        out.print(f"\ntickets: {told}{f' ({remarks})' if remarks else ''}")
    if answer.power_hours is not None and answer.power_hours.hours:
        names = [f"{WEEKDAYS[each.weekday]} {each.hour}:00" for each in answer.power_hours.hours]
        reached = answer.power_hours.reached
        out.print(f"\npower hours ({reached:.0%} of visitors): {', '.join(names)}")


def _figures(period: PeriodAnswer) -> Table:
    from rich.table import Table

    table = Table("figure", "value", "95 % interval", "n", "remarks", box=None, pad_edge=False)
    rows: list[tuple[str, Figure | Money]] = [
        ("footfall", period.footfall),
        ("conversion", period.conversion),
        ("transactions", period.transactions),
        ("sales", period.sales),
        ("average ticket (ATV)", period.atv),
        ("items per ticket (UPT)", period.upt),
        ("sales per visitor", period.sales_per_visitor),
        ("sales per item (AUR)", period.aur),
        ("return rate by value", period.return_rate_by_value),
        ("return rate by ticket", period.return_rate_by_ticket),
        ("sales per m²", period.sales_per_m2),
        ("sales per m² and day", period.sales_per_m2_per_day),
        ("staff hours", period.staff_hours),
        ("visitors per staff hour (STAR)", period.star_by_visitors),
        ("people inside per staff (STAR)", period.star_by_occupancy),
        ("conversion by groups", period.conversion_by_groups),
        ("capture rate of passers-by", period.capture_rate_of_passers_by),
        ("capture rate of traffic", period.capture_rate_of_traffic),
    ]
    for name, figure in rows:
        unit = getattr(figure, "currency", figure.unit)
        interval = (
            "–"
            if figure.low is None or figure.high is None
            else f"{_number(figure.low, unit)} – {_number(figure.high, unit)}"
        )
        remarks = "; ".join([*figure.flags, *([figure.note] if figure.note else [])])
        table.add_row(
            name,
            "no figure" if figure.value is None else _number(figure.value, unit),
            interval,
            "–" if figure.n is None else str(figure.n),
            remarks,
        )
    return table


def _zones(period: PeriodAnswer) -> Table:
    from rich.table import Table

    table = Table(
        "zone", "visits", "passes", "stops", "mean dwell", "median", "p90", "remarks",
        box=None, pad_edge=False,
    )  # fmt: skip
    for zone in period.zones:
        seconds = [
            "–" if value is None else f"{value:.1f} s"
            for value in (zone.dwell_mean_seconds, zone.dwell_p50_seconds, zone.dwell_p90_seconds)
        ]
        counts = ["–" if n is None else str(n) for n in (zone.visits, zone.passes, zone.stops)]
        table.add_row(zone.name, *counts, *seconds, zone.note or "")
    return table


def _number(value: object, unit: str) -> str:
    if unit == "share":
        return f"{value:.1%}"
    if isinstance(value, float):
        return f"{value:,.0f}" if unit == "people" else f"{value:,.2f}"
    return f"{value:,} {unit}" if len(unit) == 3 and unit.isupper() else f"{value:,}"
