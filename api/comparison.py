"""GET /v1/stores/{store}/comparison."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from analytics.basket import Takings
from analytics.business_day import BusinessCalendar
from analytics.comparison import Compared, Side, compare
from analytics.coverage import Coverage, together
from analytics.intervals import CounterError
from analytics.sales_change import SalesChange, sales_change
from analytics.span import Span
from api.errors import ApiError
from api.heatmap import From, To
from api.kpi_answers import PolicyAnswer
from api.kpis import policy_of, read_sums
from api.models import Store
from api.period_takings import missing_receipts, takings_of
from api.periods import asked_span
from api.store_sums import (
    DEFAULT_POLICY,
    StoreSums,
    entrance_cameras_or_all,
    through_entrances,
)
from api.stores import DatabaseDependency, calendar_of, described, known_days
from vision.description import StoreDescription

router = APIRouter(tags=["comparison"])

Against = Literal["last_week", "last_year", "stores"]
_DAYS: Final[dict[Against, int]] = {"last_week": 7, "last_year": 364}
NO_STORE: Final = "No other store of this currency bears figures of this time."


class SideAnswer(BaseModel):
    """``stores``: whose sums it is of; ``left_out``: others of the same currency, and why.
    ``note``: on days without receipts."""

    model_config = ConfigDict(populate_by_name=True)

    start: datetime = Field(alias="from")
    end: datetime = Field(alias="to")
    stores: list[str]
    left_out: dict[str, str]
    coverage: Coverage
    note: str | None


class Comparison(BaseModel):
    """``note``: why nothing is compared."""

    store: str
    currency: str
    against: Against = Field(alias="with")
    policy: PolicyAnswer
    this: SideAnswer | None
    other: SideAnswer | None
    figures: list[Compared]
    sales_change: SalesChange | None
    note: str | None

    model_config = ConfigDict(populate_by_name=True)


@dataclass(frozen=True, slots=True)
class _Told:
    side: Side
    note: str | None


@router.get("/stores/{store}/comparison")
def get_comparison(
    store: str,
    database: DatabaseDependency,
    against: Annotated[Against, Query(alias="with")],
    start: From = None,
    end: To = None,
) -> Comparison:
    """Of whole business days; of a day that is not over, what is over of it, beside the same hours
    of the other."""
    with database.read() as session:
        description = described(session, store)
        calendar = calendar_of(description)
        span = asked_span(calendar, start, end, known_days(session, store, calendar))
        answer = Comparison(
            store=store,
            currency=description.currency,
            against=against,
            policy=policy_of(description),
            this=None,
            other=None,
            figures=[],
            sales_change=None,
            note="The store has neither records nor receipts.",
        )
        if span is None:
            return answer
        _check_days(calendar, span)
        span = Span(span.start, max(min(span.end, _now()), span.start + timedelta(minutes=1)))
        this = _told(session, description, span)
        mine = _answered([store], {}, this, calendar, span)
        if against == "stores":
            stores, left_out = _others(session, description, calendar, span)
            other, then = _pooled(list(stores.values())), span
            if other is None:
                return answer.model_copy(update={"this": mine, "note": NO_STORE})
            names = sorted(stores)
        else:
            then = _earlier(calendar, span, _DAYS[against])
            other, left_out, names = _told(session, description, then), {}, [store]
    found = compare(this.side, other.side, description.currency, DEFAULT_POLICY)
    return answer.model_copy(
        update={
            "this": mine,
            "sales_change": sales_change(this.side, other.side, found, description.currency),
            "other": _answered(names, left_out, other, calendar, then),
            "figures": list(found),
            "note": None,
        }
    )


def _now() -> datetime:
    return datetime.now(UTC).replace(second=0, microsecond=0)


def _check_days(calendar: BusinessCalendar, span: Span) -> None:
    whole = (calendar.start_of(calendar.day_of(each)) == each for each in (span.start, span.end))
    if not all(whole):
        raise ApiError(
            422,
            "invalid",
            "Only whole business days are compared.",
            "Give from and to as dates, for example 2026-01-31.",
        )


def _earlier(calendar: BusinessCalendar, span: Span, days: int) -> Span:
    """The same weekdays and the same hours of the clock, so many days before."""
    start, end = (
        (each.astimezone(calendar.zone).replace(tzinfo=None) - timedelta(days=days))
        .replace(tzinfo=calendar.zone)
        .astimezone(UTC)
        for each in (span.start, span.end)
    )
    first = calendar.day_of(span.start) - timedelta(days=days)
    return Span(calendar.start_of(first), max(end, start + timedelta(minutes=1)))


def _told(session: Session, description: StoreDescription, span: Span) -> _Told:
    calendar = calendar_of(description)
    sums = read_sums(session, description, calendar, span, [span])
    arrived = through_entrances(sums, span, "in")
    takings, why = takings_of(sums, span)
    note, too_few = missing_receipts(sums, span)
    if too_few:
        takings, why = None, too_few
    side = Side(
        None if arrived is None else arrived.people - arrived.staff,
        takings,
        _coverage(sums, span),
        sums.counter_errors.get("in"),
        why=why,
        staff_excluded=arrived is None or arrived.unsorted == 0,
    )
    return _Told(side, note)


def _coverage(sums: StoreSums, span: Span) -> Coverage:
    return sums.observation.coverage(entrance_cameras_or_all(sums.description), span)


def _others(
    session: Session, description: StoreDescription, calendar: BusinessCalendar, span: Span
) -> tuple[dict[str, _Told], dict[str, str]]:
    """Other stores of the same currency over the same business days and hours of their own clock;
    those of which not both visitors and receipts are known are left out."""
    found, left_out = {}, {}
    rows = session.scalars(select(Store).where(Store.currency == description.currency))
    first, last = calendar.day_of(span.start), calendar.day_of(span.end - timedelta(minutes=1))
    for row in sorted(rows, key=lambda each: each.store_id):
        if row.store_id == description.store:
            continue
        other = StoreDescription.model_validate(row.description)
        own = calendar_of(other)
        end = own.span_of(last).end
        if span.end < calendar.span_of(last).end:
            end = min(end, span.end)
        told = _told(session, other, Span(own.start_of(first), end))
        share = told.side.coverage.share
        if told.side.visitors is None or share is None or share < DEFAULT_POLICY.min_coverage:
            left_out[row.store_id] = "Too little of its time was observed."
        elif told.side.takings is None:
            left_out[row.store_id] = told.side.why
        else:
            found[row.store_id] = told
    return found, left_out


def _pooled(found: list[_Told]) -> _Told | None:
    """Their sums, of which ratios are made: never a mean of ratios."""
    if not found:
        return None
    sides = [each.side for each in found]
    visitors, takings = 0, Takings()
    for side in sides:
        visitors += side.visitors or 0
        takings += side.takings or Takings()
    errors = [(side.counter_error, side.visitors or 0) for side in sides]
    error = None
    if visitors and all(each is not None for each, _ in errors):
        relative = math.hypot(*(each.relative * n for each, n in errors if each)) / visitors
        error = CounterError(relative, sum(each.audits for each, _ in errors if each))
    notes = [each.note for each in found if each.note]
    pooled = Side(
        visitors,
        takings,
        together([side.coverage for side in sides]),
        error,
        len(sides),
        staff_excluded=all(side.staff_excluded for side in sides),
    )
    return _Told(pooled, " ".join(dict.fromkeys(notes)) or None)


def _answered(
    stores: list[str], left_out: dict[str, str], told: _Told, calendar: BusinessCalendar, span: Span
) -> SideAnswer:
    return SideAnswer(
        start=span.start.astimezone(calendar.zone),
        end=span.end.astimezone(calendar.zone),
        stores=stores,
        left_out=left_out,
        coverage=told.side.coverage,
        note=told.note,
    )
