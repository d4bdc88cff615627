"""Heat grids of a camera, summed over a stretch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from analytics.span import Span
from api.grid import grid
from api.models import HeatRow
from api.records import current

Measure = Literal["dwell", "passages"]


@dataclass(frozen=True, slots=True)
class HeatSum:
    """``values``: person-seconds or passages in each cell. ``left_out``: hours whose grid has
    another size than the latest's, because the camera's grid was changed."""

    values: NDArray[np.float64]
    left_out: int


def heat_sum(
    session: Session, store: str, camera: str, span: Span, measure: Measure
) -> HeatSum | None:
    """Of the grids that start in ``span``; None when there is none."""
    rows = session.scalars(
        select(HeatRow)
        .where(
            HeatRow.store_id == store,
            HeatRow.camera == camera,
            HeatRow.start >= span.start,
            HeatRow.start < span.end,
            current(HeatRow),
        )
        .order_by(HeatRow.start.desc())
    )
    total: NDArray[np.float64] | None = None
    left_out = 0
    for row in rows:
        if total is None:
            total = np.zeros((row.rows, row.cols))
        if total.shape != (row.rows, row.cols):
            left_out += 1
        elif measure == "dwell":
            total += grid(row.person_milliseconds, row.rows, row.cols) / 1000
        else:
            total += grid(row.passages, row.rows, row.cols)
    return None if total is None else HeatSum(total, left_out)
