"""The site file: what a box must know of its shop.

Coordinates are shares of the picture, (0, 0) at its top left and (1, 1) at its bottom right.
"""

from __future__ import annotations

import difflib
from datetime import time
from pathlib import Path
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    field_validator,
    model_validator,
)

from vision.description import (
    CameraDescription,
    LineDescription,
    OpeningSpan,
    Point,
    StoreDescription,
    Weekday,
    ZoneDescription,
)
from vision.records import Identifier
from vision.zones.geometry import self_intersection

Corners = Annotated[list[Point], Field(min_length=3, max_length=64)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Store(_Part):
    """The shop."""

    id: Identifier
    """Short name, in every record: small letters, digits, - and _."""
    name: str = Field(min_length=1)
    """Name that people read."""
    timezone: str
    """IANA time zone, for example Europe/Paris."""
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "EUR"
    """ISO 4217 code of the till's money."""
    cut_over: time = time(0, 0)
    """Local time at which the business day ends, for shops that are open past midnight."""
    opening_hours: dict[Weekday, list[OpeningSpan]] | None = None
    """Opening spans by weekday. Without them, coverage is told over the observed span only."""

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value not in available_timezones():
            close = difflib.get_close_matches(value, available_timezones(), 1)
            hint = f"; did you mean {close[0]}?" if close else ", for example Europe/Paris"
            raise ValueError(f"{value!r} is no IANA time zone{hint}")
        return value


class Privacy(_Part):
    """Who answers for the counting. Without this part nothing starts."""

    controller: str = Field(min_length=1)
    """Who is responsible for the processing, as on the door sign."""
    contact: str = Field(min_length=1)
    """Where a person asks or objects: a mail address or a phone number."""
    notice: str = Field(min_length=1)
    """Address or place of the full privacy notice."""
    k: Annotated[int, Field(ge=5, le=1000)] = 10
    """Distributions leave the box only for at least this many people."""


class DetectorPart(_Part):
    """The person detector."""

    model: Path
    """OpenVINO .xml or its folder, .onnx, or an Ultralytics .pt; relative to the site file."""
    runtime: Literal["auto", "openvino", "ultralytics"] = "auto"
    """What runs the model."""
    input_size: Annotated[int, Field(ge=64, le=2048)] | None = None
    """Pixels of the longer side, for models whose input size is free; as exported when not set."""
    threads: Annotated[int, Field(ge=1, le=256)] | None = None
    """Threads of one inference; left to the runtime when not set."""


class LinePart(_Part):
    """A counting line. *In* is from the left-hand to the right-hand side of someone standing at
    its start and facing its end."""

    id: Identifier
    """Short name, in every record."""
    name: str | None = None
    """Name that people read; the id when not set."""
    role: Literal["entrance", "passage"] = "passage"
    """Entrances make the shop's footfall; passages are only counted."""
    start: Point
    """First end of the line."""
    end: Point
    """Second end of the line; swap the two to swap in and out."""
    refund_seconds: Annotated[float, Field(ge=0, le=120)] = 10.0
    """An in undone by an out of the same person within this time is a U-turn, not a visitor."""

    @model_validator(mode="after")
    def _has_length(self) -> Self:
        if self.start == self.end:
            raise ValueError("start and end are the same point")
        return self


class ZonePart(_Part):
    """An area of the floor."""

    id: Identifier
    """Short name, in every record."""
    name: str | None = None
    """Name that people read; the id when not set."""
    polygon: Corners
    """Corners on the floor: feet inside it are in the zone."""
    entry_delay: Annotated[float, Field(ge=0, le=60)] = 0.5
    """Seconds inside before anything is counted."""
    exit_grace: Annotated[float, Field(ge=0, le=120)] = 2.0
    """Seconds outside before the stay is over."""
    visit_seconds: Annotated[float, Field(ge=0, le=600)] = 3.0
    """A shorter stay is a pass, not a visit."""
    engagement_seconds: Annotated[float, Field(ge=0, le=3600)] = 10.0
    """A visit at least this long is a stop."""

    @field_validator("polygon")
    @classmethod
    def _simple(cls, value: list[Point]) -> list[Point]:
        crossing = self_intersection(tuple(value))
        if crossing is not None:
            first, second = (index + 1 for index in crossing)
            raise ValueError(f"its sides {first} and {second} cross each other")
        return value

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.engagement_seconds < self.visit_seconds:
            raise ValueError("engagement_seconds must not be below visit_seconds")
        return self


class CameraPart(_Part):
    """One camera."""

    id: Identifier
    """Short name, in every record."""
    name: str | None = None
    """Name that people read; the id when not set."""
    source: str = Field(min_length=1)
    """A film's path, relative to the site file."""
    simulated: bool = False
    """The film is of the simulated shop, not of real people."""
    starts_at: AwareDatetime | None = None
    """When the film's first frame was captured, with its offset: 2026-11-21T10:00:00+01:00."""
    analysis_fps: Annotated[float, Field(gt=0, le=60)] = 5.0
    """Frames analysed a second."""
    masks: list[Corners] = []
    """Areas that are blanked before anything looks at the picture."""
    lines: list[LinePart] = []
    """Counting lines."""
    zones: list[ZonePart] = []
    """Areas whose visits and dwell are measured."""


class Site(_Part):
    """A site file."""

    version: Literal[1]
    """Version of this file's format."""
    store: Store
    """The shop."""
    privacy: Privacy
    """Who answers for the counting."""
    detector: DetectorPart
    """The person detector."""
    cameras: Annotated[list[CameraPart], Field(min_length=1)]
    """The cameras."""

    def describe(self) -> StoreDescription:
        """What the server is told."""
        store = self.store
        hours = store.opening_hours
        return StoreDescription(
            store=store.id,
            name=store.name,
            timezone=store.timezone,
            currency=store.currency,
            cut_over=store.cut_over,
            opening_hours=hours and {day: tuple(spans) for day, spans in hours.items()},
            k=self.privacy.k,
            cameras=tuple(
                CameraDescription(
                    camera=camera.id,
                    name=camera.name or camera.id,
                    analysis_fps=camera.analysis_fps,
                )
                for camera in self.cameras
            ),
            lines=tuple(
                LineDescription(
                    line=line.id,
                    camera=camera.id,
                    name=line.name or line.id,
                    role=line.role,
                    start=line.start,
                    end=line.end,
                    refund_seconds=line.refund_seconds,
                )
                for camera in self.cameras
                for line in camera.lines
            ),
            zones=tuple(
                ZoneDescription(
                    zone=zone.id,
                    camera=camera.id,
                    name=zone.name or zone.id,
                    polygon=tuple(zone.polygon),
                    engagement_seconds=zone.engagement_seconds,
                    visit_seconds=zone.visit_seconds,
                )
                for camera in self.cameras
                for zone in camera.zones
            ),
        )

    @property
    def zone_info(self) -> ZoneInfo:
        return ZoneInfo(self.store.timezone)
