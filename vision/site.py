"""The site file: what a box must know of its shop.

Coordinates are shares of the picture, (0, 0) at its top left and (1, 1) at its bottom right.
"""

from __future__ import annotations

import difflib
from datetime import time
from pathlib import Path
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AwareDatetime, Field, ValidationInfo, field_validator, model_validator

from vision.description import (
    CameraDescription,
    CameraId,
    LineDescription,
    OpeningSpan,
    StoreDescription,
    Weekday,
    ZoneDescription,
)
from vision.records import Identifier
from vision.site_drawing import FloorPoint, LinePart, ZonePart
from vision.site_floor import LensPart, agree_on_sides, fit_floor
from vision.site_part import Corners, SitePart, Words
from vision.site_plan import PlanPart, describe_plan, describe_zones
from vision.site_staff import StaffPart
from vision.source.address import PLACES, Address, parse_address
from vision.zones.geometry import Polygon
from vision.zones.staff import StaffSettings


class Store(SitePart):
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
    area_m2: Annotated[float, Field(gt=0, le=1_000_000)] | None = None
    """Sales area in square metres, for the sales per square metre; that within the plan's outline
    when not set."""

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value not in available_timezones():
            close = difflib.get_close_matches(value, available_timezones(), 1)
            hint = f"; did you mean {close[0]}?" if close else ", for example Europe/Paris"
            raise ValueError(f"{value!r} is no IANA time zone{hint}")
        return value


class Privacy(SitePart):
    """Who answers for the counting. Without this part nothing starts."""

    controller: Words
    """Who is responsible for the processing, as on the door sign."""
    contact: Words
    """Where a person asks or objects: a mail address or a phone number."""
    notice: Words
    """Address or place of the full privacy notice."""
    k: Annotated[int, Field(ge=5, le=1000)] = 10
    """Distributions leave the box only for at least this many people."""


class DetectorPart(SitePart):
    """The person detector."""

    model: Path
    """OpenVINO .xml or its folder, .onnx, or an Ultralytics .pt; relative to the site file."""
    runtime: Literal["auto", "openvino", "ultralytics"] = "auto"
    """What runs the model."""
    input_size: Annotated[int, Field(ge=64, le=2048)] | None = None
    """Pixels of the longer side, for models whose input size is free; as exported when not set."""
    threads: Annotated[int, Field(ge=1, le=256)] | None = None
    """Threads of one inference; left to the runtime when not set."""


