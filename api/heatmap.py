"""GET /v1/stores/{store}/heatmap and heatmap.png."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import Annotated

import numpy as np
from fastapi import APIRouter, Query, Response
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from analytics.coverage import Coverage
from analytics.span import Span
from api import measures
from api.errors import ApiError
from api.heat import HeatSum, Measure, heat_sum
from api.heatmap_picture import Palette, picture
from api.models import CoverageRow
from api.observation import Observation, grid_of
from api.periods import asked_span
from api.plan_heat import UNCOVERED, UNITS, plan_heat
from api.stores import DatabaseDependency, calendar_of, described, known_days
from vision.description import PlanDescription, StoreDescription
from vision.records import PLAN

router = APIRouter(tags=["heatmap"])

_UNITS: dict[Measure, str] = {"dwell": "person-seconds", "passages": "passages"}


class Against(BaseModel):
    """The stretch that was taken away."""

    model_config = ConfigDict(populate_by_name=True)

    start: datetime = Field(alias="from")
    end: datetime = Field(alias="to")
    coverage: Coverage


class Heatmap(BaseModel):
    """``values`` are row-major over the camera's whole picture; None when nothing was measured,
    and ``note`` says so. Of camera ``plan`` they are over the plan's grid, row 0 at the least y,
    for each hour that was covered; a cell that no camera sees is None. With ``against`` they are
    what the stretch has more than that one, and ``max`` is the greatest difference, up or down."""

    model_config = ConfigDict(populate_by_name=True)

    camera: str
    rows: int | None
    cols: int | None
    measure: Measure
    unit: str
    start: datetime | None = Field(alias="from")
    end: datetime | None = Field(alias="to")
    coverage: Coverage | None
    max: float | None
    values: list[list[float | None]] | None
    note: str | None
    against: Against | None = None


From = Annotated[str | None, Query(alias="from")]
To = Annotated[str | None, Query(alias="to")]
AgainstFrom = Annotated[str | None, Query(alias="against_from")]
AgainstTo = Annotated[str | None, Query(alias="against_to")]


@router.get("/stores/{store}/heatmap")
def get_heatmap(
    store: str,
    camera: str,
    database: DatabaseDependency,
    start: From = None,
    end: To = None,
    measure: Measure = "dwell",
    against_start: AgainstFrom = None,
    against_end: AgainstTo = None,
) -> Heatmap:
    """Of the hours that start in the stretch, and the longer grids that lie in it."""
    with database.read() as session:
        description, span = _asked(session, store, camera, start, end)
        if camera == PLAN and description.plan is not None:
            other = _against(session, description, against_start, against_end)
            return _of_the_plan(session, description, description.plan, span, other, measure)
        if against_start is not None or against_end is not None:
            raise ApiError(422, "invalid", "Only heat on the plan is compared: camera=plan.")
        total = heat_sum(session, store, camera, span, measure) if span else None
        coverage = _coverage(session, description, camera, span) if span else None
    zone = calendar_of(description).zone
    values = None if total is None else total.values
    return Heatmap(
        camera=camera,
        rows=None if values is None else values.shape[0],
        cols=None if values is None else values.shape[1],
        measure=measure,
        unit=_UNITS[measure],
        start=span.start.astimezone(zone) if span else None,
        end=span.end.astimezone(zone) if span else None,
        coverage=coverage,
        max=None if values is None else float(values.max()),
        values=None if values is None else _table(values),
        note=_note(total, camera),
    )


@router.get("/stores/{store}/heatmap.png", response_class=Response)
def get_heatmap_picture(
    store: str,
    camera: str,
    database: DatabaseDependency,
    start: From = None,
    end: To = None,
    measure: Measure = "dwell",
    palette: Palette = "inferno",
    vmax: Annotated[float | None, Query(gt=0, allow_inf_nan=False)] = None,
) -> Response:
    """``vmax`` fixes the scale, so that two pictures compare; without it the hottest cell does."""
    with database.read() as session:
        description, span = _asked(session, store, camera, start, end)
        if camera == PLAN and description.plan is not None:
            heat = (
                plan_heat(session, description, description.plan, span, measure) if span else None
            )
            # On a map y grows upwards.
            values = None if heat is None or heat.values is None else heat.values[::-1]
            nothing = UNCOVERED
        else:
            total = heat_sum(session, store, camera, span, measure) if span else None
            values, nothing = None if total is None else total.values, _nothing(camera)
    if values is None:
        raise ApiError(404, "no_heat", nothing)
    # Without a warm cell any scale shows the same empty picture.
    scale = vmax or _greatest(values) or 1.0
    return Response(picture(values, scale, palette), media_type="image/png")


def _of_the_plan(
    session: Session,
    description: StoreDescription,
    plan: PlanDescription,
    span: Span | None,
    other: Span | None,
    measure: Measure,
) -> Heatmap:
    zone = calendar_of(description).zone
    heats = [
        plan_heat(session, description, plan, each, measure)
        for each in (span, other)
        if each is not None
    ]
    found = [heat.values for heat in heats]
    values: NDArray[np.float64] | None = None
    if found and found[0] is not None:
        if other is None:
            values = found[0]
        elif found[-1] is not None:
            values = found[0] - found[-1]
    notes = [] if values is not None else [UNCOVERED]
    for heat in heats:
        notes += [] if heat.total is None else _left_out(heat.total)
    return Heatmap(
        camera=PLAN,
        rows=None if values is None else plan.rows,
        cols=None if values is None else plan.cols,
        measure=measure,
        unit=UNITS[measure],
        start=span.start.astimezone(zone) if span else None,
        end=span.end.astimezone(zone) if span else None,
        coverage=_coverage(session, description, PLAN, span) if span else None,
        max=None if values is None else _greatest(np.abs(values)),
        values=None if values is None else _table(values),
        note=" ".join(dict.fromkeys(notes)) or None,
        against=None
        if other is None
        else Against(
            start=other.start.astimezone(zone),
            end=other.end.astimezone(zone),
            coverage=_coverage(session, description, PLAN, other),
        ),
    )


def _against(
    session: Session, description: StoreDescription, start: str | None, end: str | None
) -> Span | None:
    if start is None and end is None:
        return None
    calendar = calendar_of(description)
    return asked_span(calendar, start, end, known_days(session, description.store, calendar))


def _greatest(values: NDArray[np.float64]) -> float:
    """0 where no cell is seen."""
    return float(np.nan_to_num(values, nan=0.0).max())


def _table(values: NDArray[np.float64]) -> list[list[float | None]]:
    return [
        [None if math.isnan(value) else value for value in row] for row in values.round(3).tolist()
    ]


def _asked(
    session: Session, store: str, camera: str, start: str | None, end: str | None
) -> tuple[StoreDescription, Span | None]:
    description = described(session, store)
    known = [each.camera for each in description.cameras]
    if description.plan is not None:
        known.append(PLAN)
    if camera not in known and not _has_records(session, store, camera):
        raise ApiError(
            404,
            "unknown_camera",
            f"Store {store!r} has no camera {camera!r}.",
            f"Its cameras: {', '.join(known)}." if known else None,
        )
    calendar = calendar_of(description)
    return description, asked_span(calendar, start, end, known_days(session, store, calendar))


def _has_records(session: Session, store: str, camera: str) -> bool:
    statement = select(CoverageRow.camera).where(
        CoverageRow.store_id == store, CoverageRow.camera == camera
    )
    return session.scalar(statement.limit(1)) is not None


def _coverage(session: Session, description: StoreDescription, camera: str, span: Span) -> Coverage:
    calendar = calendar_of(description)
    grid = grid_of(calendar, span, [span])
    covered = measures.coverage(session, description.store, grid)
    return Observation(calendar, grid, covered, datetime.now(UTC)).coverage([camera], span)


def _nothing(camera: str) -> str:
    return f"Camera {camera!r} has no heat in this stretch."


def _note(total: HeatSum | None, camera: str) -> str | None:
    if total is None:
        return _nothing(camera)
    notes = [] if total.values is not None else [_nothing(camera)]
    return " ".join(notes + _left_out(total)) or None


def _left_out(total: HeatSum) -> list[str]:
    notes = []
    if total.left_out:
        notes.append(f"{total.left_out} hours are left out: their grid has another size.")
    if total.across:
        notes.append(f"{total.across} grids are left out: they reach beyond the stretch.")
    return notes
