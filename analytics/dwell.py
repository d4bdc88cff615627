"""Dwell: means and percentiles read from histograms that add up across time, zones and stores."""

from __future__ import annotations

import bisect
import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class DwellPercentile:
    """``seconds`` is None when the percentile lies beyond the edges; ``error`` is the largest
    relative error that reading it from bins can make (0.1 is 10 %)."""

    seconds: float | None
    error: float | None


def merged_counts(histograms: Iterable[Sequence[int]], bins: int) -> tuple[int, ...]:
    """Sum of histograms on the same edges; raises ValueError when one has another length."""
    total = [0] * bins
    for histogram in histograms:
        for index, count in enumerate(_checked(histogram, bins)):
            total[index] += count
    return tuple(total)


def percentile(counts: Sequence[int], edges: Sequence[float], share: float) -> DwellPercentile:
    """The dwell that ``share`` (0 to 1) of the visits do not exceed.

    ``counts`` has ``len(edges) + 1`` entries: below the first edge, the bins between the edges,
    beyond the last. The percentile is read at the geometric middle of the bin that holds the
    visit of rank ``⌈share · n⌉``: the true length of that visit lies in the bin, so the answer
    is off by at most ``√(upper / lower) − 1`` of it. The two tails have no
    middle: a percentile in one is None.
    """
    if not 0 < share <= 1:
        raise ValueError("share must be above 0 and at most 1")
    _checked(counts, len(edges) + 1)
    n = sum(counts)
    if n == 0:
        return DwellPercentile(None, None)
    rank = max(1, math.ceil(share * n - 1e-9))
    index = bisect.bisect_left(tuple(itertools.accumulate(counts)), rank)
    if index in (0, len(counts) - 1):
        return DwellPercentile(None, None)
    lower, upper = edges[index - 1], edges[index]
    return DwellPercentile(math.sqrt(lower * upper), math.sqrt(upper / lower) - 1)


def mean_seconds(counts: Sequence[int], edges: Sequence[float]) -> float | None:
    """Mean dwell, each visit taken at the geometric middle of its bin, so off by at most
    ``√(upper / lower) − 1`` of the widest bin. ``counts`` as for `percentile`.

    One below the first edge is taken at half of it. None when there is no visit, or one beyond the
    last edge: it may be of any length.
    """
    _checked(counts, len(edges) + 1)
    n = sum(counts)
    if n == 0 or counts[-1]:
        return None
    total = counts[0] * edges[0] / 2
    for count, (lower, upper) in zip(counts[1:-1], itertools.pairwise(edges), strict=True):
        total += count * math.sqrt(lower * upper)
    return total / n


def _checked(histogram: Sequence[int], bins: int) -> Sequence[int]:
    if len(histogram) != bins:
        raise ValueError(f"a histogram of {len(histogram)} counts among ones of {bins}")
    return histogram
