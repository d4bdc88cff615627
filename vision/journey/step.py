"""What the joining of tracks says of a person on the shop's plan.

In memory only: numbers are of the running process and die with the visit, and nothing here leaves
the box but as counts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from vision.zones.geometry import Point

PLAN = "plan"
"""Stands for a camera in the records of what was measured on the plan."""

Edge = Literal["door", "cut", "unseen"]
"""How a visit begins or ends: at a door; cut by the beginning or end of watching; anywhere else, so
that more of it may have been lost."""


@dataclass(frozen=True, slots=True)
class Step:
    """A person at an instant. ``place``: metres on the plan."""

    person: int
    time: float
    place: Point
    staff: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A stretch of a camera's track that was taken for a person, to be compared with a truth."""

    person: int
    camera: str
    track: int
    begin: float
    end: float


@dataclass(frozen=True, slots=True)
class Departure:
    """A visit is over, and its person will not be told of again.

    ``since`` and ``time``: when it began and ended. ``confidence``: estimated probability that
    every joint of it is right; 1 where one camera saw all of it. ``staff``: of any of its tracks.
    """

    person: int
    time: float
    began: Edge
    ended: Edge
    confidence: float = 1.0
    since: float = 0.0
    staff: bool = False

    @property
    def whole(self) -> bool:
        """Seen from door to door."""
        return self.began == self.ended == "door"


@dataclass(frozen=True, slots=True)
class PlanUpdate:
    """Steps in time order for each person, and whose visits ended. ``shown``: which tracks the
    steps are from."""

    steps: list[Step] = field(default_factory=list)
    departures: list[Departure] = field(default_factory=list)
    shown: list[Shown] = field(default_factory=list)
