"""Counted against true: how far the product is off on the sample films."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from scipy.optimize import linear_sum_assignment

MATCH_SECONDS = 2.0
"""A counted crossing is a true one if it is of the same direction and this close in time."""

Moment = tuple[float, str]
"""(seconds from the film's start, direction)"""


@dataclass(frozen=True, slots=True)
class DoorScore:
    """Crossings matched one to one. Errors never cancel: a missed person and one counted twice
    are two errors."""

    true: int
    missed: int
    invented: int

    @property
    def gross_error(self) -> float:
        """Share of the true crossings."""
        return (self.missed + self.invented) / self.true if self.true else float(self.invented > 0)


@dataclass(frozen=True, slots=True)
class DwellScore:
    """The median visit of a zone. None: nobody visited it."""

    zone: str
    visits: int
    true_visits: int
    median: float | None
    true_median: float | None


@dataclass(frozen=True, slots=True)
class FilmTruth:
    """What of ``truth.json`` is compared."""

    crossings: Sequence[Moment]
    visitors: int
    sales: int
    dwells: Mapping[str, Sequence[float]]
    """By area, the visits that the film holds from beginning to end."""
    waits: Sequence[float]
    abandoned: int

    @property
    def conversion(self) -> float | None:
        return self.sales / self.visitors if self.visitors else None


def read_truth(path: Path) -> FilmTruth:
    table = json.loads(path.read_text("utf-8"))
    dwells: dict[str, list[float]] = defaultdict(list)
    for visit in table["visits"]:
        if not (visit["cut_start"] or visit["cut_end"]):
            dwells[visit["area"]].append(visit["dwell"])
    return FilmTruth(
        crossings=[(crossing["time"], crossing["direction"]) for crossing in table["crossings"]],
        visitors=table["figures"]["visitors"],
        sales=table["figures"]["sales"],
        dwells=dwells,
        waits=[stay["wait"] for stay in table["queue"] if stay["wait"] is not None],
        abandoned=sum(stay["outcome"] == "abandoned" for stay in table["queue"]),
    )


def score_door(counted: Sequence[Moment], true: Sequence[Moment]) -> DoorScore:
    matched = 0
    for direction in ("in", "out"):
        ours = [time for time, way in counted if way == direction]
        theirs = [time for time, way in true if way == direction]
        matched += _matched(ours, theirs)
    return DoorScore(len(true), len(true) - matched, len(counted) - matched)


def score_dwell(zone: str, counted: Iterable[float], true: Iterable[float]) -> DwellScore:
    ours, theirs = list(counted), list(true)
    return DwellScore(
        zone,
        len(ours),
        len(theirs),
        median(ours) if ours else None,
        median(theirs) if theirs else None,
    )


def _matched(ours: Sequence[float], theirs: Sequence[float]) -> int:
    """The most pairs that can be made, each within MATCH_SECONDS."""
    if not ours or not theirs:
        return 0
    far = [[float(abs(a - b) > MATCH_SECONDS) for b in theirs] for a in ours]
    rows, columns = linear_sum_assignment(far)
    return sum(far[row][column] == 0 for row, column in zip(rows, columns, strict=True))
