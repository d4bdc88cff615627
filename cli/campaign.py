"""`chaland campaign`: before and after a promotional action."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import campaign_report
from cli.chosen_store import StoreOption, chosen_store
from cli.console import note, out, print_json
from cli.destination import (
    DEFAULT_DATABASE,
    DatabaseOption,
    ServerOption,
    TokenOption,
    client,
)
from cli.period_report import LanguageChoice, save

if TYPE_CHECKING:
    from api.campaigns.answers import CampaignAsked

campaign = typer.Typer(
    name="campaign",
    help="Before and after a promotional action: what it brought.",
    no_args_is_help=True,
)

CampaignArgument = Annotated[str, typer.Argument(metavar="CAMPAIGN", help="Its id: spring-2026.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@campaign.command()
def add(
    campaign: CampaignArgument,
    first: Annotated[str, typer.Option("--from", metavar="DATE", help="First day.")],
    last: Annotated[str, typer.Option("--to", metavar="DATE", help="Last day, included.")],
    control: Annotated[
        list[str],
        typer.Option(
            metavar="STORE|zone:ZONE|none",
            help="A store, or a zone of this store, that it does not touch. Once for each; `none` "
            "where there is none: what is found is then no effect.",
        ),
    ],
    name: Annotated[str | None, typer.Option(help="Its name; without it, its id.")] = None,
    zone: Annotated[str | None, typer.Option(help="Where it is; without it, all over.")] = None,
    lever: Annotated[str | None, typer.Option(help="What is done: window, price, staff …")] = None,
    budget: Annotated[str | None, typer.Option(metavar="AMOUNT")] = None,
    spend: Annotated[
        str | None, typer.Option(metavar="AMOUNT", help="What was spent, for its return.")
    ] = None,
    margin: Annotated[
        float | None, typer.Option(help="Share of the turnover: the return is of the margin then.")
    ] = None,
    uplift: Annotated[
        float | None, typer.Option(help="Planned: share of turnover more, such as 0.06.")
    ] = None,
    turnover: Annotated[
        str | None, typer.Option(metavar="AMOUNT", help="Planned, of all its days.")
    ] = None,
    orders: Annotated[int | None, typer.Option(help="Planned, of all its days.")] = None,
    visitors: Annotated[int | None, typer.Option(help="Planned, of all its days.")] = None,
    store: StoreOption = None,
    server: ServerOption = None,
    token: TokenOption = None,
    database: DatabaseOption = DEFAULT_DATABASE,
    as_json: JsonOption = False,
) -> None:
    """Add a campaign, or replace the one of this id."""
    asked = _asked(
        {
            "name": name or campaign,
            "from": first,
            "to": last,
            "controls": "none" if control == ["none"] else control,
            "zone": zone,
            "lever": lever,
            "budget": budget,
            "spend": spend,
            "margin": margin,
            "planned": {
                "uplift": uplift,
                "turnover": turnover,
                "orders": orders,
                "visitors": visitors,
            },
        }
    )
    with client(server, token, database) as api:
        shop, _ = chosen_store(api, store)
        answer = api.put_campaign(shop.store, campaign, asked)
    if as_json:
        print_json(answer.model_dump(mode="json", by_alias=True))
        return
    out.print(f"{answer.name} ({answer.campaign}): {answer.first} to {answer.last}, kept")
    if answer.controls == "none":
        note("without a control what is found is a difference with the weeks before, no effect.")


@campaign.command("list")
def list_campaigns(
    store: StoreOption = None,
    server: ServerOption = None,
    token: TokenOption = None,
    database: DatabaseOption = DEFAULT_DATABASE,
    as_json: JsonOption = False,
) -> None:
    """List the campaigns of a store, the latest first."""
    with client(server, token, database) as api:
        shop, _ = chosen_store(api, store)
        answer = api.campaigns(shop.store)
    if as_json:
        print_json(answer.model_dump(mode="json", by_alias=True))
        return
    if not answer.campaigns:
        note(f"{shop.store} has no campaign. Add one: chaland campaign add")
        return
    out.print(campaign_report.listed(answer))


@campaign.command()
def report(
    campaign: CampaignArgument,
    store: StoreOption = None,
    html: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write it as one HTML file, to print on A4 or send."),
    ] = None,
    language: Annotated[LanguageChoice, typer.Option(help="Of the HTML.")] = LanguageChoice.ENGLISH,
    server: ServerOption = None,
    token: TokenOption = None,
    database: DatabaseOption = DEFAULT_DATABASE,
    as_json: JsonOption = False,
) -> None:
    """Print what a campaign brought: each measure with its interval, its return, and its plan."""
    with client(server, token, database) as api:
        shop, _ = chosen_store(api, store)
        answer = api.campaign_result(shop.store, campaign)
    if html is not None:
        from reports.campaign_document import document
        from reports.html import page

        save(html, page(document(answer, shop.name, language.value)).encode())
        return
    if as_json:
        print_json(answer.model_dump(mode="json", by_alias=True))
        return
    campaign_report.show(answer)


@campaign.command()
def remove(
    campaign: CampaignArgument,
    store: StoreOption = None,
    server: ServerOption = None,
    token: TokenOption = None,
    database: DatabaseOption = DEFAULT_DATABASE,
) -> None:
    """Remove a campaign. What was counted and sold stays."""
    with client(server, token, database) as api:
        shop, _ = chosen_store(api, store)
        api.delete_campaign(shop.store, campaign)
    out.print(f"{campaign}: removed")


def _asked(given: dict[str, object]) -> CampaignAsked:
    from pydantic import ValidationError

    from api.campaigns.answers import CampaignAsked
    from vision.errors import InputError

    try:
        return CampaignAsked.model_validate(given)
    except ValidationError as error:
        told = "; ".join(
            f"--{'.'.join(str(part) for part in fault['loc'][:1]) or 'to'}: {fault['msg']}"
            for fault in error.errors()
        )
        raise InputError(f"{told}.") from error
