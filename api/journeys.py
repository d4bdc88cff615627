"""GET /v1/stores/{store}/journeys."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from analytics import journeys
from analytics.coverage import Coverage
from analytics.figure import Figure
from analytics.journeys import PathShare, Rates, Stage
from api import plan_sums
from api.heatmap import From, To
from api.kpi_answers import PolicyAnswer
from api.kpis import policy_of
from api.periods import Grain
from api.plan_sums import Question, question
from api.stores import DatabaseDependency
from api.touchpoints import TouchpointAnswer, touchpoint_sums, touchpoints

router = APIRouter(tags=["journeys"])


class JourneyPeriod(BaseModel):
    """``whole``: the share of the visits that was seen from door to door. ``paths``: of the
    business days that lie in the period whole."""

    start: datetime
    end: datetime
    label: str
    coverage: Coverage
    whole: Figure
    funnel: list[Stage]
    rates: Rates
    paths: list[PathShare]
    touchpoints: list[TouchpointAnswer]
    note: str | None


class Journeys(BaseModel):
    """``names``: of the zones that paths are of."""

    model_config = ConfigDict(populate_by_name=True)

    store: str
    start: datetime | None = Field(alias="from")
    end: datetime | None = Field(alias="to")
    by: Grain
    policy: PolicyAnswer
    names: dict[str, str]
    periods: list[JourneyPeriod]


@router.get("/stores/{store}/journeys")
def get_journeys(
    store: str,
    database: DatabaseDependency,
    start: From = None,
    end: To = None,
    by: Annotated[Grain, Query()] = "total",
) -> Journeys:
    """Without `from` and `to`: the business days from the first covered minute to the last."""
    with database.read() as session:
        asked = question(session, store, start, end, by)
        found = _periods(session, asked)
    return Journeys(
        store=store,
        start=asked.start,
        end=asked.end,
        by=by,
        policy=policy_of(asked.description),
        names={zone.zone: zone.name for zone in asked.description.zones},
        periods=found,
    )


def _periods(session: Session, asked: Question) -> list[JourneyPeriod]:
    if asked.span is None or asked.grid is None or asked.observation is None:
        return []
    store, zone = asked.description.store, asked.calendar.zone
    stretches = plan_sums.journeys(session, store, asked.span)
    walked = plan_sums.paths(session, store, asked.span)
    of_zones = touchpoint_sums(session, asked, asked.grid)
    periods = []
    for period in asked.periods:
        told = plan_sums.released(asked.description, asked.observation, stretches, period.span)
        sums, sight = told.sums, told.sight
        taken, _ = walked.within(period.span)
        periods.append(
            JourneyPeriod(
                start=period.span.start.astimezone(zone),
                end=period.span.end.astimezone(zone),
                label=period.label,
                coverage=sight.coverage,
                whole=journeys.whole(sums, sight),
                funnel=list(journeys.funnel(sums, sight)),
                rates=journeys.rates(sums, sight),
                paths=[] if sight.refusal else list(journeys.paths(taken, sight)),
                touchpoints=touchpoints(asked, of_zones, period.span),
                note=told.note,
            )
        )
    return periods
