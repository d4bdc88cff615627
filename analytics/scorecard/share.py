"""A share of two counts that no camera made: chance alone is in its interval."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.figure import ABOVE_ONE, NOT_ENOUGH_DATA, Figure
from analytics.intervals import poisson_ratio, wilson

if TYPE_CHECKING:
    from analytics.policy import Policy


def share_of(
    part: int, whole: int, whole_name: str, method: str, policy: Policy, *, of_whole: bool = True
) -> Figure:
    """``part / whole``. ``of_whole``: the part is of the whole (Wilson), else two counts of which
    neither holds the other (ratio of two Poisson means), as is a part larger than its whole."""
    by_wilson = of_whole and part <= whole
    method = f"{method}; {'Wilson' if by_wilson else 'Poisson ratio'} 95 %"
    if whole < policy.min_visitors:
        note = f"{whole} {whole_name}; at least {policy.min_visitors} are needed."
        return Figure(None, "share", method, whole, flags=(NOT_ENOUGH_DATA,), note=note)
    law = wilson if by_wilson else poisson_ratio
    interval = law(part, whole, policy.z)
    flags = (ABOVE_ONE,) if part > whole else ()
    return Figure(part / whole, "share", method, whole, *interval, flags)
