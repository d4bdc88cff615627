"""What a server needs to know of a site: names, places and policies, never a credential."""

from __future__ import annotations

import base64
import binascii
from datetime import time
from math import ceil
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from vision.journey.step import PLAN
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
Category = Annotated[str, Field(min_length=1, max_length=64)]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def _not_reserved(camera: str) -> str:
    if camera == PLAN:
        raise ValueError(f"{PLAN!r} stands for the shop's floor plan: give the camera another id")
    return camera


CameraId = Annotated[Identifier, AfterValidator(_not_reserved)]
"""The id of a camera of the site, which cannot be that of the plan."""


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
    """``camera``: whose picture it is drawn on; ``plan``: it is drawn on the shop's floor plan."""

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
    categories: Annotated[tuple[Category, ...], Field(max_length=50)] = Field(
        default=(), description="Categories of the till's receipts that its shelf sells."
    )

    @model_validator(mode="after")
    def _drawn_where_it_is(self) -> ZoneDescription:
        if (self.camera == PLAN) != (self.metres is not None):
            raise ValueError("metres is for zones of the plan, and they need it")
        return self


class CameraDescription(_Frozen):
    camera: CameraId
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
        description="Which cells some camera sees: a bit each, row by row, the first in the "
        "highest bit, padded to whole bytes, base64.",
    )

    @model_validator(mode="after")
    def _one_bit_a_cell(self) -> PlanDescription:
        try:
            packed = base64.b64decode(self.seen, validate=True)
        except binascii.Error as error:
            raise ValueError(f"seen is not base64 ({error})") from error
        needed = ceil(self.rows * self.cols / 8)
        if len(packed) != needed:
            raise ValueError(
                f"seen has {len(packed)} bytes; {self.rows} rows of {self.cols} cells need {needed}"
            )
        return self


class StoreDescription(_Frozen):
    """The body of ``PUT /v1/stores/{store}``. Coordinates are shares of the picture, 0 to 1, but on
    the floor plan metres."""

    store: Identifier
    name: str
    timezone: str = Field(description="IANA name, for example Europe/Paris.")
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$", description="ISO 4217.")]
    cut_over: time = Field(default=time(0, 0), description="Local hour the business day ends.")
    opening_hours: dict[Weekday, tuple[OpeningSpan, ...]] | None = None
    k: Annotated[int, Field(ge=5)] = 10
    area_m2: Annotated[float, Field(gt=0, le=1_000_000)] | None = Field(
        default=None, description="Sales area in square metres; None: that of the plan's outline."
    )
    cameras: tuple[CameraDescription, ...] = ()
    lines: tuple[LineDescription, ...] = ()
    zones: tuple[ZoneDescription, ...] = ()
    plan: PlanDescription | None = Field(default=None, description="None: no plan is drawn.")
