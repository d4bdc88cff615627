"""Footfall: people who came in through the entrances, U-turns and re-entries left out, staff where
measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.figure import (
    COUNTER_ERROR_NOT_MEASURED,
    NOT_ENOUGH_DATA,
    NOT_MEASURED,
    PARTIAL_COVERAGE,
    STAFF_NOT_EXCLUDED,
    Figure,
)

if TYPE_CHECKING:
    from analytics.coverage import Coverage
    from analytics.intervals import CounterError
    from analytics.policy import Policy

METHOD = "sum over entrance lines"
NO_ENTRANCE = "No line of this store is an entrance: give one the role `entrance` to have footfall."


def crossings(
    count: int | None,
    coverage: Coverage,
    policy: Policy,
    *,
    counter_error: CounterError | None = None,
    staff_excluded: bool = True,
    method: str = METHOD,
    unit: str = "people",
) -> Figure:
    """People through the entrances in one direction. ``count`` is None when the store has no
    entrance line. The time not observed is not filled in: the count is what was seen."""
    if count is None:
        return Figure(None, unit, method, flags=(NOT_MEASURED,), note=NO_ENTRANCE)
    refusal = refused(coverage, policy)
    if refusal is not None:
        return Figure(None, unit, method, flags=(NOT_ENOUGH_DATA,), note=refusal)
    flags = doubts(coverage, counter_error)
    if not staff_excluded:
        flags = (*flags, STAFF_NOT_EXCLUDED)
    low = high = None
    if counter_error is not None:
        half = policy.z * counter_error.relative
        low, high = count * (1 - half), count * (1 + half)
    note = None
    if PARTIAL_COVERAGE in flags and coverage.share is not None:
        note = (
            f"{1 - coverage.share:.1%} of the expected minutes were not observed; none are made up."
        )
    return Figure(float(count), unit, method, count, low, high, flags, note)


def refused(coverage: Coverage, policy: Policy) -> str | None:
    """Why the coverage does not bear a figure, or None when it does."""
    if coverage.share is None:
        return "No minute of this period was observed, and none was expected."
    if coverage.minutes_covered == 0:
        return "No minute of this period was observed."
    if coverage.share < policy.min_coverage:
        return (
            f"{coverage.share:.1%} of the expected minutes were observed "
            f"({coverage.basis}); at least {policy.min_coverage:.0%} are needed."
        )
    return None


def doubts(coverage: Coverage, counter_error: CounterError | None) -> tuple[str, ...]:
    flags = []
    if coverage.share is not None and coverage.share < 1:
        flags.append(PARTIAL_COVERAGE)
    if counter_error is None:
        flags.append(COUNTER_ERROR_NOT_MEASURED)
    return tuple(flags)
