"""Pieces of one person that are seen without a break, and which follows which after one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

import numpy as np
from scipy.optimize import linear_sum_assignment

from vision.journey.gap import gap_odds
from vision.journey.settings import JoinSettings
from vision.zones.geometry import Point


@dataclass(frozen=True, slots=True)
class End:
    """Where somebody was when all cameras lost them. ``time``: seconds."""

    time: float
    place: Point
    expected: float = 0.0
    """Odds that they left there."""


@dataclass(frozen=True, slots=True)
class Start:
    """Where somebody appeared of whom it is not known who they are."""

    time: float
    place: Point
    expected: float = 0.0
    """Odds that they came in there."""


@dataclass(frozen=True, slots=True)
class Succession:
    """``end`` and ``start``: indices. ``margin``: by how much its odds are above those of the next
    best that either could be."""

    end: int
    start: int
    margin: float


def successions(
    ends: Sequence[End], starts: Sequence[Start], settings: JoinSettings
) -> list[Succession]:
    """Who was lost and who appeared: one to one, with the greatest odds in all."""
    if not ends or not starts:
        return []
    odds = np.array(
        [
            [
                gap_odds(start.time - end.time, end.place, start.place, settings)
                - end.expected
                - start.expected
                for start in starts
            ]
            for end in ends
        ]
    )
    gain = np.maximum(odds, 0.0)
    rows, columns = linear_sum_assignment(gain, maximize=True)
    found = []
    for i, j in zip(rows, columns, strict=True):
        if gain[i, j] <= 0:
            continue
        others = np.concatenate((np.delete(odds[i], j), np.delete(odds[:, j], i)))
        best = float(others.max()) if len(others) else -inf
        found.append(Succession(int(i), int(j), float(odds[i, j]) - max(best, 0.0)))
    return found
