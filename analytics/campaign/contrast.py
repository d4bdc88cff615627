"""Difference in differences: the shop less shops where nothing was done, campaign less before.

The logs of sums over the same days of the week, so that neither the rhythm of the week nor what
struck all shops alike stands between them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.special import stdtrit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

WEEK: Final = 7
FEWEST_BLOCKS: Final = 5
_CONFIDENCE: Final = 0.95
_DEGREES: Final = 2
"""Taken by the level and the trend of the difference."""


@dataclass(frozen=True, slots=True)
class Contrast:
    """On the log scale. ``blocks``: stretches of the time before that it was judged by."""

    value: float
    low: float
    high: float
    blocks: int


def contrast(
    shop: NDArray[np.float64], controls: Sequence[NDArray[np.float64]], before: int
) -> Contrast | None:
    """``shop`` and ``controls``: sums of each day, NaN where not known; the first ``before`` days
    are those before the campaign. None where there are fewer than FEWEST_BLOCKS blocks.

    A block is as long as the campaign, in whole weeks, and holds the same days of the week. The
    campaign's difference is predicted from those before by a line; its interval is Student's of a
    prediction. Within a block the days may hang together as they like: that is how the interval
    keeps its rate under autocorrelation (blocking, as in Ibragimov and Müller, JBES 28, 2010).
    """
    length = len(shop) - before
    period = WEEK * math.ceil(length / WEEK)
    campaign = _difference(shop, controls, before, length)
    found = [
        (-index, value)
        for index in range(1, before // period + 1)
        if (value := _difference(shop, controls, before - index * period, length)) is not None
    ]
    if campaign is None or len(found) < FEWEST_BLOCKS:
        return None
    time, values = np.array(found, dtype=float).T
    design = np.column_stack([np.ones_like(time), time])
    line, *_ = np.linalg.lstsq(design, values, rcond=None)
    degrees = len(values) - _DEGREES
    variance = float(((values - design @ line) ** 2).sum()) / degrees
    at = np.array([1.0, 0.0])
    leverage = float(at @ np.linalg.inv(design.T @ design) @ at)
    half = float(stdtrit(degrees, (1 + _CONFIDENCE) / 2)) * math.sqrt(variance * (1 + leverage))
    value = campaign - float(line[0])
    return Contrast(value, value - half, value + half, len(values))


def _difference(
    shop: NDArray[np.float64], controls: Sequence[NDArray[np.float64]], start: int, length: int
) -> float | None:
    """Over the days that all know; None where those are less than half."""
    days = slice(start, start + length)
    known = np.isfinite(shop[days])
    for control in controls:
        known &= np.isfinite(control[days])
    if 2 * int(known.sum()) < length:
        return None
    logs = [math.log(float(control[days][known].sum())) for control in controls]
    return math.log(float(shop[days][known].sum())) - sum(logs) / len(logs)
