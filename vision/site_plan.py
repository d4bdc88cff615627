"""The shop's plan in the site file: its outline and its zones, in metres."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Final, Self

import numpy as np
from pydantic import Field, field_validator, model_validator

from vision.description import MetrePoint, PlanDescription, ZoneDescription, ZoneType
from vision.journey.step import PLAN
from vision.records import Identifier
from vision.site_drawing import StayPart, simple
from vision.site_floor import build_floor
from vision.site_part import SitePart
from vision.zones.geometry import Point
from vision.zones.plan import Mask, PlanGrid, inside, pack_mask

if TYPE_CHECKING:
    from vision.site import CameraPart, Site

SEEN_WHOLE: Final = 0.95
"""Least share of a line, and of each of its tills, that a camera sees which follows the line."""
OUTDOORS: Final[frozenset[ZoneType]] = frozenset({"street", "window", "connected_window"})
"""Types of zones that lie before the shop."""
SERVING: Final[frozenset[ZoneType]] = frozenset(
    {"till", "service_desk", "click_and_collect", "kiosk"}
)
"""Types of zones that a queue may lead to."""
MetreCorners = Annotated[list[MetrePoint], Field(min_length=3, max_length=64)]


class PlanZonePart(StayPart):
    """An area of the plan. Who is in it is told from all cameras that see it."""

    id: Identifier
    """Short name, in every record; other than those of the cameras' zones."""
    name: str | None = None
    """Name that people read; the id when not set."""
    type: ZoneType = "area"
    """What it is. Street and windows lie before the shop. In a staff zone nothing is measured."""
    polygon: MetreCorners
    """Corners in metres."""
    tills: list[Identifier] = []
    """Of a queue: the zones in which those are served who waited in it."""

    @field_validator("polygon")
    @classmethod
    def _simple(cls, value: list[Point]) -> list[Point]:
        return simple(value)

    @model_validator(mode="after")
    def _only_a_queue_leads_on(self) -> Self:
        if self.tills and self.type != "queue":
            raise ValueError(f"only a zone of type queue leads to tills, and this is {self.type}")
        return self


class PlanPart(SitePart):
    """The shop seen from above, in the metres of the cameras' floor points: x to the right, y up,
    as on a map."""

    outline: MetreCorners
    """Corners of the shop's floor, in metres: inside of its walls, without the street."""
    zones: list[PlanZonePart] = []
    """Areas whose visits and dwell are measured from all cameras together."""

    @field_validator("outline")
    @classmethod
    def _simple(cls, value: list[Point]) -> list[Point]:
        return simple(value)

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        known = {zone.id: zone for zone in self.zones}
        grid = PlanGrid.around([*self.outline, *(c for z in self.zones for c in z.polygon)])
        floor = grid.within(self.outline)
        for zone in self.zones:
            for till in zone.tills:
                if till not in known:
                    raise ValueError(f"zone {zone.id}: its till {till!r} is no zone of the plan")
                if known[till].type not in SERVING:
                    raise ValueError(
                        f"zone {zone.id}: {till!r} is of type {known[till].type}, and a queue "
                        f"leads to one of {', '.join(sorted(SERVING))}"
                    )
            area = grid.within(zone.polygon)
            share = float(floor[area].mean()) if area.any() else 0.5
            if zone.type in OUTDOORS and share > 0.5:
                raise ValueError(
                    f"zone {zone.id}: a {zone.type} lies before the shop, and "
                    f"{share:.0%} of this one is within the outline"
                )
            if zone.type not in OUTDOORS and share < 0.5:
                raise ValueError(
                    f"zone {zone.id}: {1 - share:.0%} of it is beyond the outline. Are its metres "
                    "right, and is it of the right type?"
                )
        return self

    @property
    def measured_zones(self) -> list[PlanZonePart]:
        return [zone for zone in self.zones if zone.type != "staff"]

    @property
    def staff_zones(self) -> list[PlanZonePart]:
        return [zone for zone in self.zones if zone.type == "staff"]

    @property
    def grid(self) -> PlanGrid:
        """Around the outline and the measured zones."""
        corners = [corner for zone in self.measured_zones for corner in zone.polygon]
        return PlanGrid.around([*self.outline, *corners])


def seen_by(camera: CameraPart, grid: PlanGrid) -> Mask:
    """(rows, cols): the cells of the plan that a camera's picture shows and no mask of it hides."""
    floor = build_floor(camera)
    if floor is None:
        return np.zeros((grid.rows, grid.cols), np.bool_)
    seen = grid.within(floor.view((1.0, 1.0)))
    pixels = floor.pixels(grid.middles)
    for mask in camera.masks:
        seen &= ~inside(pixels, mask).reshape(seen.shape)
    return seen


def camera_of_queue(
    zone: PlanZonePart, plan: PlanPart, cameras: Sequence[CameraPart]
) -> str | None:
    """Of the cameras that see a line and all of its tills whole, the one that shows the line's
    floor largest; None: none does."""
    areas = [
        plan.grid.within(one.polygon)
        for one in plan.zones
        if one.id == zone.id or one.id in zone.tills
    ]
    middle = np.mean(zone.polygon, axis=0)
    found = []
    for camera in cameras:
        floor = build_floor(camera)
        if floor is None or not zone.tills:
            continue
        seen = seen_by(camera, plan.grid)
        if all(area.any() and seen[area].mean() >= SEEN_WHOLE for area in areas):
            (pixel,) = floor.pixels([middle])
            found.append((floor.metres_per_pixel((pixel[0], pixel[1])), camera.id))
    return min(found)[1] if found else None


def seen_cells(site: Site, plan: PlanPart) -> Mask:
    """(rows, cols): the cells of the plan's grid that some camera sees, on the shop's floor or in a
    zone before it."""
    grid = plan.grid
    seen = np.zeros((grid.rows, grid.cols), np.bool_)
    floor = grid.within(plan.outline)
    for zone in plan.measured_zones:
        floor |= grid.within(zone.polygon)
    for camera in site.cameras:
        seen |= seen_by(camera, grid)
    return seen & floor


def describe_plan(site: Site) -> PlanDescription | None:
    """What the server is told of the plan; None: the site file draws none."""
    if site.plan is None:
        return None
    grid = site.plan.grid
    return PlanDescription(
        outline=tuple(site.plan.outline),
        cell=grid.cell,
        rows=grid.rows,
        cols=grid.cols,
        seen=pack_mask(seen_cells(site, site.plan)),
    )


def describe_zones(plan: PlanPart | None) -> tuple[ZoneDescription, ...]:
    """The plan's measured zones as the server is told of them."""
    if plan is None:
        return ()
    grid = plan.grid
    return tuple(
        ZoneDescription(
            zone=zone.id,
            camera=PLAN,
            name=zone.name or zone.id,
            type=zone.type,
            polygon=tuple(grid.share(corner) for corner in zone.polygon),
            metres=tuple(zone.polygon),
            engagement_seconds=zone.engagement_seconds,
            visit_seconds=zone.visit_seconds,
            categories=tuple(zone.categories),
        )
        for zone in plan.measured_zones
    )
