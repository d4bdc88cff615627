"""What a server needs to know of a site: names, places and policies, never a credential."""

from __future__ import annotations

from datetime import time
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from vision.records import Identifier
from vision.zones.staff import Rule

Point = tuple[Annotated[float, Field(ge=0, le=1)], Annotated[float, Field(ge=0, le=1)]]
MetrePoint = tuple[
    Annotated[float, Field(ge=-10_000, le=10_000)], Annotated[float, Field(ge=-10_000, le=10_000)]
]
"""A place on the shop's plan: x to the right and y up, as on a map."""
ZoneType = Literal[
    "area",
    "queue",
    "till",
    "street",
    "window",
    "connected_window",
    "kiosk",
    "click_and_collect",
    "service_desk",
    "fitting_room",
    "promotional_table",
    "screen",
    "staff",
]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class _Frozen(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class OpeningSpan(_Frozen):
    """One stretch of opening on a weekday, local time; ``closes`` before ``opens`` runs past
    midnight."""

    opens: time = Field(description="Local time of opening.")
    closes: time = Field(description="Local time of closing.")


class LineDescription(_Frozen):
    line: Identifier
    camera: Identifier
    name: str
    role: Literal["entrance", "passage"] = Field(
        description="Entrances make the footfall; passages are only counted."
    )
    start: Point
    end: Point
    refund_seconds: Annotated[float, Field(ge=0)]
    reentry_seconds: Annotated[float, Field(ge=0)] = Field(
        default=0, description="0: no re-entry is told from a new visitor."
    )


class ZoneDescription(_Frozen):
    zone: Identifier
    camera: Identifier
    name: str
    type: ZoneType = "area"
    polygon: tuple[Point, ...] = Field(
        description="Corners as shares of the camera's picture; of a zone on the plan, as shares "
        "of the box around the outline and the plan's zones, from its least x and y on."
    )
    metres: tuple[MetrePoint, ...] | None = Field(
        default=None, description="Corners in metres on the plan; None: of a camera's picture."
    )
    engagement_seconds: Annotated[float, Field(ge=0)]
    visit_seconds: Annotated[float, Field(ge=0)]


class CameraDescription(_Frozen):
    camera: Identifier
    name: str
    width: Annotated[int, Field(gt=0)] | None = None
    height: Annotated[int, Field(gt=0)] | None = None
    analysis_fps: Annotated[float, Field(gt=0)]
    staff_rules: tuple[Rule, ...] = Field(
        default=(),
        description="By what staff are found in this camera, marked at its lines and left out of "
        "its zones, dwell and heat. None: staff are among the people counted.",
    )


class PlanDescription(_Frozen):
    """The shop's plan. Its grid begins at the least x and y of the outline and the plan's zones."""

    outline: tuple[MetrePoint, ...] = Field(description="Corners of the shop's floor in metres.")
    cell: Annotated[float, Field(gt=0)] = Field(description="Side of the grid's cells in metres.")
    rows: Annotated[int, Field(ge=1, le=512)] = Field(description="Row 0 is at the least y.")
    cols: Annotated[int, Field(ge=1, le=512)] = Field(description="Column 0 is at the least x.")
    seen: str = Field(
        max_length=50_000,
        description="Which cells some camera sees: one bit each, row by row, base64.",
    )


class StoreDescription(_Frozen):
    """The body of ``PUT /v1/stores/{store}``. Coordinates are shares of the picture, 0 to 1."""

    store: Identifier
    name: str
    timezone: str = Field(description="IANA name, for example Europe/Paris.")
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$", description="ISO 4217.")]
    cut_over: time = Field(default=time(0, 0), description="Local hour the business day ends.")
    opening_hours: dict[Weekday, tuple[OpeningSpan, ...]] | None = None
    k: Annotated[int, Field(ge=5)] = 10
    cameras: tuple[CameraDescription, ...] = ()
    lines: tuple[LineDescription, ...] = ()
    zones: tuple[ZoneDescription, ...] = ()
    plan: PlanDescription | None = Field(default=None, description="None: no plan is drawn.")
