"""GET /v1/stores/{store}/kpis."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Query
from sqlalchemy.orm import Session

from analytics.business_day import BusinessCalendar
from analytics.power_hours import SHARE, power_hours
from analytics.span import Span
from api import measures, plan_sums, ticket_sums
from api.audits.results import counter_errors, line_audits
from api.category_sums import category_sums
from api.dwells import histograms
from api.hours import hour_counts
from api.kpi_answers import Kpis, PolicyAnswer
from api.observation import Observation, grid_of
from api.period_figures import figures
from api.periods import Grain, asked_span, periods
from api.receipts import receipt_days
from api.rollups.reach import reach
from api.roster.shifts import roster
from api.store_sums import (
    DEFAULT_POLICY,
    Aligned,
    StoreSums,
    entrance_cameras_or_all,
    levels_by_day,
)
from api.stores import DatabaseDependency, calendar_of, described, known_days
from api.till_lag import till_lag_of
from vision.description import StoreDescription

router = APIRouter(tags=["kpis"])

_LONGEST_OCCUPANCY: Final = timedelta(days=93)
_LONGEST_BY_HOUR: Final = timedelta(weeks=13)
"""Of a longer time power hours would be of several seasons, and a till's clock may have been set;
and a year by the hour takes long to read."""
_STAFF_RULES: Final = {
    "uniform": "a colour that they wear",
    "area": "areas where only staff are",
    "presence": "long presence",
}


@router.get("/stores/{store}/kpis")
def get_kpis(
    store: str,
    database: DatabaseDependency,
    start: Annotated[str | None, Query(alias="from")] = None,
    end: Annotated[str | None, Query(alias="to")] = None,
    grain: Annotated[Grain, Query()] = "total",
    power_share: Annotated[float, Query(gt=0, lt=1)] = SHARE,
) -> Kpis:
    """Without `from` and `to`: the business days from the first covered minute to the last."""
    with database.read() as session:
        description = described(session, store)
        calendar = calendar_of(description)
        span = asked_span(calendar, start, end, known_days(session, store, calendar))
        found, busiest, lag = [], None, None
        if span is not None:
            asked = periods(calendar, span, grain)
            sums = read_sums(
                session, description, calendar, span, [period.span for period in asked]
            )
            recent = span.end - span.start <= _LONGEST_BY_HOUR
            if recent:
                lag = till_lag_of(session, description, calendar, span, sums.receipts)
            if grain == "hour" and lag is not None and lag.aligns and lag.minutes.value is not None:
                later = timedelta(minutes=lag.minutes.value)
                counts = ticket_sums.shifted_counts(session, store, sums.grid, later)
                sums = replace(sums, aligned=Aligned(lag.minutes.value, counts))
            found = [figures(sums, period) for period in asked]
            if grain == "total" and sums.entrances and recent:
                hours = hour_counts(session, store, calendar, span, sums.entrances, DEFAULT_POLICY)
                busiest = power_hours(hours, DEFAULT_POLICY.min_visitors, power_share)
    return Kpis(
        store=store,
        currency=description.currency,
        timezone=description.timezone,
        start=span.start.astimezone(calendar.zone) if span else None,
        end=span.end.astimezone(calendar.zone) if span else None,
        grain=grain,
        policy=policy_of(description),
        periods=found,
        power_hours=busiest,
        till_lag=lag,
    )


def read_sums(
    session: Session,
    description: StoreDescription,
    calendar: BusinessCalendar,
    span: Span,
    spans: list[Span],
) -> StoreSums:
    store = description.store
    grid = grid_of(calendar, span, spans)
    entrances = [line.line for line in description.lines if line.role == "entrance"]
    levels = None
    if grid.span.end - grid.span.start <= _LONGEST_OCCUPANCY:
        flows = measures.net_by_minute(session, store, grid.span, entrances)
        levels = levels_by_day(calendar, grid.span, flows)
    hours = reach(session, store, grid)
    minutes = measures.coverage(session, store, grid, hours)
    return StoreSums(
        description,
        calendar,
        DEFAULT_POLICY,
        grid,
        Observation(calendar, grid, minutes, datetime.now(UTC)),
        measures.crossings(session, store, grid, hours),
        measures.zones(session, store, grid, hours),
        histograms(session, store, grid.span),
        ticket_sums.tickets(session, store, grid, entrance_cameras_or_all(description), minutes),
        receipt_days(session, store, calendar),
        levels,
        {
            direction: error
            for direction, (error, _) in counter_errors(line_audits(session, description)).items()
            if error is not None
        },
        ticket_sums.returns(session, store, grid),
        plan_sums.journeys(session, store, grid.span),
        roster(session, store, calendar, grid.span),
        category_sums(session, store, grid, description.zones),
    )


def policy_of(description: StoreDescription) -> PolicyAnswer:
    """Under which rules the figures of a store are computed."""
    return PolicyAnswer(
        min_visitors=DEFAULT_POLICY.min_visitors,
        min_coverage=DEFAULT_POLICY.min_coverage,
        z=DEFAULT_POLICY.z,
        conversion="sale tickets / visitors in through entrance lines",
        staff="left out where the box counts them; a figure that holds them is flagged",
        staff_rules={
            camera.camera: ", ".join(_STAFF_RULES[rule] for rule in camera.staff_rules)
            for camera in description.cameras
            if camera.staff_rules
        },
        opening_hours=(
            "counts are of the whole period; coverage is of the opening hours"
            if description.opening_hours is not None
            else "not known: coverage is of the observed span"
        ),
        cut_over=description.cut_over.isoformat("minutes"),
        k=description.k,
        refund_seconds={line.line: line.refund_seconds for line in description.lines},
        reentry_seconds={line.line: line.reentry_seconds for line in description.lines},
        re_entry=(
            "told while the person stays in the camera's view and nobody else comes near; somebody "
            "who left it and comes back is counted again"
        ),
    )
