"""Staff on duty, and how many shoppers there are for each (STAR, shopper-to-associate ratio).

The trade calls two figures STAR. One is a flow: visitors who came in for each hour that somebody of
the staff worked. The other is a state: people inside for each of the staff on duty. Fifty who stay
ten minutes and ten who stay fifty are the same to the second and not to the first.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from analytics import footfall
from analytics.figure import NOT_ENOUGH_DATA, NOT_MEASURED, Figure

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from analytics.coverage import Coverage
    from analytics.policy import Policy
    from analytics.span import Span

NO_ROSTER = "No data: import a roster."
NOBODY = "Nobody was on duty in this period."
HOURS = "shifts of the roster"
BY_VISITORS = "visitors in / hours worked by staff"
BY_OCCUPANCY = "mean occupancy / mean staff on duty"


@dataclass(frozen=True, slots=True)
class Shift:
    """``people`` of the staff on duty throughout the span."""

    span: Span
    people: int


def staff_minutes(shifts: Iterable[Shift], during: Sequence[Span]) -> float:
    """Minutes worked within the spans, over people."""
    return sum(
        part.minutes * shift.people
        for shift in shifts
        for span in during
        if (part := shift.span.overlap(span)) is not None
    )


def staff_hours(minutes: float | None) -> Figure:
    """As planned: whether they came is not known. ``minutes``: None without a roster."""
    if minutes is None:
        return Figure(None, "hours", HOURS, flags=(NOT_MEASURED,), note=NO_ROSTER)
    return Figure(minutes / 60, "hours", HOURS)


def star_by_visitors(visitors: Figure, minutes: float | None) -> Figure:
    """Visitors in for each hour worked; of one hour, for each of the staff on duty. ``visitors``:
    of the time in which ``minutes`` were worked. Its interval is that of the visitors: the roster
    is taken at its word."""
    unit = "visitors/staff hour"
    refused = _refused(minutes, unit, BY_VISITORS)
    if refused is not None or minutes is None:
        return refused or staff_hours(None)
    if visitors.value is None:
        return replace(visitors, unit=unit, method=BY_VISITORS)
    hours = minutes / 60
    low, high = (None if end is None else end / hours for end in (visitors.low, visitors.high))
    return replace(
        visitors, value=visitors.value / hours, unit=unit, method=BY_VISITORS, low=low, high=high
    )


def star_by_occupancy(
    person_minutes: float | None,
    minutes: float | None,
    coverage: Coverage,
    policy: Policy,
    note: str | None,
) -> Figure:
    """People inside for each of the staff on duty. ``person_minutes`` and ``minutes``: spent inside
    and worked in the same time; the former is None where occupancy is not known, as ``note`` says.
    No interval: counting errors add up through a day."""
    unit = "people/staff"
    refused = _refused(minutes, unit, BY_OCCUPANCY)
    if refused is not None or minutes is None:
        return refused or staff_hours(None)
    refusal = footfall.refused(coverage, policy)
    if refusal is not None:
        return Figure(None, unit, BY_OCCUPANCY, flags=(NOT_ENOUGH_DATA,), note=refusal)
    if person_minutes is None:
        return Figure(None, unit, BY_OCCUPANCY, flags=(NOT_MEASURED,), note=note)
    return Figure(person_minutes / minutes, unit, BY_OCCUPANCY, note=note)


def _refused(minutes: float | None, unit: str, method: str) -> Figure | None:
    if minutes is None:
        return Figure(None, unit, method, flags=(NOT_MEASURED,), note=NO_ROSTER)
    if minutes == 0:
        return Figure(None, unit, method, flags=(NOT_ENOUGH_DATA,), note=NOBODY)
    return None
