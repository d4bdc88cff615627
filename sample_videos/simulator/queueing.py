"""The waiting line before the tills: first come, first served."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from numpy.random import Generator

from sample_videos.simulator.shop import Point, Till
from sample_videos.simulator.walking import Crowd

NEAR = 0.6
"""Metres from one's place in the line at which one has joined it, or can be called."""


@dataclass(slots=True)
class Waiting:
    """Somebody's time in the line, seconds from the film's start; None is what is still to come."""

    person: int
    joined: float
    ready: float
    """Not called to a till before: looking up takes a moment."""
    left: float | None = None
    """Called to a till, or gone."""
    served: float | None = None
    till: str | None = None
    outcome: Literal["waiting", "served", "abandoned", "balked"] = "waiting"
    """Balked: saw the line and did not join it."""


class Queue:
    """A single line for all tills, in marked places, the next to be served first."""

    def __init__(self, places: tuple[Point, ...], tills: tuple[Till, ...], rng: Generator) -> None:
        self.places = places
        self.log: list[Waiting] = []
        """Everybody who came for the line, in order of joining."""
        self._tills = tills
        self._rng = rng
        self._line: list[Waiting] = []
        self._called: dict[int, tuple[Till, Waiting]] = {}

    def __len__(self) -> int:
        return len(self._line)

    def repels(self, bearable: int) -> bool:
        """Whether the line has no place left, or more people than somebody bears."""
        return len(self._line) >= min(bearable, len(self.places))

    @property
    def tail(self) -> Point:
        """Where the next to join will stand."""
        return self.places[min(len(self._line), len(self.places) - 1)]

    def join(self, person: int, now: float) -> None:
        waiting = Waiting(person, now, now + float(self._rng.uniform(0.5, 1.2)))
        self._line.append(waiting)
        self.log.append(waiting)

    def balk(self, person: int, now: float) -> None:
        self.log.append(Waiting(person, now, now, left=now, outcome="balked"))

    def abandon(self, person: int, now: float) -> None:
        waiting = self._line.pop(self._rank(person))
        waiting.left, waiting.outcome = now, "abandoned"

    def place(self, person: int) -> Point:
        return self.places[self._rank(person)]

    def faces(self, person: int) -> Point:
        """The one before, or the tills."""
        rank = self._rank(person)
        return self.places[rank - 1] if rank else self._tills[0].serves

    def till(self, person: int) -> Till | None:
        """The till to which somebody has been called."""
        return self._called[person][0] if person in self._called else None

    def serving(self, till: Till) -> int | None:
        """Who has been called to a till."""
        for person, (theirs, _) in self._called.items():
            if theirs is till:
                return person
        return None

    def serve(self, person: int, now: float) -> None:
        """Somebody called has come to the till."""
        self._called[person][1].served = now

    def release(self, person: int) -> None:
        """Somebody has been served."""
        del self._called[person]

    def call(self, now: float, crowd: Crowd) -> None:
        """The first of the line goes to the nearest free till."""
        if not self._line:
            return
        head = self._line[0]
        free = [till for till in self._tills if self.serving(till) is None]
        if not free or now < head.ready or crowd.distance(head.person, self.places[0]) > NEAR:
            return
        till = min(free, key=lambda till: crowd.distance(head.person, till.serves))
        head.left, head.till, head.outcome = now, till.name, "served"
        self._called[head.person] = (till, head)
        del self._line[0]
        if self._line:
            second = self._line[0]
            second.ready = max(second.ready, now + float(self._rng.uniform(0.4, 1.0)))

    def _rank(self, person: int) -> int:
        """Place in the line; who has just been called still counts as first."""
        return next((rank for rank, one in enumerate(self._line) if one.person == person), 0)
