"""One person who is being followed."""

from __future__ import annotations

import secrets

import numpy as np
import numpy.typing as npt

from vision.track.body import Body
from vision.track.kalman import BoxFilter
from vision.track.rejoin import Seen
from vision.track.sighting import Sighting
from vision.track.standing import Standing

Vector = npt.NDArray[np.float64]


class Person:
    """Begins with one box, in pixels, at ``time``."""

    def __init__(self, box: Vector, time: float, confidence: float) -> None:
        # Random, so that not even the order of people's arrival is in a number.
        self.number = secrets.randbits(48)
        self.filter = BoxFilter(box, time)
        self.tail = self.filter
        """The state when last seen, while unseen."""
        self.body = Body()
        self.standing = Standing(time)
        self.confirmed = False
        """Surely somebody."""
        self.given = False
        """Confirmed, and known to be nobody who was lost, or who of them."""
        self.perhaps: frozenset[int] = frozenset()
        """Until confirmed: numbers of confirmed tracks that were not seen when this one was first.
        It may be one of these people, whose box jumped; it is none of those seen beside it."""
        self.waiting: list[Sighting] = []
        self.head: list[Seen] = []
        """What was seen until given."""
        self.first = time
        self.seen = time
        self.sightings = 0
        self.at_edge = False
        self.confidence = confidence

    @property
    def visible(self) -> Vector:
        """The box that is expected, as far as it was in sight the last time."""
        box = self.filter.position
        box[3] = max(box[3] - self.standing.hidden, box[1] + 1)
        return box

    def advance(self, time: float) -> None:
        if self.seen == self.filter.time:
            self.tail = self.filter.carried(self.seen)
        self.filter.advance(time)
