"""What the state machines say. Events live in memory only: they are summed into records.

``track`` is a number of the running process, used to match an event with its undoing; it never
leaves the box.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Direction = Literal["in", "out"]
Undone = tuple[float, Direction, bool]
"""A crossing that was undone: its time, its direction, and whether it was said to be of staff."""


@dataclass(frozen=True, slots=True)
class Crossing:
    """Someone went over a line. *In* is from its left-hand to its right-hand side."""

    line: str
    track: int
    time: float
    direction: Direction
    staff: bool = False


@dataclass(frozen=True, slots=True)
class UTurn:
    """An in and the out that undid it, both said as crossings before: of staff or not as said
    here."""

    line: str
    track: int
    entered: float
    left: float
    staff_in: bool = False
    staff_out: bool = False

    @property
    def undone(self) -> tuple[Undone, Undone]:
        return (self.entered, "in", self.staff_in), (self.left, "out", self.staff_out)


@dataclass(frozen=True, slots=True)
class ReEntry:
    """An out and the in that undid it: the mirror of a U-turn."""

    line: str
    track: int
    left: float
    returned: float
    staff_out: bool = False
    staff_in: bool = False

    @property
    def undone(self) -> tuple[Undone, Undone]:
        return (self.left, "out", self.staff_out), (self.returned, "in", self.staff_in)


@dataclass(frozen=True, slots=True)
class Presence:
    """Someone was in a zone over ``[start, end)``. Spans of one track never overlap."""

    zone: str
    track: int
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Entry:
    """A stay became a visit. ``time`` is when it began."""

    zone: str
    track: int
    time: float
    censored: bool


@dataclass(frozen=True, slots=True)
class Stop:
    """A visit reached the zone's engagement threshold at ``time``."""

    zone: str
    track: int
    time: float


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit ended."""

    zone: str
    track: int
    entered: float
    left: float
    censored_begin: bool
    censored_end: bool

    @property
    def dwell(self) -> float:
        return self.left - self.entered


@dataclass(frozen=True, slots=True)
class Pass:
    """A stay ended that was too short to be a visit."""

    zone: str
    track: int
    entered: float
    left: float


@dataclass(frozen=True, slots=True)
class Party:
    """People who went over a line together, one or more: a buying unit. ``time`` is the first
    one's; each crossing that was not undone is in one party."""

    line: str
    direction: Direction
    time: float
    tracks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Joined:
    """Someone joined a waiting line at ``time``."""

    zone: str
    track: int
    time: float


@dataclass(frozen=True, slots=True)
class Waiting:
    """Someone waited in a line over ``[start, end)``. Spans of one track never overlap."""

    zone: str
    track: int
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class _Wait:
    zone: str
    track: int
    joined: float
    left: float

    @property
    def wait(self) -> float:
        return self.left - self.joined


@dataclass(frozen=True, slots=True)
class Served(_Wait):
    """Someone left the line for a till, and came to it at ``served``."""

    served: float


@dataclass(frozen=True, slots=True)
class Abandoned(_Wait):
    """Someone left the line, and no till served them."""


@dataclass(frozen=True, slots=True)
class LostWaiting(_Wait):
    """Someone was lost from sight in the line, or on the way from it: they waited until ``left`` at
    least."""


LineEvent = Crossing | UTurn | ReEntry
QueueEvent = Joined | Waiting | Served | Abandoned | LostWaiting
Event = LineEvent | QueueEvent | Presence | Entry | Stop | Visit | Pass | Party
