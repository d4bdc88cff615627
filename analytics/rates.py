"""Counts, shares and ratios of what was seen on the floor plan, with what is to be doubted of them.

Part and whole were seen by the same cameras in the same time, so what was not observed is missing
from both: it is flagged, and widens no interval.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from analytics import footfall
from analytics.figure import (
    ABOVE_ONE,
    NOT_ENOUGH_DATA,
    NOT_MEASURED,
    PARTIAL_COVERAGE,
    SEEN_IN_PART,
    Figure,
)
from analytics.intervals import poisson_ratio, wilson

if TYPE_CHECKING:
    from analytics.coverage import Coverage
    from analytics.policy import Policy


@dataclass(frozen=True, slots=True)
class Sight:
    """How much of what there was to be seen was. ``whole``: share of the visits that were seen from
    door to door; None where figures are not of visits, or there is none. ``untold``: why nothing is
    told though the cameras saw enough."""

    coverage: Coverage
    policy: Policy
    whole: float | None = None
    untold: str | None = None

    @property
    def refusal(self) -> str | None:
        """Why no figure can be given, or None."""
        return footfall.refused(self.coverage, self.policy) or self.untold


def count(number: float | None, sight: Sight, unit: str, method: str, why: str = "") -> Figure:
    """``number``: None when it is not measured, for the reason ``why``."""
    refused = _refused(sight, unit, method)
    if refused is not None:
        return refused
    if number is None:
        return Figure(None, unit, method, flags=(NOT_MEASURED,), note=why)
    return doubted(Figure(float(number), unit, method, n=int(number)), sight)


def proportion(
    part: int | None, whole: int | None, sight: Sight, whole_name: str, method: str, why: str = ""
) -> Figure:
    """``part / whole`` where the part is of the whole; Wilson interval. None: not measured."""
    return _divided(part, whole, sight, whole_name, f"{method}; Wilson 95 %", why, of_whole=True)


def ratio(
    part: int | None, whole: int | None, sight: Sight, whole_name: str, method: str, why: str = ""
) -> Figure:
    """``part / whole`` of two counts of which neither holds the other; the interval is that of the
    ratio of two Poisson means. It may be above 1, and is flagged then."""
    method = f"{method}; Poisson ratio 95 %"
    return _divided(part, whole, sight, whole_name, method, why, of_whole=False)


def doubted(figure: Figure, sight: Sight) -> Figure:
    """The figure with the flags that the sight earns, and the share of visits seen whole."""
    flags, notes = list(figure.flags), [figure.note] if figure.note else []
    share = sight.coverage.share
    if share is not None and share < 1:
        flags.append(PARTIAL_COVERAGE)
        notes.append(f"{1 - share:.1%} of the expected minutes were not observed.")
    if sight.whole is not None:
        if sight.whole < 1:
            flags.append(SEEN_IN_PART)
        notes.append(f"{sight.whole:.0%} of the visits were seen from door to door.")
    return replace(figure, flags=tuple(flags), note=" ".join(notes) or None)


def _refused(sight: Sight, unit: str, method: str) -> Figure | None:
    if sight.refusal is None:
        return None
    return Figure(None, unit, method, flags=(NOT_ENOUGH_DATA,), note=sight.refusal)


def _divided(
    part: int | None,
    whole: int | None,
    sight: Sight,
    whole_name: str,
    method: str,
    why: str,
    *,
    of_whole: bool,
) -> Figure:
    refused = _refused(sight, "share", method)
    if refused is not None:
        return refused
    if part is None or whole is None:
        return Figure(None, "share", method, flags=(NOT_MEASURED,), note=why)
    policy = sight.policy
    if whole < policy.min_visitors:
        note = f"{whole} {whole_name}; at least {policy.min_visitors} are needed."
        return Figure(None, "share", method, whole, flags=(NOT_ENOUGH_DATA,), note=note)
    # Of a whole too a part can be the larger, where it happened later: in the next period.
    law = wilson if of_whole and part <= whole else poisson_ratio
    interval = law(part, whole, policy.z)
    flags = (ABOVE_ONE,) if part > whole else ()
    return doubted(Figure(part / whole, "share", method, whole, *interval, flags), sight)
