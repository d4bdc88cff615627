"""The share of crossings counted rightly, and what it would take to claim more."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from analytics.figure import NOT_MEASURED, Figure
from analytics.intervals import wilson
from analytics.policy import Z_95

if TYPE_CHECKING:
    from analytics.audit.matching import Errors

CLAIM: Final = 0.98
METHOD: Final = "right / (seen by the person + doubled + invented); Wilson 95 %"
NOTHING_AUDITED: Final = "No crossing was counted by hand yet."


@dataclass(frozen=True, slots=True)
class Claim:
    """``more``: crossings still to audit before the interval's lower end reaches ``share``, at the
    rate found so far; 0 when it does already. None, and ``why``, when no number would do."""

    share: float
    more: int | None
    why: str | None


def accuracy(errors: Errors, z: float = Z_95) -> Figure:
    """Errors count on both sides, so that one missed and one invented do not make a right one. A
    crossing counted the wrong way is two gross errors but one outcome: taken as two, outcomes
    would come in pairs and the interval be too short."""
    trials = errors.outcomes
    if trials == 0:
        return Figure(None, "share", METHOD, 0, flags=(NOT_MEASURED,), note=NOTHING_AUDITED)
    low, high = wilson(errors.matched, trials, z)
    return Figure(errors.matched / trials, "share", METHOD, trials, low, high)


def claim(errors: Errors, share: float = CLAIM, z: float = Z_95) -> Claim:
    """Wilson's lower end is the ``share`` of which the rate found, ``p``, is just ``z`` standard
    errors above: ``n = z² share (1 - share) / (p - share)²`` crossings in all."""
    trials = errors.outcomes
    if trials == 0:
        return Claim(share, None, NOTHING_AUDITED)
    rate = errors.matched / trials
    if wilson(errors.matched, trials, z).low >= share:
        return Claim(share, 0, None)
    if rate <= share:
        return Claim(
            share, None, f"{rate:.1%} were right: below {share:.0%}, more counting would not do."
        )
    needed = math.ceil(z * z * share * (1 - share) / (rate - share) ** 2)
    return Claim(share, max(1, needed - trials), None)
