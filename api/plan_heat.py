"""Heat on the shop's plan, for each square metre and hour that was covered."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from analytics.span import Span, merged
from api import measures
from api.heat import HeatSum, Measure, heat_sum
from api.observation import grid_of
from api.stores import calendar_of
from vision.description import PlanDescription, StoreDescription
from vision.records import PLAN

UNITS: Final[dict[Measure, str]] = {
    "dwell": "person-seconds per m² per hour",
    "passages": "passages per cell per hour",
}
UNCOVERED: Final = "The plan has no covered time in this stretch whose heat is known."


@dataclass(frozen=True, slots=True)
class PlanHeat:
    """``values``: (rows, cols), row 0 at the least y; NaN where no camera sees the floor; None when
    no time of the stretch is known. ``hours``: that are known. ``total``: what was summed."""

    values: NDArray[np.float64] | None
    hours: float
    total: HeatSum | None


def plan_heat(
    session: Session, description: StoreDescription, plan: PlanDescription, span: Span, m: Measure
) -> PlanHeat:
    """A covered stretch without a grid is one in which nobody was seen, not one that is missing."""
    shape = (plan.rows, plan.cols)
    total = heat_sum(session, description.store, PLAN, span, m, shape)
    hours = _covered_hours(session, description, span, total.missing if total else ())
    if hours == 0:
        return PlanHeat(None, 0.0, total)
    summed = np.zeros(shape) if total is None or total.values is None else total.values
    area = plan.cell**2 if m == "dwell" else 1.0
    return PlanHeat(np.where(seen_cells(plan), summed / area / hours, np.nan), hours, total)


def seen_cells(plan: PlanDescription) -> NDArray[np.bool_]:
    """(rows, cols). Bits that are not there are of cells that nobody sees."""
    bits = np.unpackbits(np.frombuffer(base64.b64decode(plan.seen), np.uint8))
    cells = np.zeros(plan.rows * plan.cols, np.bool_)
    count = min(len(bits), len(cells))
    cells[:count] = bits[:count] > 0
    return cells.reshape(plan.rows, plan.cols)


def _covered_hours(
    session: Session, description: StoreDescription, span: Span, missing: Iterable[Span]
) -> float:
    known = _without(span, missing)
    if not known:
        return 0.0
    grid = grid_of(calendar_of(description), span, [span, *known])
    covered = measures.coverage(session, description.store, grid).get(PLAN, {})
    pieces = {piece for part in known for piece in grid.pieces(part)}
    return sum(each.minutes for piece, each in covered.items() if piece in pieces) / 60


def _without(span: Span, holes: Iterable[Span]) -> list[Span]:
    left, start = [], span.start
    for hole in merged(holes):
        if start < hole.start < span.end:
            left.append(Span(start, hole.start))
        start = max(start, hole.end)
    return left + ([Span(start, span.end)] if start < span.end else [])
