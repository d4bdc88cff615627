"""GET /v1/stores/{store}/flows."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from analytics.coverage import Coverage
from analytics.figure import Figure
from analytics.flows import Link, links
from analytics.journeys import whole
from api import plan_sums
from api.heatmap import From, To
from api.kpi_answers import PolicyAnswer
from api.kpis import policy_of
from api.periods import Grain
from api.plan_sums import Question, question
from api.stores import DatabaseDependency

router = APIRouter(tags=["flows"])

BY_DAY = (
    "Flows are told by the whole business day, each of k visits or more; this period holds none."
)


class FlowPeriod(BaseModel):
    """``visits``: that the links are of; None: too little was seen. ``whole``: the share of them
    that was seen from door to door."""

    start: datetime
    end: datetime
    label: str
    coverage: Coverage
    visits: int | None
    whole: Figure
    links: list[Link]
    note: str | None


class Flows(BaseModel):
    """``names``: of the zones that links may begin or end in."""

    model_config = ConfigDict(populate_by_name=True)

    store: str
    start: datetime | None = Field(alias="from")
    end: datetime | None = Field(alias="to")
    by: Grain
    policy: PolicyAnswer
    names: dict[str, str]
    periods: list[FlowPeriod]


@router.get("/stores/{store}/flows")
def get_flows(
    store: str,
    database: DatabaseDependency,
    start: From = None,
    end: To = None,
    by: Annotated[Grain, Query()] = "total",
) -> Flows:
    """Without `from` and `to`: the business days from the first covered minute to the last."""
    with database.read() as session:
        asked = question(session, store, start, end, by)
        found = _periods(session, asked)
    return Flows(
        store=store,
        start=asked.start,
        end=asked.end,
        by=by,
        policy=policy_of(asked.description),
        names={zone.zone: zone.name for zone in asked.description.zones},
        periods=found,
    )


def _periods(session: Session, asked: Question) -> list[FlowPeriod]:
    if asked.span is None or asked.observation is None:
        return []
    store = asked.description.store
    journeys = plan_sums.journeys(session, store, asked.span)
    flows = plan_sums.flows(session, store, asked.span)
    zone = asked.calendar.zone
    periods = []
    for period in asked.periods:
        told = plan_sums.released(asked.description, asked.observation, journeys, period.span)
        moves, _ = flows.within(period.span)
        periods.append(
            FlowPeriod(
                start=period.span.start.astimezone(zone),
                end=period.span.end.astimezone(zone),
                label=period.label,
                coverage=told.sight.coverage,
                visits=None if told.sight.refusal else told.sums.visits,
                whole=whole(told.sums, told.sight),
                links=[] if told.sight.refusal else list(links(moves, told.sight)),
                note=told.note or (None if moves or told.sight.refusal else BY_DAY),
            )
        )
    return periods
