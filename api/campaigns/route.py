"""The routes under /v1/stores/{store}/campaigns."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from sqlalchemy import select
from sqlalchemy.orm import Session

from analytics.money import from_minor, to_minor
from api.authorization import is_writer, may_write
from api.campaigns.answers import (
    ZONE_PREFIX,
    CampaignAnswer,
    CampaignAsked,
    CampaignResult,
    Campaigns,
    Planned,
)
from api.campaigns.result import result
from api.errors import ApiError
from api.models import Campaign, Store
from api.stores import DatabaseDependency, described
from vision.description import StoreDescription

router = APIRouter(tags=["campaigns"])

CampaignId = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]


@router.get("/stores/{store}/campaigns")
def get_campaigns(store: str, request: Request, database: DatabaseDependency) -> Campaigns:
    """The latest first."""
    with database.read() as session:
        described(session, store)
        statement = (
            select(Campaign)
            .where(Campaign.store_id == store)
            .order_by(Campaign.first.desc(), Campaign.campaign)
        )
        return Campaigns(
            store=store,
            writable=is_writer(request),
            campaigns=[_answer(row) for row in session.scalars(statement)],
        )


@router.put("/stores/{store}/campaigns/{campaign}", dependencies=[Depends(may_write)])
def put_campaign(
    store: str, campaign: CampaignId, asked: CampaignAsked, database: DatabaseDependency
) -> CampaignAnswer:
    """Another of the same id replaces the first."""
    with database.write() as session:
        description = described(session, store)
        _check(session, description, asked)
        now = datetime.now(UTC).replace(microsecond=0)
        row = session.get(Campaign, (store, campaign), with_for_update=True)
        if row is None:
            row = Campaign(store_id=store, campaign=campaign, created=now)
            session.add(row)
        row.name, row.first, row.last = asked.name, asked.first, asked.last
        row.zone, row.lever, row.controls = asked.zone, asked.lever, asked.control_list
        row.budget = _minor(asked.budget, "budget", description.currency)
        row.spend = _minor(asked.spend, "spend", description.currency)
        _minor(asked.planned.turnover, "planned.turnover", description.currency)
        row.margin = asked.margin
        row.planned = asked.planned.model_dump(mode="json", exclude_none=True)
        row.currency, row.updated = description.currency, now
        return _answer(row)


@router.get("/stores/{store}/campaigns/{campaign}")
def get_campaign(store: str, campaign: str, database: DatabaseDependency) -> CampaignAnswer:
    with database.read() as session:
        described(session, store)
        return _answer(_known(session, store, campaign))


@router.delete(
    "/stores/{store}/campaigns/{campaign}", dependencies=[Depends(may_write)], status_code=204
)
def delete_campaign(store: str, campaign: str, database: DatabaseDependency) -> None:
    with database.write() as session:
        described(session, store)
        session.delete(_known(session, store, campaign))


@router.get("/stores/{store}/campaigns/{campaign}/result")
def get_result(store: str, campaign: str, database: DatabaseDependency) -> CampaignResult:
    """What it brought, each measure with its calibrated interval."""
    with database.read() as session:
        description = described(session, store)
        row = _known(session, store, campaign)
        return result(session, description, row, _answer(row), datetime.now(UTC))


def _known(session: Session, store: str, campaign: str) -> Campaign:
    row = session.get(Campaign, (store, campaign))
    if row is None:
        raise ApiError(
            404,
            "unknown_campaign",
            f"Store {store!r} has no campaign {campaign!r}.",
            f"GET /v1/stores/{store}/campaigns lists them.",
        )
    return row


def _check(session: Session, description: StoreDescription, asked: CampaignAsked) -> None:
    """Raises ApiError 422."""
    zones = {zone.zone for zone in description.zones}
    known = ", ".join(sorted(zones)) or "none"
    if asked.zone is not None and asked.zone not in zones:
        raise _invalid(f"zone: this store has no zone {asked.zone!r}.", f"Zones: {known}.")
    if asked.currency not in (None, description.currency):
        raise _invalid(
            f"currency: the store's is {description.currency}, not {asked.currency}.",
            "Give budget, spend and plan in the store's currency.",
        )
    for control in asked.control_list:
        zone = control.removeprefix(ZONE_PREFIX)
        if control == description.store:
            raise _invalid(
                f"controls: {control!r} is the campaign's own store.",
                "Name stores that it did not touch, or zones of this one: zone:NAME.",
            )
        if zone == control:
            if session.get(Store, control) is None:
                raise _invalid(
                    f"controls: there is no store {control!r}.",
                    "GET /v1/stores lists them; a zone of this store is zone:NAME.",
                )
        elif zone not in zones:
            raise _invalid(f"controls: this store has no zone {zone!r}.", f"Zones: {known}.")
        elif zone == asked.zone:
            raise _invalid(
                f"controls: {zone!r} is the campaign's own zone.", "Name one it did not touch."
            )


def _invalid(message: str, hint: str) -> ApiError:
    return ApiError(422, "invalid", message, hint)


def _minor(amount: Decimal | None, name: str, currency: str) -> int | None:
    if amount is None:
        return None
    try:
        return to_minor(amount, currency)
    except ValueError as error:
        raise ApiError(422, "invalid", f"{name}: {error}.") from error


def _answer(row: Campaign) -> CampaignAnswer:
    return CampaignAnswer(
        store=row.store_id,
        campaign=row.campaign,
        name=row.name,
        first=row.first,
        last=row.last,
        zone=row.zone,
        lever=row.lever,
        controls=row.controls or "none",
        budget=None if row.budget is None else from_minor(row.budget, row.currency),
        spend=None if row.spend is None else from_minor(row.spend, row.currency),
        margin=row.margin,
        planned=Planned.model_validate(row.planned),
        currency=row.currency,
        created=row.created,
        updated=row.updated,
    )
