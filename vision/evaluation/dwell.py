"""The median visit of a zone beside the true one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from scipy.stats import CensoredData, ecdf

Dwell = tuple[float, bool]
"""(seconds, whether it went on out of sight: for at least that long)"""
FEWEST_VISITS = 5
"""Fewer true visits have no median worth comparing."""


@dataclass(frozen=True, slots=True)
class DwellScore:
    """The median visit of a zone, of those whose beginning was seen. None: it is not known."""

    zone: str
    visits: int
    true_visits: int
    median: float | None
    true_median: float | None

    @classmethod
    def of(cls, zone: str, counted: Iterable[Dwell], true: Iterable[Dwell]) -> DwellScore:
        ours, theirs = list(counted), list(true)
        return cls(zone, len(ours), len(theirs), _whole(ours), _whole(theirs))

    @property
    def off(self) -> float | None:
        """Relative error; None with too few true visits to tell."""
        if self.true_visits < FEWEST_VISITS or self.median is None or not self.true_median:
            return None
        return self.median / self.true_median - 1

    def summary(self) -> dict[str, Any]:
        return {**asdict(self), "off": self.off}


def _whole(dwells: Sequence[Dwell]) -> float | None:
    """To the millisecond; finer digits are what large times leave of a difference."""
    middle = median_dwell(dwells)
    return None if middle is None else round(middle, 3)


def median_dwell(dwells: Sequence[Dwell]) -> float | None:
    """Median of visits of which some went on out of sight; None when too many did.

    Long visits are cut off more often than short ones, so leaving these out would make the median
    too short (E. L. Kaplan and P. Meier, "Nonparametric Estimation from Incomplete Observations",
    1958).
    """
    seen = [seconds for seconds, cut in dwells if not cut]
    if not seen:
        return None
    survival = ecdf(CensoredData(uncensored=seen, right=[s for s, cut in dwells if cut])).sf
    # A hair more than a half, for a half reached by subtractions.
    reached = survival.quantiles[survival.probabilities <= 0.5 + 1e-9]
    return float(reached[0]) if len(reached) else None
