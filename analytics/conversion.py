"""Conversion: tickets that are sales for each visitor who came in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics import footfall
from analytics.figure import ABOVE_ONE, NOT_ENOUGH_DATA, NOT_MEASURED, Figure
from analytics.intervals import CounterError, poisson_ratio, widened, wilson

if TYPE_CHECKING:
    from analytics.coverage import Coverage
    from analytics.policy import Policy

METHOD = "sale tickets / visitors in; Wilson 95 %"
METHOD_ABOVE_ONE = "sale tickets / visitors in; Poisson ratio 95 %"


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
