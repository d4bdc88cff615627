"""For which business days a store's receipts are known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from analytics.business_day import BusinessCalendar
from analytics.span import Span
from api.sales_models import SalesImport, Ticket

NO_TIME = "The receipts do not say the time of day, only the day."


@dataclass(frozen=True, slots=True)
class ReceiptDays:
    """``stretches``: first and last day of each imported file; a day in one without a ticket had
    none, a day in no file is not known. ``untimed``: days with tickets that have no time."""

    stretches: tuple[tuple[date, date], ...]
    untimed: frozenset[date]

    def knows(self, day: date) -> bool:
        return any(first <= day <= last for first, last in self.stretches)

    def cuts_untimed(self, calendar: BusinessCalendar, period: Span) -> bool:
        """Whether the period holds a part of a day whose tickets have no time."""
        return any(
            day in self.untimed and not period.holds(calendar.span_of(day))
            for day in calendar.days_of(period)
        )


def receipt_days(session: Session, store: str, calendar: BusinessCalendar) -> ReceiptDays:
    stretches = session.execute(
        select(SalesImport.first, SalesImport.last)
        .where(SalesImport.store_id == store, SalesImport.undone.is_(None))
        .distinct()
    )
    untimed = session.scalars(
        select(Ticket.occurred).where(Ticket.store_id == store, Ticket.timed.is_(False)).distinct()
    )
    return ReceiptDays(
        tuple((calendar.day_of(first), calendar.day_of(last)) for first, last in stretches),
        frozenset(calendar.day_of(noon) for noon in untimed),
    )
