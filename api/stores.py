"""Stores: what the server knows of each site."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ValidationError
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analytics.business_day import BusinessCalendar, zone_named
from analytics.span import Span
from api.authorization import may_describe
from api.bodies import MEBIBYTE, body_within
from api.database import Database, insert_into
from api.errors import ApiError, invalid, unknown_store
from api.models import CoverageRow, Store, Ticket
from api.periods import enclosing_days
from api.reporting.views import know_zone
from vision.description import StoreDescription

router = APIRouter(tags=["stores"])

OBSERVED = ("ok", "degraded")
"""Statuses of a minute that count as covered: the camera saw, if less well."""


class StoreSummary(BaseModel):
    """``first`` and ``last``: the first and the last covered minute, None when there is none."""

    store: str
    name: str
    timezone: str
    currency: str
    first: datetime | None
    last: datetime | None


class StoreAnswer(StoreDescription):
    first: datetime | None
    last: datetime | None


def database_of(request: Request) -> Database:
    database: Database = request.app.state.database
    return database


DatabaseDependency = Annotated[Database, Depends(database_of)]


def described(session: Session, store: str) -> StoreDescription:
    """Raises ApiError 404 when the store is not known."""
    row = session.get(Store, store)
    if row is None:
        raise unknown_store(store)
    return StoreDescription.model_validate(row.description)


def calendar_of(description: StoreDescription) -> BusinessCalendar:
    hours = description.opening_hours
    return BusinessCalendar(
        zone_named(description.timezone),
        description.cut_over,
        None
        if hours is None
        else {day: [(span.opens, span.closes) for span in spans] for day, spans in hours.items()},
    )


def covered(session: Session, store: str) -> tuple[datetime | None, datetime | None]:
    """Starts of the first and the last covered minute."""
    minutes = select(CoverageRow.start).where(
        CoverageRow.store_id == store, CoverageRow.status.in_(OBSERVED)
    )
    # Each from its end of the index: the smallest and the largest of all would read all.
    first = session.scalar(minutes.order_by(CoverageRow.start).limit(1))
    last = session.scalar(minutes.order_by(CoverageRow.start.desc()).limit(1))
    return first, last


def known_days(session: Session, store: str, calendar: BusinessCalendar) -> Span | None:
    """The business days that hold all covered minutes; without any, those of the receipts."""
    first, last = covered(session, store)
    if first is None or last is None:
        first, last = session.execute(
            select(func.min(Ticket.occurred), func.max(Ticket.occurred)).where(
                Ticket.store_id == store
            )
        ).one()
    if first is None or last is None:
        return None
    return enclosing_days(calendar, first, last)


@router.put("/stores/{store}", dependencies=[Depends(may_describe)])
def put_store(
    store: str,
    body: Annotated[bytes, Depends(body_within(4 * MEBIBYTE))],
    database: DatabaseDependency,
) -> StoreDescription:
    try:
        description = StoreDescription.model_validate_json(body)
    except ValidationError as error:
        raise invalid(error.errors(include_input=False), "store") from error
    if description.store != store:
        raise ApiError(
            422, "invalid", f"The address names {store!r} but the body {description.store!r}."
        )
    keep_store(database, description)
    return description


def keep_store(database: Database, description: StoreDescription) -> None:
    """Raises ApiError 422 for a zone that is not known, and 409 for another currency."""
    store = description.store
    try:
        zone_named(description.timezone)
    except ValueError as error:
        raise ApiError(422, "invalid", f"timezone: {error}.") from error
    values = {
        "store_id": store,
        "currency": description.currency,
        "description": description.model_dump(mode="json"),
    }
    with database.write() as session:
        known = session.get(Store, store, with_for_update=True)
        if known is not None and known.currency != description.currency:
            _refuse_other_currency(session, known, description.currency)
        statement = insert_into(session, Store).values(values)
        session.execute(
            statement.on_conflict_do_update(
                index_elements=["store_id"],
                set_={
                    "currency": statement.excluded.currency,
                    "description": statement.excluded.description,
                },
            )
        )
        know_zone(session.connection(), description.timezone)


def _refuse_other_currency(session: Session, store: Store, currency: str) -> None:
    """Amounts of two currencies are never summed, so a store with tickets keeps its own."""
    ticket = session.scalar(select(Ticket.ticket).where(Ticket.store_id == store.store_id).limit(1))
    if ticket is not None:
        raise ApiError(
            409,
            "currency_in_use",
            f"Store {store.store_id!r} has tickets in {store.currency}; it cannot become "
            f"{currency}.",
            "Describe a new store for the other currency.",
        )


@router.get("/stores")
def get_stores(database: DatabaseDependency) -> list[StoreSummary]:
    answer = []
    with database.read() as session:
        for row in session.scalars(select(Store).order_by(Store.store_id)):
            description = StoreDescription.model_validate(row.description)
            first, last = covered(session, row.store_id)
            answer.append(
                StoreSummary(
                    store=description.store,
                    name=description.name,
                    timezone=description.timezone,
                    currency=description.currency,
                    first=first,
                    last=last,
                )
            )
    return answer


@router.get("/stores/{store}")
def get_store(store: str, database: DatabaseDependency) -> StoreAnswer:
    with database.read() as session:
        description = described(session, store)
        first, last = covered(session, store)
    return StoreAnswer(**description.model_dump(), first=first, last=last)
