"""The shop's layout: what stands where, and which floor belongs to what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

Point = tuple[float, float]
"""Metres on the floor."""


class FixtureKind(StrEnum):
    """What a piece of furniture is; each is drawn in its own way."""

    SHELF = "shelf"
    WALL_SHELF = "wall shelf"
    PROMOTION = "promotional table"
    RACK = "clothes rack"
    TILL = "till"
    DESK = "click-and-collect desk"
    KIOSK = "kiosk"
    FITTING = "fitting rooms"


@dataclass(frozen=True, slots=True)
class Fixture:
    """Furniture: an upright box that nobody walks through. ``x, y`` is its middle."""

    kind: FixtureKind
    x: float
    y: float
    width: float
    """Along x."""
    depth: float
    """Along y."""
    height: float

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """(x1, y1, x2, y2)"""
        return (
            self.x - self.width / 2,
            self.y - self.depth / 2,
            self.x + self.width / 2,
            self.y + self.depth / 2,
        )


class AreaKind(StrEnum):
    """What shoppers do in an area."""

    DISPLAY = "display"
    QUEUE = "queue"
    TILL = "till"
    DESK = "click-and-collect desk"
    KIOSK = "kiosk"
    FITTING = "fitting rooms"


@dataclass(frozen=True, slots=True)
class Area:
    """A part of the floor with a name, as a zone of the site file would be drawn."""

    name: str
    kind: AreaKind
    polygon: tuple[Point, ...]
    stands: tuple[Point, ...]
    """Where shoppers stand in it. In a queue: the places, the next to be served first."""
    faces: Point
    """What somebody standing there looks at."""
    category: str | None = None
    """The goods shown here, as on a receipt's line."""


@dataclass(frozen=True, slots=True)
class Till:
    """A till with its cashier. Shoppers are served at ``serves``."""

    name: str
    cashier: Point
    serves: Point


@dataclass(frozen=True, slots=True)
class Camera:
    """A fixed camera. Looks from ``position`` (x, y, z) at ``target`` (x, y, z)."""

    name: str
    position: tuple[float, float, float]
    target: tuple[float, float, float]
    vertical_fov: float
    """Degrees."""


@dataclass(frozen=True, slots=True)
class Shop:
    """A rectangular shop, ``[0, width] × [0, depth]``, with the street before it."""

    width: float
    depth: float
    height: float
    door: tuple[float, float]
    """From and to, along x, in the front wall y = 0."""
    windows: tuple[tuple[float, float], ...]
    """From and to, along x, in the front wall."""
    fixtures: tuple[Fixture, ...]
    areas: tuple[Area, ...]
    tills: tuple[Till, ...]
    cameras: tuple[Camera, ...]

    def area(self, name: str) -> Area:
        return next(area for area in self.areas if area.name == name)

    def areas_of(self, kind: AreaKind) -> Sequence[Area]:
        return [area for area in self.areas if area.kind is kind]


def rectangle(x1: float, y1: float, x2: float, y2: float) -> tuple[Point, ...]:
    return ((x1, y1), (x2, y1), (x2, y2), (x1, y2))
