"""What a server needs to know of a site: names, places and policies, never a credential."""

from __future__ import annotations

from datetime import time
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from vision.records import Identifier
from vision.zones.staff import Rule

Point = tuple[Annotated[float, Field(ge=0, le=1)], Annotated[float, Field(ge=0, le=1)]]
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
    polygon: tuple[Point, ...]
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
