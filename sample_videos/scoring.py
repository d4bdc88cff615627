"""Counted against true: how far the product is off on the sample films."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from scipy.stats import CensoredData, ecdf

from vision.evaluation.crossings import Moment

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

    @property
    def off(self) -> float | None:
        """Relative error; None with too few true visits to tell."""
        if self.true_visits < FEWEST_VISITS or self.median is None or not self.true_median:
            return None
        return self.median / self.true_median - 1


@dataclass(frozen=True, slots=True)
class FilmTruth:
    """What of ``truth.json`` is compared."""

    crossings: Sequence[Moment]
    visitors: int
    sales: int
    dwells: Mapping[str, Sequence[Dwell]]
    """By area, the visits whose beginning the film holds."""
    waits: Sequence[float]
    abandoned: int

    @property
    def conversion(self) -> float | None:
        return self.sales / self.visitors if self.visitors else None


def read_truth(path: Path) -> FilmTruth:
    table = json.loads(path.read_text("utf-8"))
    dwells: dict[str, list[Dwell]] = defaultdict(list)
    for visit in table["visits"]:
        if not visit["cut_start"]:
            dwells[visit["area"]].append((visit["dwell"], visit["cut_end"]))
    return FilmTruth(
        crossings=[(crossing["time"], crossing["direction"]) for crossing in table["crossings"]],
        visitors=table["figures"]["visitors"],
        sales=table["figures"]["sales"],
        dwells=dwells,
        waits=[stay["wait"] for stay in table["queue"] if stay["wait"] is not None],
        abandoned=sum(stay["outcome"] == "abandoned" for stay in table["queue"]),
    )


def score_dwell(zone: str, counted: Iterable[Dwell], true: Iterable[Dwell]) -> DwellScore:
    ours, theirs = list(counted), list(true)
    return DwellScore(zone, len(ours), len(theirs), median_dwell(ours), median_dwell(theirs))


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
