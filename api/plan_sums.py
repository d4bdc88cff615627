"""What is read of the floor plan's records to answer a question about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analytics.business_day import BusinessCalendar
from analytics.dwell import merged_counts
from analytics.journeys import JourneySums
from analytics.queues import QueueSums, WaitCounts
from analytics.rates import Sight
from analytics.span import Span
from api import measures
from api.models import FlowRow, JourneyRow, PathRow, QueueRow, WaitRow
from api.observation import Observation, grid_of
from api.periods import Grain, LabelledSpan, asked_span, periods
from api.plan_models import StretchTable, path_zones
from api.records import current
from api.store_sums import DEFAULT_POLICY
from api.stores import calendar_of, described, known_days
from api.stretches import Stretch, Stretches
from api.time_grid import TimeGrid
from vision.description import StoreDescription
from vision.records import DWELL_BIN_COUNT, PLAN

_Row = TypeVar("_Row", bound=StretchTable)


@dataclass(frozen=True, slots=True)
class Question:
    """A store and the periods that are asked of it. ``span`` is None, and there is no period, while
    the store has no records."""

    description: StoreDescription
    calendar: BusinessCalendar
    span: Span | None
    periods: tuple[LabelledSpan, ...]
    grid: TimeGrid | None
    observation: Observation | None

    def sight(self, cameras: Iterable[str], period: Span) -> Sight:
        """How much the cameras saw of the period, which is one of the question's."""
        if self.observation is None:
            raise ValueError("the question has no periods")
        return Sight(self.observation.coverage(sorted(set(cameras)), period), DEFAULT_POLICY)

    @property
    def start(self) -> datetime | None:
        return self.span.start.astimezone(self.calendar.zone) if self.span else None

    @property
    def end(self) -> datetime | None:
        return self.span.end.astimezone(self.calendar.zone) if self.span else None


def question(
    session: Session, store: str, start: str | None, end: str | None, by: Grain
) -> Question:
    """Raises ApiError as the KPIs do."""
    description = described(session, store)
    calendar = calendar_of(description)
    span = asked_span(calendar, start, end, known_days(session, store, calendar))
    if span is None:
        return Question(description, calendar, None, (), None, None)
    asked = periods(calendar, span, by)
    grid = grid_of(calendar, span, [period.span for period in asked])
    covered = measures.coverage(session, store, grid)
    observation = Observation(calendar, grid, covered, datetime.now(UTC))
    return Question(description, calendar, span, asked, grid, observation)


def journeys(session: Session, store: str, span: Span) -> Stretches[JourneySums]:
    names = [field.name for field in fields(JourneySums)]
    return Stretches(
        Stretch(
            Span(row.start, row.end),
            JourneySums(**{name: getattr(row, name) for name in names}),
            row.visits,
        )
        for row in _rows(session, JourneyRow, store, span)
    )


@dataclass(frozen=True, slots=True)
class Released:
    """What the boxes released of a period's visits. ``across``: visits in stretches that reach
    beyond it, which are left out."""

    sums: JourneySums
    sight: Sight
    across: int

    @property
    def note(self) -> str | None:
        if self.sight.refusal is not None or not self.across:
            return self.sight.refusal
        return f"{self.across} visits are in stretches that reach beyond the period."


def released(
    description: StoreDescription,
    observation: Observation,
    found: Stretches[JourneySums],
    period: Span,
) -> Released:
    inside, across = found.within(period)
    sums = JourneySums()
    for each in inside:
        sums = sums.plus(each)
    untold = None
    if not inside:
        # Fewer than k may have come: that is not nobody.
        untold = f"No visits are told: the boxes release them for {description.k} or more."
        if across:
            untold += f" {across} are in stretches that reach beyond the period."
    sight = Sight(observation.coverage([PLAN], period), DEFAULT_POLICY, sums.whole_share, untold)
    return Released(sums, sight, across)


def flows(session: Session, store: str, span: Span) -> Stretches[tuple[str, str, int]]:
    return Stretches(
        Stretch(Span(row.start, row.end), (row.origin, row.destination, row.people), row.people)
        for row in _rows(session, FlowRow, store, span)
    )


def paths(
    session: Session, store: str, span: Span
) -> Stretches[tuple[tuple[str, ...] | None, int]]:
    return Stretches(
        Stretch(Span(row.start, row.end), (path_zones(row.path), row.people), row.people)
        for row in _rows(session, PathRow, store, span)
    )


def waits(session: Session, store: str, span: Span) -> dict[str, Stretches[WaitCounts]]:
    """Of each queue."""
    found: dict[str, list[Stretch[WaitCounts]]] = defaultdict(list)
    for row in _rows(session, WaitRow, store, span):
        counts = WaitCounts(tuple(row.served), tuple(row.abandoned), tuple(row.censored))
        found[row.zone].append(Stretch(Span(row.start, row.end), counts, counts.n))
    return {zone: Stretches(stretches) for zone, stretches in found.items()}


def merged_waits(counts: Sequence[WaitCounts]) -> WaitCounts:
    return WaitCounts(
        merged_counts([each.served for each in counts], DWELL_BIN_COUNT),
        merged_counts([each.abandoned for each in counts], DWELL_BIN_COUNT),
        merged_counts([each.censored for each in counts], DWELL_BIN_COUNT),
    )


def queues(session: Session, store: str, grid: TimeGrid) -> dict[str, dict[int, QueueSums]]:
    """Queue to piece to what was counted."""
    step = grid.step(QueueRow.start)
    statement = select(
        QueueRow.zone,
        step,
        func.sum(QueueRow.joined),
        func.sum(QueueRow.served),
        func.sum(QueueRow.abandoned),
        func.sum(QueueRow.censored),
        func.sum(QueueRow.length_seconds),
        func.max(QueueRow.peak),
    ).where(
        QueueRow.store_id == store,
        QueueRow.start >= grid.span.start,
        QueueRow.start < grid.span.end,
    )
    found: dict[str, dict[int, QueueSums]] = defaultdict(lambda: defaultdict(QueueSums))
    for zone, index, joined, served, abandoned, censored, seconds, peak in session.execute(
        statement.group_by(step, QueueRow.zone)
    ):
        found[zone][grid.piece(index)].add(
            QueueSums(
                int(joined), int(served), int(abandoned), int(censored), float(seconds), int(peak)
            )
        )
    return found


def _rows(session: Session, table: type[_Row], store: str, span: Span) -> Iterable[_Row]:
    """The current ones that touch ``span``."""
    return session.scalars(
        select(table)
        .where(
            table.store_id == store,
            table.start < span.end,
            table.end > span.start,
            current(table),
        )
        .order_by(table.start)
    )
