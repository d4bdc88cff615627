"""The counter's error that audits measured, as the intervals of the figures take it."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from analytics.audit.sample import STRATA, Stratum
from analytics.intervals import CounterError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from analytics.audit.matching import Errors

LEAST_CROSSINGS: Final = 30
LEAST_QUARTERS: Final = 5
"""Below this many quarter-hours their spread says too little."""


@dataclass(frozen=True, slots=True)
class AuditedQuarter:
    """``errors``: of the direction asked about, in a quarter-hour that the camera saw whole."""

    line: str
    stratum: Stratum
    errors: Errors


@dataclass(frozen=True, slots=True)
class Ratio:
    """``value``: crossings counted / crossings that were. ``standard_error``: of it."""

    value: float
    standard_error: float


def ratio(quarters: Sequence[AuditedQuarter], sizes: Mapping[str, Mapping[Stratum, int]]) -> Ratio:
    """The combined ratio estimate of a stratified sample (Cochran, Sampling Techniques, 3rd ed.,
    1977, section 6.11): ``R = Σ w y / Σ w x`` over quarter-hours with ``x`` true and ``y`` counted
    crossings, and with the residuals ``d = y - R x`` of each stratum
    ``se² = Σ_h n_h / (n_h - 1) · Σ (w d - mean)² / (Σ w x)²``. The finite-population factor is left
    out: the sample stands for the time to come. Where a stratum has a single quarter-hour all are
    taken as one.

    ``sizes``: of each line, how many quarter-hours each stratum had to draw from. The weight ``w``
    of a quarter-hour is its stratum's share of them over the number counted, so the lines add up
    as their average quarter-hours do, and a peak stands for as many as there are.

    The clusters are few, and an audit that found nothing wrong is no proof that nothing is, so the
    standard error is never below that of Poisson errors, ``sqrt(errors + 1) / true`` when all
    weights are equal; with fewer than LEAST_QUARTERS it is that alone.
    """
    cells: dict[tuple[str, Stratum], list[Errors]] = defaultdict(list)
    for each in quarters:
        cells[each.line, each.stratum].append(each.errors)
    weights = {
        (line, stratum): sizes[line][stratum] / sum(sizes[line].values()) / len(members)
        for (line, stratum), members in cells.items()
    }
    true = sum(weights[cell] * each.human for cell, found in cells.items() for each in found)
    counted = sum(weights[cell] * each.machine for cell, found in cells.items() for each in found)
    if true <= 0:
        raise ValueError("a ratio needs a crossing that a person saw")
    value = counted / true
    heaviest = max(weight for weight in weights.values())
    poisson = sum(
        weights[cell] ** 2 * each.wrong for cell, found in cells.items() for each in found
    )
    variance = poisson + heaviest**2
    if len(quarters) >= LEAST_QUARTERS:
        residuals = [
            [weights[cell] * (each.machine - value * each.human) for each in found]
            for cell, found in cells.items()
        ]
        if min(map(len, residuals)) < 2:
            residuals = [[each for found in residuals for each in found]]
        variance = max(variance, sum(map(_spread, residuals)))
    return Ratio(value, math.sqrt(variance) / true)


def _spread(values: Sequence[float]) -> float:
    n = len(values)
    mean = sum(values) / n
    return n / (n - 1) * sum((value - mean) ** 2 for value in values)


def counter_error(
    quarters: Sequence[AuditedQuarter],
    sizes: Mapping[str, Mapping[Stratum, int]],
    lines: Sequence[str],
    audits: int,
) -> tuple[CounterError | None, str | None]:
    """The error of the sum over ``lines`` in one direction, or None and why it is not measured.

    ``relative`` is the root mean square error ``sqrt(bias² + se²)`` with ``bias = R - 1``: a figure
    is not corrected by the bias, so its interval must hold it.
    """
    counted = {(each.line, each.stratum) for each in quarters}
    for line in lines:
        here = [stratum for stratum in STRATA if sizes.get(line, {}).get(stratum, 0)]
        if not any((line, stratum) in counted for stratum in here):
            return None, f"Line {line} has no quarter-hour counted by hand."
        for stratum in here:
            if (line, stratum) not in counted:
                name = stratum.replace("_", "-")
                return None, f"Line {line} has no {name} quarter-hour counted by hand."
    seen = sum(each.errors.human for each in quarters)
    if not lines or seen < LEAST_CROSSINGS:
        return (
            None,
            f"{seen} crossings were counted by hand; at least {LEAST_CROSSINGS} are needed.",
        )
    found = ratio(quarters, sizes)
    return CounterError(math.hypot(found.value - 1, found.standard_error), audits), None
