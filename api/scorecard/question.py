"""A question about a store's scorecard: whose, of which days, and under which assumptions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from sqlalchemy.orm import Session

from analytics.business_day import BusinessCalendar
from analytics.scorecard.lifetime import Worth
from analytics.span import Span
from api.periods import asked_span, enclosing_days
from api.scorecard.fact_sums import fact_days
from api.stores import known_days
from vision.description import StoreDescription

_MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Assumptions:
    """``incremental``: revenue that an experiment found campaigns to have brought; None: what the
    platforms claim is told. ``promised``: seconds."""

    worth: Worth
    promised: int
    incremental: Decimal | None


@dataclass(frozen=True, slots=True)
class ScorecardQuestion:
    """``span``: whole business days, as ``days``; None while the store has no data."""

    description: StoreDescription
    calendar: BusinessCalendar
    span: Span | None
    assumptions: Assumptions

    @property
    def days(self) -> list[date]:
        return [] if self.span is None else list(self.calendar.days_of(self.span))


def asked_days(
    session: Session, store: str, calendar: BusinessCalendar, start: str | None, end: str | None
) -> Span | None:
    """Without `from` and `to` all days of counts, receipts or daily facts. Raises ApiError 422."""
    known = known_days(session, store, calendar)
    facts = fact_days(session, store)
    if facts is not None:
        of_facts = Span(calendar.start_of(facts[0]), calendar.span_of(facts[1]).end)
        known = (
            of_facts
            if known is None
            else Span(min(known.start, of_facts.start), max(known.end, of_facts.end))
        )
    span = asked_span(calendar, start, end, known)
    # Facts are by day.
    return None if span is None else enclosing_days(calendar, span.start, span.end - _MINUTE)
