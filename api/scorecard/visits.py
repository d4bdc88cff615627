"""The entry about the journeys through the shop."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from analytics import journeys
from analytics.figure import NOT_MEASURED, Figure
from analytics.scorecard import journey
from api import plan_sums
from api.plan_sums import question
from api.scorecard.answers import Entry
from api.scorecard.entries import entry
from api.scorecard.question import ScorecardQuestion
from api.store_sums import DEFAULT_POLICY

NO_PLAN = "The store has no plan, on which the cameras see people together."


def journey_entry(session: Session, asked: ScorecardQuestion) -> Entry:
    """``link``: the step at which most are lost."""
    if asked.description.plan is None or asked.span is None:
        figure = Figure(None, "share", journey.FORMULA, flags=(NOT_MEASURED,), note=NO_PLAN)
        whole = replace(figure, method="visits seen from door to door / visits")
        return entry(
            "journey_analysis", journey.FORMULA, {"biggest_loss": figure, "seen_whole": whole}, ()
        )
    store, span = asked.description.store, asked.span
    about = question(session, store, span.start.isoformat(), span.end.isoformat(), "total")
    if about.observation is None:
        raise ValueError("the question has a span")
    found = plan_sums.journeys(session, store, span)
    told = plan_sums.released(about.description, about.observation, found, span)
    whole = journeys.whole(told.sums, told.sight)
    stages = journeys.funnel(told.sums, told.sight)
    loss = journey.biggest_loss(stages, whole, DEFAULT_POLICY)
    parts = {"biggest_loss": loss.figure, "seen_whole": whole}
    return entry(
        "journey_analysis", journey.FORMULA, {**parts}, journey.ASSUMPTIONS, link=loss.step
    )
