"""GET /v1/stores/{store}/scorecard."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Final

from fastapi import APIRouter, Query

from analytics.scorecard.lifetime import Worth
from api.errors import ApiError
from api.facts.responses import EDGES
from api.heatmap import From, To
from api.kpis import policy_of
from api.scorecard.answers import Assumed, Scorecard
from api.scorecard.entries import Entries
from api.scorecard.question import Assumptions, ScorecardQuestion, asked_days
from api.scorecard.visits import journey_entry
from api.stores import DatabaseDependency, calendar_of, described

router = APIRouter(tags=["scorecard"])

DAY: Final = 86_400


@router.get("/stores/{store}/scorecard")
def get_scorecard(
    store: str,
    database: DatabaseDependency,
    start: From = None,
    end: To = None,
    margin: Annotated[float | None, Query(gt=0, le=1, description="Gross, of revenue.")] = None,
    discount: Annotated[float, Query(ge=0, le=1, description="A year's rate.")] = 0.0,
    months: Annotated[int, Query(ge=1, le=120, description="Horizon of lifetime value.")] = 12,
    promised_seconds: Annotated[
        int, Query(description="Promised time of an answer: an edge of the bins.")
    ] = DAY,
    incremental_revenue: Annotated[
        Decimal | None, Query(description="That campaigns brought, found by an experiment.")
    ] = None,
) -> Scorecard:
    """Without `from` and `to`: all days that anything is known of. Times are widened to days."""
    if promised_seconds not in EDGES[1:]:
        raise ApiError(
            422,
            "invalid",
            f"promised_seconds: {promised_seconds} is no edge of the bins of response times.",
            f"Give one of {', '.join(map(str, EDGES[1:]))}.",
        )
    given = Assumptions(Worth(margin, discount, months), promised_seconds, incremental_revenue)
    with database.read() as session:
        description = described(session, store)
        calendar = calendar_of(description)
        span = asked_days(session, store, calendar, start, end)
        asked = ScorecardQuestion(description, calendar, span, given)
        of = Entries(session, asked)
        found = [
            of.multichannel(),
            of.acquisition(),
            of.lifetime(),
            of.repeat(),
            of.response(),
            of.engagement(),
            of.returns(),
            of.campaigns(),
            journey_entry(session, asked),
            of.satisfaction(),
        ]
    return Scorecard(
        store=store,
        currency=description.currency,
        timezone=description.timezone,
        start=span.start.astimezone(calendar.zone) if span else None,
        end=span.end.astimezone(calendar.zone) if span else None,
        policy=policy_of(description),
        assumed=Assumed(
            margin=margin,
            discount=discount,
            months=months,
            promised_seconds=promised_seconds,
            incremental_revenue=None if incremental_revenue is None else str(incremental_revenue),
        ),
        entries=found,
    )
