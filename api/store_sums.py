"""All that is read of a store to answer a question about its figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from analytics import occupancy
from analytics.audit.matching import Direction
from analytics.business_day import BusinessCalendar
from analytics.intervals import CounterError
from analytics.journeys import JourneySums
from analytics.occupancy import Level
from analytics.policy import Policy
from analytics.returns import Returns
from analytics.sales_density import polygon_area
from analytics.span import Span
from api.category_sums import CategorySums
from api.dwells import DwellHistogram
from api.measures import Crossings, ZoneSums
from api.observation import Observation
from api.receipts import ReceiptDays
from api.roster.shifts import Roster
from api.stretches import Stretches
from api.ticket_sums import TicketSums
from api.time_grid import TimeGrid
from vision.description import LineDescription, StoreDescription

DEFAULT_POLICY: Final = Policy()


@dataclass(frozen=True, slots=True)
class Aligned:
    """Sale tickets of each piece of the grid, counted ``minutes`` later by the till's clock."""

    minutes: float
    tickets: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class StoreSums:
    """All that was read of a store for a question. ``levels`` is None when the question is too
    long for them; ``ignored``: departures beyond 0, for each day. ``counter_errors``: of the
    directions in which the entrances were audited. ``returns``: None when no receipt, of whatever
    day, is a return. ``visits``: that the plan's cameras joined."""

    description: StoreDescription
    calendar: BusinessCalendar
    policy: Policy
    grid: TimeGrid
    observation: Observation
    crossings: Mapping[tuple[str, str], Mapping[int, Crossings]]
    zones: Mapping[str, Mapping[int, ZoneSums]]
    histograms: Sequence[DwellHistogram]
    tickets: Mapping[int, TicketSums]
    receipts: ReceiptDays
    levels: Mapping[date, tuple[tuple[Level, ...], int]] | None
    counter_errors: Mapping[Direction, CounterError]
    returns: Mapping[int, Returns] | None
    visits: Stretches[JourneySums]
    roster: Roster
    categories: CategorySums
    aligned: Aligned | None = None

    @property
    def entrances(self) -> list[LineDescription]:
        return [line for line in self.description.lines if line.role == "entrance"]

    @property
    def entrance_cameras(self) -> list[str]:
        return sorted({line.camera for line in self.entrances})


def floor_area(description: StoreDescription) -> float | None:
    """Square metres of sales area: as told, or within the plan's outline. None: not known."""
    if description.area_m2 is not None or description.plan is None:
        return description.area_m2
    return polygon_area(description.plan.outline)


def entrance_cameras_or_all(description: StoreDescription) -> list[str]:
    """The cameras whose coverage is the period's."""
    entrances = {line.camera for line in description.lines if line.role == "entrance"}
    return sorted(entrances or {camera.camera for camera in description.cameras})


def levels_by_day(
    calendar: BusinessCalendar, span: Span, flows: Sequence[tuple[datetime, int]]
) -> dict[date, tuple[tuple[Level, ...], int]]:
    """Occupancy through each business day of ``span``."""
    by_day: dict[date, list[occupancy.Flow]] = {day: [] for day in calendar.days_of(span)}
    for minute, net in flows:
        by_day[calendar.day_of(minute)].append(occupancy.Flow(minute, net))
    return {
        day: occupancy.levels(calendar.span_of(day), day_flows) for day, day_flows in by_day.items()
    }


def crossed(sums: StoreSums, line: str, direction: str, span: Span) -> Crossings:
    total = Crossings()
    by_piece = sums.crossings.get((line, direction), {})
    for piece in sums.grid.pieces(span):
        if piece in by_piece:
            total.add(by_piece[piece])
    return total


def through_entrances(sums: StoreSums, span: Span, direction: str) -> Crossings | None:
    """None when the store has no entrance line."""
    if not sums.entrances:
        return None
    total = Crossings()
    for line in sums.entrances:
        total.add(crossed(sums, line.line, direction, span))
    return total
