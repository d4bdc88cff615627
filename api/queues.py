"""GET /v1/stores/{store}/queues."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analytics import queues
from analytics.coverage import Coverage
from analytics.figure import Figure
from analytics.queues import Outcome, QueueState, QueueSums, WaitCounts
from analytics.rates import count
from analytics.span import Span
from api import plan_sums
from api.heatmap import From, To
from api.kpi_answers import PolicyAnswer
from api.kpis import policy_of
from api.models import CoverageRow, QueueRow
from api.periods import Grain
from api.plan_sums import Question, question
from api.store_sums import DEFAULT_POLICY
from api.stores import OBSERVED, DatabaseDependency
from api.stretches import Stretches
from vision.description import ZoneDescription
from vision.records import DWELL_BIN_EDGES, PLAN

router = APIRouter(tags=["queues"])

NO_QUEUE: Final = "No queue is drawn: give a zone of the plan the type `queue`."
RECENT: Final = timedelta(minutes=15)
"""Of which a forecast takes the rate of service."""
STALE: Final = timedelta(minutes=10)
"""Minutes older than this say nothing of now."""
_MINUTE: Final = timedelta(minutes=1)


class QueueAnswer(BaseModel):
    """A queue in a period. Lengths and the counts of people are of the period's minutes; waits,
    abandonment and outcomes are of the waits that the boxes released."""

    zone: str
    name: str
    joined: Figure
    served: Figure
    abandoned: Figure
    censored: Figure
    mean_length: Figure
    peak_length: Figure
    wait_p50_seconds: Figure
    wait_p90_seconds: Figure
    abandonment_rate: Figure
    outcomes: list[Outcome]
    note: str | None


class QueuePeriod(BaseModel):
    start: datetime
    end: datetime
    label: str
    coverage: Coverage
    queues: list[QueueAnswer]


class LiveQueue(BaseModel):
    """A queue as of ``as_of``, the end of the latest minute that was seen of it; None: never.
    ``waiting``: mean length in that minute; None: too long ago. ``wait_seconds``: what somebody who
    joins now can expect."""

    zone: str
    name: str
    as_of: datetime | None
    waiting: float | None
    wait_seconds: Figure


class Queues(BaseModel):
    model_config = ConfigDict(populate_by_name=True)

    store: str
    start: datetime | None = Field(alias="from")
    end: datetime | None = Field(alias="to")
    by: Grain
    policy: PolicyAnswer
    live: list[LiveQueue]
    periods: list[QueuePeriod]
    note: str | None


@router.get("/stores/{store}/queues")
def get_queues(
    store: str,
    database: DatabaseDependency,
    start: From = None,
    end: To = None,
    by: Annotated[Grain, Query()] = "total",
) -> Queues:
    """Without `from` and `to`: the business days from the first covered minute to the last."""
    with database.read() as session:
        asked = question(session, store, start, end, by)
        zones = queue_zones(asked)
        found = _periods(session, asked, zones)
        now = datetime.now(UTC)
        present = [live(session, store, zone, now) for zone in zones]
    return Queues(
        store=store,
        start=asked.start,
        end=asked.end,
        by=by,
        policy=policy_of(asked.description),
        live=present,
        periods=found,
        note=None if zones else NO_QUEUE,
    )


def queue_zones(asked: Question) -> list[ZoneDescription]:
    return [
        zone for zone in asked.description.zones if zone.type == "queue" and zone.camera == PLAN
    ]


def _periods(session: Session, asked: Question, zones: list[ZoneDescription]) -> list[QueuePeriod]:
    if asked.span is None or asked.grid is None:
        return []
    store, zone_of_time = asked.description.store, asked.calendar.zone
    sums = plan_sums.queues(session, store, asked.grid)
    waits = plan_sums.waits(session, store, asked.grid.span)
    periods = []
    for period in asked.periods:
        pieces = asked.grid.pieces(period.span)
        answers = []
        for zone in zones:
            total = QueueSums()
            by_piece = sums.get(zone.zone, {})
            for piece in pieces:
                if piece in by_piece:
                    total.add(by_piece[piece])
            answers.append(
                _answer(asked, zone, period.span, total, waits.get(zone.zone, Stretches()))
            )
        periods.append(
            QueuePeriod(
                start=period.span.start.astimezone(zone_of_time),
                end=period.span.end.astimezone(zone_of_time),
                label=period.label,
                coverage=asked.sight([PLAN], period.span).coverage,
                queues=answers,
            )
        )
    return periods


def _answer(
    asked: Question,
    zone: ZoneDescription,
    period: Span,
    sums: QueueSums,
    waits: Stretches[WaitCounts],
) -> QueueAnswer:
    sight = asked.sight([PLAN], period)
    inside, across = waits.within(period)
    counts = plan_sums.merged_waits(inside)
    notes = []
    if counts.n == 0:
        notes.append(f"No waits: the boxes release them for {asked.description.k} or more.")
    if across:
        notes.append(f"{across} waits are in stretches that reach beyond the period.")
    return QueueAnswer(
        zone=zone.zone,
        name=zone.name,
        joined=count(sums.joined, sight, "people", "people who began to wait"),
        served=count(sums.served, sight, "people", "waits that ended at the till or desk"),
        abandoned=count(sums.abandoned, sight, "people", "waits that ended by walking away"),
        censored=count(sums.censored, sight, "people", "waits whose end was not seen"),
        mean_length=queues.mean_length(sums, sight),
        peak_length=count(sums.peak, sight, "people", "most people waiting at once"),
        wait_p50_seconds=queues.wait_quantile(counts, DWELL_BIN_EDGES, 0.5, sight),
        wait_p90_seconds=queues.wait_quantile(counts, DWELL_BIN_EDGES, 0.9, sight),
        abandonment_rate=queues.abandonment(counts, sight),
        outcomes=list(queues.outcomes(counts, DWELL_BIN_EDGES, sight)),
        note=" ".join(notes) or None,
    )


def live(session: Session, store: str, zone: ZoneDescription, now: datetime) -> LiveQueue:
    """The queue as it stands at ``now``."""
    last = session.scalar(
        select(func.max(CoverageRow.start)).where(
            CoverageRow.store_id == store,
            CoverageRow.camera == PLAN,
            CoverageRow.status.in_(OBSERVED),
        )
    )
    state, why = None, "The queue was never seen."
    if last is not None and now - last - _MINUTE > STALE:
        why = f"The queue was last seen at {last + _MINUTE:%Y-%m-%d %H:%M} UTC."
    elif last is not None:
        state = _state(session, store, zone.zone, last)
    return LiveQueue(
        zone=zone.zone,
        name=zone.name,
        as_of=None if last is None else last + _MINUTE,
        waiting=None if state is None else state.waiting,
        wait_seconds=queues.forecast(state, DEFAULT_POLICY, why),
    )


def _state(session: Session, store: str, zone: str, last: datetime) -> QueueState:
    rows = session.scalars(
        select(QueueRow).where(
            QueueRow.store_id == store,
            QueueRow.camera == PLAN,
            QueueRow.zone == zone,
            QueueRow.start > last - RECENT,
            QueueRow.start <= last,
        )
    ).all()
    busy = [row for row in rows if row.length_seconds > 0 or row.served]
    return QueueState(
        # Records are sparse: a minute in which nobody waited has none.
        waiting=sum(row.length_seconds for row in rows if row.start == last) / 60,
        served=sum(row.served for row in busy),
        busy_seconds=60.0 * len(busy),
    )
