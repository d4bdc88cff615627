"""What is drawn in a camera's picture: lines, zones and points of the floor."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator

from vision.description import Category, Point, ZoneType
from vision.records import Identifier
from vision.site_part import Corners, SitePart
from vision.zones.geometry import self_intersection

Metres = Annotated[float, Field(ge=-10_000, le=10_000)]


class LinePart(SitePart):
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
    """An in undone by an out of the same person within this time is a U-turn, not a visitor; 0:
    every in is one."""
    reentry_seconds: Annotated[float, Field(ge=0, le=600)] = 0.0
    """An out undone by an in of the same person within this time is a re-entry, not another
    visitor; 0: every in is one, for where people pass each other in a doorway a track may go over
    from one to the other, and a visitor would be lost by it. It holds while the person stays in the
    camera's view and nobody else comes near: somebody who left it and comes back is counted again,
    for nobody is recognised. The records come so much later."""

    @model_validator(mode="after")
    def _has_length(self) -> Self:
        if self.start == self.end:
            raise ValueError("start and end are the same point")
        return self


def simple(corners: list[Point]) -> list[Point]:
    """The corners. Raises ValueError when two of the polygon's sides cross."""
    crossing = self_intersection(tuple(corners))
    if crossing is not None:
        first, second = (index + 1 for index in crossing)
        raise ValueError(f"its sides {first} and {second} cross each other")
    return corners


class StayPart(SitePart):
    """When a stay in a zone begins and ends, and what it is called."""

    entry_delay: Annotated[float, Field(ge=0, le=60)] = 0.5
    """Seconds inside before anything is counted."""
    exit_grace: Annotated[float, Field(ge=0, le=120)] = 2.0
    """Seconds outside before the stay is over."""
    visit_seconds: Annotated[float, Field(ge=0, le=600)] = 3.0
    """A shorter stay is a pass, not a visit."""
    engagement_seconds: Annotated[float, Field(ge=0, le=3600)] = 10.0
    """A visit at least this long is a stop."""
    categories: Annotated[list[Category], Field(max_length=50)] = []
    """Categories, as the till's receipts name them, that its shelf sells: for the zone's
    conversion."""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.engagement_seconds < self.visit_seconds:
            raise ValueError("engagement_seconds must not be below visit_seconds")
        return self


class ZonePart(StayPart):
    """An area of the floor."""

    id: Identifier
    """Short name, in every record."""
    name: str | None = None
    """Name that people read; the id when not set."""
    role: Literal["area", "staff"] = "area"
    """Areas are measured. In a staff zone, behind the tills or before the stock room, are only
    staff: nothing is measured in it, and who stays there is left out everywhere in this camera."""
    type: ZoneType = "area"
    """What it is. That of a staff zone is told by its role."""
    polygon: Corners
    """Corners on the floor: feet inside it are in the zone."""

    @field_validator("polygon")
    @classmethod
    def _simple(cls, value: list[Point]) -> list[Point]:
        return simple(value)

    @model_validator(mode="after")
    def _is_staff_by_its_role(self) -> Self:
        if self.type == "staff" and self.role != "staff":
            raise ValueError("a camera's zone for staff is drawn with role: staff")
        return self


class FloorPoint(SitePart):
    """A point of the floor that can be found in the picture and on the shop's plan."""

    at: Point
    """Where it is in the picture."""
    metres: tuple[Metres, Metres]
    """Where it is on the plan, in metres; any corner of the shop may be (0, 0)."""