class CameraPart(SitePart):
    """One camera."""

    id: CameraId
    """Short name, in every record; not `plan`, which stands for the shop's floor plan."""
    name: str | None = None
    """Name that people read; the id when not set."""
    source: str = Field(min_length=1)
    """A film's path, relative to the site file; or what is watched live: rtsp://host/path,
    rtsps://host/path, usb:0, /dev/video0, and to try it out a film played as a camera, file:PATH
    once or loop:PATH again and again. No user name or password: those are `credentials`."""
    credentials: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")] | None = None
    """Name of a network camera's user name and password: the file of this name, holding
    user:password, among systemd's credentials or in the folder `credentials` beside this file."""
    hardware_decoding: bool = True
    """Decode on a graphics unit where the box has one; live cameras only."""
    simulated: bool = False
    """The film is of the simulated shop, not of real people."""
    starts_at: AwareDatetime | None = None
    """When the film's first frame was captured, with its offset: 2026-11-21T10:00:00+01:00."""
    analysis_fps: Annotated[float, Field(gt=0, le=60)] = 5.0
    """Frames analysed a second."""
    masks: list[Corners] = []
    """Areas that are blanked before anything looks at the picture."""
    lens: LensPart | None = None
    """How the lens bends the picture; not at all when not set."""
    floor: list[FloorPoint] = []
    """Four points of the floor or more, as far apart as the picture allows; of seven or more a
    wrong one is found and left out. With them the camera is on the plan, and people who come in
    together are counted as one buying unit beside the head count."""
    lines: list[LinePart] = []
    """Counting lines."""
    zones: list[ZonePart] = []
    """Areas whose visits and dwell are measured, and those of the staff."""

    @field_validator("source")
    @classmethod
    def _is_a_source(cls, value: str) -> str:
        parse_address(value)
        return value

    @model_validator(mode="after")
    def _suits_the_source(self) -> Self:
        if self.credentials is not None and not self.address.takes_credentials:
            raise ValueError("credentials are for rtsp:// and rtsps:// sources only")
        if self.credentials is None and any(place in self.source for place in PLACES):
            raise ValueError("the source has a place for the credentials; name them: credentials")
        if self.starts_at is not None and self.live:
            raise ValueError("starts_at is a film's; a live camera is timed by the box's clock")
        return self

    @field_validator("floor")
    @classmethod
    def _tells_the_floor(cls, value: list[FloorPoint], info: ValidationInfo) -> list[FloorPoint]:
        if value:
            fit_floor(value, info.data.get("lens"))
        return value

    @property
    def address(self) -> Address:
        return parse_address(self.source)

    @property
    def live(self) -> bool:
        """Whether it is watched as time goes by, not read from a film."""
        return self.address.live

    @property
    def measured_zones(self) -> list[ZonePart]:
        return [zone for zone in self.zones if zone.role != "staff"]

    @property
    def staff_zones(self) -> list[ZonePart]:
        return [zone for zone in self.zones if zone.role == "staff"]


class Site(SitePart):
    """A site file."""

    version: Literal[1]
    """Version of this file's format."""
    store: Store
    """The shop."""
    privacy: Privacy
    """Who answers for the counting."""
    detector: DetectorPart
    """The person detector."""
    staff: StaffPart = StaffPart()
    """By what staff are told from visitors."""
    cameras: Annotated[list[CameraPart], Field(min_length=1)]
    """The cameras."""
    plan: PlanPart | None = None
    """The shop seen from above, on which all cameras with `floor` are."""

    @model_validator(mode="after")
    def _is_one_plan(self) -> Self:
        if self.plan is not None:
            agree_on_sides(self.cameras)
        return self

    def staff_settings(self, camera: CameraPart, size: tuple[int, int]) -> StaffSettings:
        """The rules in one camera, in pixels of ``size`` (width, height)."""
        staff = self.staff
        return StaffSettings(
            uniform=bool(staff.uniform),
            uniform_share=staff.uniform_share,
            uniform_seconds=staff.uniform_seconds,
            areas=tuple(
                Polygon(tuple((x * size[0], y * size[1]) for x, y in zone.polygon))
                for zone in camera.staff_zones
            ),
            area_seconds=staff.area_seconds,
            presence_seconds=staff.presence_minutes and 60 * staff.presence_minutes,
        )

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
            area_m2=store.area_m2,
            cameras=tuple(
                CameraDescription(
                    camera=camera.id,
                    name=camera.name or camera.id,
                    analysis_fps=camera.analysis_fps,
                    staff_rules=self.staff_settings(camera, (1, 1)).rules,
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
                    reentry_seconds=line.reentry_seconds,
                )
                for camera in self.cameras
                for line in camera.lines
            ),
            zones=tuple(
                ZoneDescription(
                    zone=zone.id,
                    camera=camera.id,
                    name=zone.name or zone.id,
                    type=zone.type,
                    polygon=tuple(zone.polygon),
                    engagement_seconds=zone.engagement_seconds,
                    visit_seconds=zone.visit_seconds,
                    categories=tuple(zone.categories),
                )
                for camera in self.cameras
                for zone in camera.measured_zones
            )
            + describe_zones(self.plan),
            plan=describe_plan(self),
        )

    @property
    def zone_info(self) -> ZoneInfo:
        return ZoneInfo(self.store.timezone)
