"""What the behaviour model says of each person at each instant: all that a film needs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

Activity = Literal["walk", "stand", "browse", "pay", "serve"]
"""``browse``: a hand at the goods; ``pay`` and ``serve``: both sides of a till."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody's looks, fixed for the whole film. Colours are RGB, 0 to 1."""

    number: int
    height: float
    """Metres."""
    build: float
    """Width against the usual, about 0.85 to 1.25."""
    skin: tuple[float, float, float]
    hair: tuple[float, float, float]
    hair_style: Literal["short", "long", "bald", "cap"]
    top: tuple[float, float, float]
    trousers: tuple[float, float, float]
    shoes: tuple[float, float, float]
    skirt: bool
    bag: Literal["none", "shoulder", "backpack", "basket"]
    stride: float
    """Length of a step against the usual for the height."""
    staff: bool


@dataclass(frozen=True, slots=True)
class Pose:
    """Where a person is at one instant."""

    person: int
    x: float
    y: float
    heading: float
    """Radians, 0 along +x, growing towards +y."""
    speed: float
    """Metres per second."""
    walked: float
    """Metres walked since the person appeared; the phase of the gait comes from it."""
    activity: Activity


@dataclass(frozen=True, slots=True)
class Instant:
    """Everybody at one time, seconds from the film's start. Nobody stands twice in it."""

    time: float
    poses: tuple[Pose, ...]


@dataclass(frozen=True, slots=True)
class Performance:
    """A whole film's worth of people, before any camera."""

    people: Sequence[Person]
    instants: Sequence[Instant]
    rate: float
    """Instants a second."""

    def __iter__(self) -> Iterator[Instant]:
        return iter(self.instants)
