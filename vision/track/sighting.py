"""What a tracker says of a person at one instant."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from vision.detect.detections import Detections

Point = tuple[float, float]
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Sighting:
    """One detection of a confirmed track.

    ``foot`` is where the person stands, in pixels, and may lie outside the picture: a box that the
    picture's edge cuts is completed from the person's known size. While that size is not known the
    foot is given on the edge, and the true one lies further out.
    """

    track: int
    time: float
    box: Box
    confidence: float
    foot: Point
    body_width: float
    at_edge: bool
    uniform: float | None = None
    """The detection's, see there; None: not measured."""


@dataclass(frozen=True, slots=True)
class Ended:
    """A track that will not be seen again. ``at_edge``: it was on the
    picture's edge when it was last seen."""

    track: int
    time: float
    at_edge: bool


@dataclass(frozen=True, slots=True)
class TrackUpdate:
    """Sightings in time order for each track; a new track's earlier ones come when it is
    confirmed. ``ended`` holds tracks of which at least one sighting was given."""

    sightings: list[Sighting] = field(default_factory=list)
    ended: list[Ended] = field(default_factory=list)


class Tracker(Protocol):
    """Detections in capture order in, identities out."""

    @property
    def lag_seconds(self) -> float:
        """The longest time between a sighting's capture and its being given."""
        ...

    @property
    def lifetime_seconds(self) -> float:
        """How long a track is kept without being seen."""
        ...

    def update(self, detections: Detections, time: float) -> TrackUpdate: ...

    def finish(self) -> TrackUpdate:
        """End all tracks: no more detections will come."""
        ...
