"""GET /v1/stores/{store}/tickets: receipts one by one, as far as anybody needs them for analysis.

A ticket's number and its minute are left out. With either, whoever holds the till's own customer
files could tell when somebody stood at the door; the quarter-hour is what receipts are joined by.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from fastapi import APIRouter
from pydantic import BaseModel
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from analytics.business_day import BusinessCalendar
from analytics.money import from_minor
from analytics.span import Span
from api.heatmap import From, To
from api.models import Ticket
from api.periods import asked_span, enclosing_days
from api.stores import DatabaseDependency, calendar_of, described

router = APIRouter(tags=["sales"])

DAYS_AT_ONCE: Final = 7
_QUARTER: Final = 15 * 60


class TicketAnswer(BaseModel):
    """``day``: the business day. ``quarter``: start of the quarter-hour, in UTC as all of them
    begin at :00, :15, :30 or :45 there; None where the time of day is not known. ``amount``: tax
    in. ``items``: None where the receipts do not say."""

    day: date
    quarter: datetime | None
    kind: str
    amount: Decimal
    items: int | None


class Tickets(BaseModel):
    """Of at most seven business days. ``next``: the day to ask `from` for what follows; None when
    nothing does."""

    store: str
    currency: str
    timezone: str
    tickets: list[TicketAnswer]
    next: date | None


@router.get("/stores/{store}/tickets")
def get_tickets(
    store: str, database: DatabaseDependency, start: From = None, end: To = None
) -> Tickets:
    """In the order of their day and quarter-hour. Without `from` and `to`: from the first ticket
    to the last."""
    with database.read() as session:
        description = described(session, store)
        calendar = calendar_of(description)
        known = _known_days(session, store, calendar)
        span = None if known is None else asked_span(calendar, start, end, known)
        found: list[TicketAnswer] = []
        follows = None
        if span is not None:
            first = _first(session, store, span)
            if first is not None:
                day = calendar.day_of(first)
                last = min(span.end, calendar.start_of(day + timedelta(days=DAYS_AT_ONCE)))
                part = Span(first, last)
                found = _tickets(session, store, part, description.currency, calendar)
                after = None if last >= span.end else _first(session, store, Span(last, span.end))
                follows = None if after is None else calendar.day_of(after)
    return Tickets(
        store=store,
        currency=description.currency,
        timezone=description.timezone,
        tickets=found,
        next=follows,
    )


def _known_days(session: Session, store: str, calendar: BusinessCalendar) -> Span | None:
    first, last = session.execute(
        select(func.min(Ticket.occurred), func.max(Ticket.occurred)).where(Ticket.store_id == store)
    ).one()
    return None if first is None or last is None else enclosing_days(calendar, first, last)


def _within(store: str, span: Span) -> tuple[ColumnElement[bool], ...]:
    return Ticket.store_id == store, Ticket.occurred >= span.start, Ticket.occurred < span.end


def _first(session: Session, store: str, span: Span) -> datetime | None:
    return session.scalar(select(func.min(Ticket.occurred)).where(*_within(store, span)))


def _tickets(
    session: Session, store: str, span: Span, currency: str, calendar: BusinessCalendar
) -> list[TicketAnswer]:
    rows = session.execute(
        select(Ticket.occurred, Ticket.timed, Ticket.kind, Ticket.amount, Ticket.items).where(
            *_within(store, span)
        )
    )
    found = [
        TicketAnswer(
            day=calendar.day_of(occurred),
            quarter=_quarter(occurred) if timed else None,
            kind=kind,
            amount=from_minor(amount, currency),
            items=items,
        )
        for occurred, timed, kind, amount, items in rows
    ]
    # By nothing else: the order within a quarter-hour would tell which came before which.
    found.sort(key=lambda one: (one.day, str(one.quarter or ""), one.kind, one.amount))
    return found


def _quarter(occurred: datetime) -> datetime:
    return occurred - timedelta(seconds=occurred.timestamp() % _QUARTER)
