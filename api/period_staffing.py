"""Who was inside in one period, and how many of the staff with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from analytics import footfall, occupancy, staffing
from analytics.coverage import Coverage, together
from analytics.figure import Figure
from analytics.occupancy import Level, Occupancy
from analytics.span import Span
from api.measures import Crossings
from api.store_sums import StoreSums, entrance_cameras_or_all, through_entrances

TOO_LONG = "Occupancy is given for at most 92 days at once."


@dataclass(frozen=True, slots=True)
class Staffing:
    hours: Figure
    by_visitors: Figure
    by_occupancy: Figure


def staffing_of(sums: StoreSums, span: Span) -> Staffing:
    """Of the business days of the period that have a roster. Shoppers and staff are of the same
    time: the opening hours, or without them the observed span."""
    days = list(sums.calendar.days_of(span))
    known = [day for day in days if day in sums.roster]
    times = [each for day in known if (each := sums.calendar.span_of(day).overlap(span))]
    shifts = [shift for each in sums.roster.values() for shift in each]
    note = f"A roster is known for {len(known)} of the {len(days)} days."
    cameras = entrance_cameras_or_all(sums.description)
    seen = [part for each in times for part, _ in sums.observation.parts(cameras, each)]
    minutes = staffing.staff_minutes(shifts, seen) if times else None
    coverage = together([sums.observation.coverage(cameras, each) for each in times])

    def told(figure: Figure) -> Figure:
        if figure.value is None or len(known) == len(days):
            return figure
        return replace(figure, note=f"{figure.note} {note}" if figure.note else note)

    person_minutes, why = _person_minutes(sums, times)
    return Staffing(
        told(staffing.staff_hours(staffing.staff_minutes(shifts, times) if times else None)),
        told(staffing.star_by_visitors(_visitors(sums, times, coverage), minutes)),
        told(staffing.star_by_occupancy(person_minutes, minutes, coverage, sums.policy, why)),
    )


def inside(sums: StoreSums, span: Span, coverage: Coverage) -> Occupancy:
    if not sums.entrances:
        return Occupancy(None, None, footfall.NO_ENTRANCE)
    refusal = footfall.refused(coverage, sums.policy)
    if refusal is not None:
        return Occupancy(None, None, refusal)
    if sums.levels is None:
        return Occupancy(None, None, TOO_LONG)
    return _occupancy(sums, span)


def _occupancy(sums: StoreSums, span: Span) -> Occupancy:
    parts: list[tuple[Sequence[Level], Sequence[Span]]] = []
    ignored = 0
    spans = [part for part, _ in sums.observation.parts(sums.entrance_cameras, span)]
    for day in sums.calendar.days_of(span):
        levels, below = (sums.levels or {}).get(day, ((), 0))
        business = sums.calendar.span_of(day)
        parts.append(
            (levels, [part for each in spans if (part := each.overlap(business)) is not None])
        )
        ignored += below
    return occupancy.occupancy(parts, ignored)


def _visitors(sums: StoreSums, times: Sequence[Span], coverage: Coverage) -> Figure:
    total = Crossings()
    for each in times:
        total.add(through_entrances(sums, each, "in") or Crossings())
    return footfall.crossings(
        total.people - total.staff if sums.entrances else None,
        coverage,
        sums.policy,
        counter_error=sums.counter_errors.get("in"),
        staff_excluded=total.unsorted == 0,
    )


def _person_minutes(sums: StoreSums, times: Sequence[Span]) -> tuple[float | None, str | None]:
    """Spent inside, while that is known; else why not."""
    if not sums.entrances or sums.levels is None:
        return None, TOO_LONG if sums.entrances else footfall.NO_ENTRANCE
    total, note = 0.0, None
    for each in times:
        found = _occupancy(sums, each)
        if found.mean is not None:
            spans = [part for part, _ in sums.observation.parts(sums.entrance_cameras, each)]
            total += found.mean * sum(part.minutes for part in spans)
            note = note or occupancy.DRIFT
    return total, note
