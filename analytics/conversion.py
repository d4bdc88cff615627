"""Conversion: tickets that are sales for each visitor who came in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from analytics import footfall
from analytics.figure import (
    ABOVE_ONE,
    NOT_ENOUGH_DATA,
    NOT_MEASURED,
    STAFF_NOT_EXCLUDED,
    Figure,
)
from analytics.intervals import CounterError, poisson_ratio, widened, wilson

if TYPE_CHECKING:
    from analytics.coverage import Coverage
    from analytics.policy import Policy

METHOD = "sale tickets / visitors in; Wilson 95 %"
METHOD_ABOVE_ONE = "sale tickets / visitors in; Poisson ratio 95 %"
BY_GROUPS = "sale tickets / groups in; Wilson 95 %"
BY_GROUPS_ABOVE_ONE = "sale tickets / groups in; Poisson ratio 95 %"
NO_GROUPS = "Not every entrance tells groups: give its camera points of the `floor`."


def conversion(
    tickets: int | None,
    visitors: int | None,
    coverage: Coverage,
    policy: Policy,
    *,
    counter_error: CounterError | None = None,
    why_no_tickets: str = "No receipts were imported for this period.",
) -> Figure:
    """``tickets`` and ``visitors`` are None when not known. More tickets than visitors is not
    clipped: the counter misses people or visitors buy more than once, and it is flagged."""
    if visitors is None:
        return Figure(None, "share", METHOD, flags=(NOT_MEASURED,), note=footfall.NO_ENTRANCE)
    refusal = footfall.refused(coverage, policy)
    if refusal is not None:
        return Figure(None, "share", METHOD, flags=(NOT_ENOUGH_DATA,), note=refusal)
    if tickets is None:
        return Figure(None, "share", METHOD, flags=(NOT_MEASURED,), note=why_no_tickets)
    return share(tickets, visitors, coverage, policy, counter_error=counter_error)


def conversion_by_groups(
    tickets: int | None,
    groups: int | None,
    coverage: Coverage,
    policy: Policy,
    *,
    counter_error: CounterError | None = None,
    why_no_tickets: str = "No receipts were imported for this period.",
    why_no_groups: str = NO_GROUPS,
    staff_excluded: bool = True,
) -> Figure:
    """Of buying units, people who came in together being one: a couple that buys once has converted
    whole. ``groups``: None where an entrance does not tell them, for the reason ``why_no_groups``;
    lines count groups of staff too, so they are not excluded where any staff came in."""
    if groups is None:
        return Figure(None, "share", BY_GROUPS, flags=(NOT_MEASURED,), note=why_no_groups)
    refusal = footfall.refused(coverage, policy)
    if refusal is not None:
        return Figure(None, "share", BY_GROUPS, flags=(NOT_ENOUGH_DATA,), note=refusal)
    if tickets is None:
        return Figure(None, "share", BY_GROUPS, flags=(NOT_MEASURED,), note=why_no_tickets)
    figure = share(
        tickets,
        groups,
        coverage,
        policy,
        counter_error=counter_error,
        whole_name="groups",
        method=BY_GROUPS,
        method_above_one=BY_GROUPS_ABOVE_ONE,
    )
    if staff_excluded or figure.value is None:
        return figure
    return replace(figure, flags=(*figure.flags, STAFF_NOT_EXCLUDED))


def share(
    part: int,
    whole: int,
    coverage: Coverage,
    policy: Policy,
    *,
    counter_error: CounterError | None = None,
    whole_name: str = "visitors",
    method: str = METHOD,
    method_above_one: str = METHOD_ABOVE_ONE,
) -> Figure:
    """``part / whole`` where ``whole`` counts people, with the interval and the flags it earns."""
    if whole < policy.min_visitors:
        note = f"{whole} {whole_name}; at least {policy.min_visitors} are needed."
        return Figure(None, "share", method, whole, flags=(NOT_ENOUGH_DATA,), note=note)
    flags = footfall.doubts(coverage, counter_error)
    value = part / whole
    if part > whole:
        interval = poisson_ratio(part, whole, policy.z)
        flags, method = (ABOVE_ONE, *flags), method_above_one
    else:
        interval = wilson(part, whole, policy.z)
    low, high = widened(value, interval, counter_error, coverage.share or 1.0, policy.z)
    if coverage.share is not None and coverage.share < 1:
        method += ", widened for coverage"
    if counter_error is not None:
        method += ", widened for counter error"
    return Figure(value, "share", method, whole, low, high, flags)
