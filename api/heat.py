"""Heat grids of a camera, summed over a stretch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from analytics.span import Span
from api.grid import grid
from api.models import HeatRow
from api.records import current

_HOUR = timedelta(hours=1)

Measure = Literal["dwell", "passages"]


@dataclass(frozen=True, slots=True)
class HeatSum:
    """``values``: person-seconds or passages in each cell. ``left_out``: grids that have another
    size than the latest, because the camera's grid was changed. ``across``: grids that are of more
    than an hour and reach over an end of the stretch, so cannot be divided. ``missing``: the time
    of both."""

    values: NDArray[np.float64] | None
    left_out: int
    across: int
    missing: tuple[Span, ...] = ()


def heat_sum(
    session: Session,
    store: str,
    camera: str,
    span: Span,
    measure: Measure,
    shape: tuple[int, int] | None = None,
) -> HeatSum | None:
    """Of the grids that start in ``span``, and end in it if they are of more than an hour; None
    when there is none. ``shape``: (rows, cols) of the grids to be summed; None: the latest's."""
    rows = session.scalars(
        select(HeatRow)
        .where(
            HeatRow.store_id == store,
            HeatRow.camera == camera,
            HeatRow.end > span.start,
            HeatRow.start < span.end,
            current(HeatRow),
        )
        .order_by(HeatRow.start.desc())
    )
    total: NDArray[np.float64] | None = None
    left_out = across = 0
    missing: list[Span] = []
    for row in rows:
        if row.end - row.start <= _HOUR:
            if row.start < span.start:
                continue
        elif not span.holds(Span(row.start, row.end)):
            across += 1
            missing.append(Span(row.start, row.end))
            continue
        shape = shape or (row.rows, row.cols)
        if shape != (row.rows, row.cols):
            left_out += 1
            missing.append(Span(row.start, row.end))
            continue
        if total is None:
            total = np.zeros(shape)
        if measure == "dwell":
            total += grid(row.person_milliseconds, row.rows, row.cols) / 1000
        else:
            total += grid(row.passages, row.rows, row.cols)
    if total is None and not missing:
        return None
    return HeatSum(total, left_out, across, tuple(missing))
