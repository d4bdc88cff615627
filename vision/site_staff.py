"""How a site file says by what staff are told from visitors."""

from __future__ import annotations

from math import hypot
from typing import Annotated

from pydantic import Field, field_validator

from vision.colour import Colour, lab, parse
from vision.site_part import SitePart

FAINTEST_UNIFORM = 20.0
"""Chroma in CIELAB below which a colour is told from grey by its light alone."""


class UniformColour(SitePart):
    """A colour that staff wear on the upper body, and next to no customer."""

    colour: str
    """The cloth as a still of the camera shows it, in quotes: "#d06818"."""
    tolerance: Annotated[float, Field(gt=0, le=60)] = 20.0
    """How far off it may look: distance in a* and b* of CIELAB, after the light is evened out."""

    @field_validator("colour")
    @classmethod
    def _strong(cls, value: str) -> str:
        _, a, b = lab(parse(value))
        if hypot(a, b) < FAINTEST_UNIFORM:
            raise ValueError(
                f"{value} is too near to grey: many customers wear it. Leave it out, and draw the "
                "areas where only staff are as zones with role: staff"
            )
        return value


class StaffPart(SitePart):
    """By what staff are told from visitors. Any one rule is enough, in each camera for itself;
    zones with role: staff are a rule too."""

    uniform: list[UniformColour] = []
    """Colours of the staff's tops."""
    uniform_share: Annotated[float, Field(gt=0, le=1)] = 0.25
    """Share of the torso that must have such a colour."""
    uniform_seconds: Annotated[float, Field(ge=0.5, le=10)] = 1.5
    """Seconds for which it must be seen, and longer than it is not."""
    area_seconds: Annotated[float, Field(ge=1, le=600)] = 3.0
    """Seconds without a break in a staff zone after which somebody is staff."""
    presence_minutes: Annotated[float, Field(ge=5, le=600)] | None = None
    """Minutes without a break in one camera's view after which somebody is staff; off when not
    set. What was counted of them before stays counted."""

    @property
    def colours(self) -> list[Colour]:
        return [Colour(one.colour, one.tolerance) for one in self.uniform]
