"""The shop in the course of a film: who holds which place, what has happened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.random import Generator

from sample_videos.simulator.arrivals import Party
from sample_videos.simulator.floor import STREET_MARGIN, Floor
from sample_videos.simulator.pose import Activity
from sample_videos.simulator.queueing import Queue
from sample_videos.simulator.shop import Area, AreaKind, Point, Shop
from sample_videos.simulator.walking import Crowd

LOOK_SPACING = 0.75
"""Metres between two people at a window."""


@dataclass(frozen=True, slots=True)
class Order:
    """What an actor does next. Without ``until`` it ends on arrival."""

    place: Callable[[], Point]
    until: Callable[[], bool] | None = None
    activity: Activity = "stand"
    """Once there."""
    faces: Callable[[], Point] | None = None


@dataclass(frozen=True, slots=True)
class Away:
    """Out of sight in the street until a time, then back at a place."""

    until: float
    back: Point


@dataclass(slots=True)
class Event:
    """Something that somebody did on purpose. Seconds from the film's start; ``end`` is None until
    it has ended."""

    kind: Literal["look", "pick-up", "sale"]
    person: int
    begin: float
    end: float | None = None
    till: str = ""
    goods: tuple[str, ...] = ()


class World:
    """What the actors share."""

    def __init__(self, shop: Shop, rng: Generator, capacity: int) -> None:
        self.shop = shop
        self.rng = rng
        self.floor = Floor(shop)
        self.crowd = Crowd(self.floor, capacity, rng)
        lines = shop.areas_of(AreaKind.QUEUE)
        self.queue = Queue(lines[0].stands if lines else (), shop.tills, rng)
        self.now = 0.0
        self.events: list[Event] = []
        self._held: dict[Point, int] = {}
        self._spots: dict[tuple[int, int], list[tuple[Area, Point] | None]] = {}

    def after(self, seconds: float) -> Callable[[], bool]:
        """Whether so much time has passed, from now on."""
        until = self.now + seconds
        return lambda: self.now >= until

    def here(self, person: int) -> Point:
        x, y = self.crowd.position[person]
        return (float(x), float(y))

    def note(self, event: Event) -> Event:
        self.events.append(event)
        return event

    def hold(self, place: Point, person: int) -> bool:
        """Keep a place for somebody, if nobody else has it."""
        return self._held.setdefault(place, person) == person

    def let_go(self, person: int) -> None:
        self._held = {place: who for place, who in self._held.items() if who != person}

    def free(self, places: Sequence[Point]) -> list[Point]:
        return [
            place
            for place in places
            if all(np.hypot(place[0] - x, place[1] - y) > 0.5 for x, y in self._held)
        ]

    def share_out(
        self, party: Party, step: int, wishes: Sequence[Area]
    ) -> list[tuple[Area, Point] | None]:
        """The places of a party for one step, a place a member in the members' order.

        The first who asks settles it for all: the first wish with room for everybody, else as near
        to that as can be; None for those who find no room at all.
        """
        key = (party.number, step)
        if key not in self._spots:
            for member in party.members:
                self.let_go(member)
            room = {area.name: self._room_in(area) for area in wishes}
            whole = [area for area in wishes if len(room[area.name]) >= len(party.members)]
            chosen: list[tuple[Area, Point]] = []
            for area in whole[:1] or wishes:
                chosen += [(area, spot) for spot in room[area.name]]
            self._spots[key] = [None] * len(party.members)
            for rank, (member, choice) in enumerate(zip(party.members, chosen, strict=False)):
                self._spots[key][rank] = choice
                self.hold(choice[1], member)
            for member in party.members[len(chosen) :]:
                self.hold(self.here(member), member)
        return self._spots[key]

    def _room_in(self, area: Area) -> list[Point]:
        """Free places of an area, neighbours first. An aisle is never filled: nobody would pass."""
        spots = self.free(area.stands)
        if spots:
            first = spots[int(self.rng.integers(len(spots)))]
            spots.sort(key=lambda spot: np.hypot(spot[0] - first[0], spot[1] - first[1]))
        taken = len(area.stands) - len(spots)
        most = max(2, int(0.7 * len(area.stands))) if len(area.stands) > 1 else 1
        return spots[: max(most - taken, 0)]

    def window_places(self, people: Sequence[int], side: int) -> list[Point] | None:
        """Neighbouring places before a window for a whole party: the first of those who come from
        a side gets the place furthest from it, so that nobody has to pass the others."""
        starts = [
            x1 + 0.5 + LOOK_SPACING * part
            for x1, x2 in self.shop.windows
            for part in range(int((x2 - x1 - 1.0) / LOOK_SPACING) + 2 - len(people))
        ]
        self.rng.shuffle(starts)
        for start in starts:
            places = [(start + LOOK_SPACING * part, -0.8) for part in range(len(people))]
            places.sort(reverse=side < 0)
            if len(self.free(places)) == len(places):
                for place, person in zip(places, people, strict=True):
                    self.hold(place, person)
                return places
        return None

    def looked_at(self, place: Point) -> Point:
        """The nearest point of furniture: what somebody who stands at a place looks at."""
        solids = self.floor.solids[: len(self.shop.fixtures)]
        x = np.clip(place[0], solids[:, 0], solids[:, 2])
        y = np.clip(place[1], solids[:, 1], solids[:, 3])
        nearest = int(np.hypot(x - place[0], y - place[1]).argmin())
        return (float(x[nearest]), float(y[nearest]))

    def street_place(self, end: int, towards: int, rank: int, lane: float = 0.0) -> Point:
        """At an end of the street, out of every camera's sight, in the lane of a direction.

        Walkers keep to the right, so the two directions seldom meet; those of a group walk abreast
        by their rank.
        """
        x = 0.5 - STREET_MARGIN if end < 0 else self.shop.width + STREET_MARGIN - 0.5
        near, far = (-2.05, -2.75) if towards > 0 else (-1.7, -1.0)
        x -= towards * 0.8 * (rank // 2)
        return (x, (far if rank % 2 else near) + lane)
