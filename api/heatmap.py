"""GET /v1/stores/{store}/heatmap and heatmap.png."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from analytics.coverage import Coverage
from analytics.span import Span
from api import measures
from api.errors import ApiError
from api.heat import HeatSum, Measure, heat_sum
from api.heatmap_picture import Palette, picture
from api.kpis import known_days
from api.models import CoverageRow
from api.observation import Observation, grid_of
from api.periods import asked_span
from api.stores import DatabaseDependency, calendar_of, described
from vision.description import StoreDescription

router = APIRouter(tags=["heatmap"])

_UNITS: dict[Measure, str] = {"dwell": "person-seconds", "passages": "passages"}


class Heatmap(BaseModel):
    """``values`` are row-major over the camera's whole picture; None when nothing was measured,
    and ``note`` says so."""

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
    values: list[list[float]] | None
    note: str | None


From = Annotated[str | None, Query(alias="from")]
To = Annotated[str | None, Query(alias="to")]


@router.get("/stores/{store}/heatmap")
def get_heatmap(
    store: str,
    camera: str,
    database: DatabaseDependency,
    start: From = None,
    end: To = None,
    measure: Measure = "dwell",
) -> Heatmap:
    """Of the hours that start in the stretch, and the longer grids that lie in it."""
    with database.read() as session:
        description, span = _asked(session, store, camera, start, end)
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
        values=None if values is None else values.round(3).tolist(),
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
        _, span = _asked(session, store, camera, start, end)
        total = heat_sum(session, store, camera, span, measure) if span else None
    if total is None or total.values is None:
        raise ApiError(404, "no_heat", _nothing(camera))
    # Without a warm cell any scale shows the same empty picture.
    scale = vmax or float(total.values.max()) or 1.0
    return Response(picture(total.values, scale, palette), media_type="image/png")


def _asked(
    session: Session, store: str, camera: str, start: str | None, end: str | None
) -> tuple[StoreDescription, Span | None]:
    description = described(session, store)
    known = [each.camera for each in description.cameras]
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
    if total.left_out:
        notes.append(f"{total.left_out} hours are left out: their grid has another size.")
    if total.across:
        notes.append(f"{total.across} grids are left out: they reach beyond the stretch.")
    return " ".join(notes) or None
