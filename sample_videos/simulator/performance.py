"""A film's worth of shop life, from one seed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from math import ceil

import numpy as np

from sample_videos.simulator.arrivals import Arrivals, Party, arrivals_between
from sample_videos.simulator.itinerary import Script, cashier, floor_walker, plan, visitor
from sample_videos.simulator.people import person
from sample_videos.simulator.pose import Activity, Instant, Performance, Pose
from sample_videos.simulator.receipts import Receipt, receipts_of
from sample_videos.simulator.shop import AreaKind, Shop
from sample_videos.simulator.truth import Truth, truth_of
from sample_videos.simulator.walking import ARRIVED, Errand
from sample_videos.simulator.world import Away, Order, World

WARM_UP = 110.0
"""Seconds played before the film begins, so that its first frame shows a shop at work."""
STEP = 0.1
"""Seconds that bodies move at a time, at most."""


@dataclass(slots=True)
class _Actor:
    number: int
    party: Party | None
    script: Script
    street_pace: float
    shop_pace: float
    order: Order | Away | None = None


def perform(
    shop: Shop,
    *,
    seconds: float,
    rate: float = 10,
    seed: int,
    start: datetime,
    arrivals: Arrivals | None = None,
    warm_up: float = WARM_UP,
) -> tuple[Performance, Truth, list[Receipt]]:
    """Play a shop for some seconds.

    Args:
        rate: instants a second.
        start: time of day of the film's start, with its offset from UTC; receipts are dated by it.
        warm_up: seconds played before the film begins.
    """
    if start.tzinfo is None:
        raise ValueError("A film's start needs its offset from UTC.")
    rng = np.random.default_rng(seed)
    play = _Play(shop, -warm_up, seconds, rng, arrivals or Arrivals())
    substeps = ceil(1 / rate / STEP - 1e-9)
    first = -round(warm_up * rate)
    instants = []
    for at in range(first, round(seconds * rate)):
        if at >= 0:
            instants.append(Instant(at / rate, play.poses()))
        for part in range(substeps):
            play.step((at + part / substeps) / rate, 1 / rate / substeps)
    seen = {pose.person for instant in instants for pose in instant.poses}
    people = [one for one in play.people if one.number in seen]
    performance = Performance(people, instants, rate)
    world = play.world
    truth = truth_of(
        shop, performance, play.parties, world.queue.log, world.events, play.posts, seconds
    )
    return performance, truth, receipts_of(truth, start, rng)


class _Play:
    """The actors on the stage, from instant to instant."""

    def __init__(
        self,
        shop: Shop,
        first: float,
        seconds: float,
        rng: np.random.Generator,
        arrivals: Arrivals,
    ) -> None:
        tills = len(shop.tills)
        staff = tills + 1
        self.parties = arrivals_between(first, seconds, arrivals, staff, rng)
        count = staff + sum(len(party.members) for party in self.parties)
        self.people = [person(number, rng, staff=number < staff) for number in range(count)]
        self.world = World(shop, rng, count)
        self.posts = dict.fromkeys(range(tills), "cashier") | {tills: "floor"}
        self._due = list(self.parties)
        self._actors: dict[int, _Actor] = {}
        self._present: dict[int, Activity] = {}
        for number, till in enumerate(shop.tills):
            self.world.crowd.put(number, till.cashier, -np.pi / 2, 0.0, -1)
            self._enter(number, None, cashier(self.world, till))
        displays = shop.areas_of(AreaKind.DISPLAY)
        self.world.crowd.put(tills, displays[0].stands[0], 0.0, 0.0, -1)
        self._enter(tills, None, floor_walker(self.world, tills))

    def poses(self) -> tuple[Pose, ...]:
        crowd = self.world.crowd
        return tuple(
            Pose(
                number,
                round(float(crowd.position[number, 0]), 4),
                round(float(crowd.position[number, 1]), 4),
                round(float(crowd.heading[number]), 4),
                round(float(crowd.speed[number]), 4),
                round(float(crowd.walked[number]), 4),
                activity,
            )
            for number, activity in sorted(self._present.items())
        )

    def step(self, now: float, seconds: float) -> None:
        world = self.world
        world.now = now
        self._spawn()
        errands: dict[int, Errand] = {}
        for actor in list(self._actors.values()):
            order = self._advance(actor)
            if order is None:
                del self._actors[actor.number]
                self._present.pop(actor.number, None)
            elif isinstance(order, Order):
                errands[actor.number] = self._errand(actor, order)
        world.queue.call(now, world.crowd)
        world.crowd.step(seconds, errands)

    def _spawn(self) -> None:
        while self._due and self._due[0].at <= self.world.now:
            party = self._due[0]
            side = party.side
            places = [
                self.world.street_place(side, -side, rank) for rank in range(len(party.members))
            ]
            if not all(self._room(place) for place in places):
                self._due[0].at += 0.5
                return
            del self._due[0]
            plan(self.world, party)
            group = party.number if len(party.members) > 1 else -1
            for member, place in zip(party.members, places, strict=True):
                heading = 0.0 if side < 0 else np.pi
                self.world.crowd.put(member, place, heading, 1.1, group)
                self._enter(member, party, visitor(self.world, party, member))

    def _room(self, place: tuple[float, float]) -> bool:
        return self.world.crowd.room_at(place, list(self._present), 0.8)

    def _enter(self, number: int, party: Party | None, script: Script) -> None:
        rng = self.world.rng
        brisk = float(rng.normal(1.0, 0.1))
        if party is not None and number != party.members[0]:
            brisk = self._actors[party.members[0]].street_pace / 1.28
        brisk = min(max(brisk, 0.8), 1.2)
        self._actors[number] = _Actor(number, party, script, 1.28 * brisk, 0.95 * brisk)
        self._present[number] = "walk"

    def _advance(self, actor: _Actor) -> Order | Away | None:
        """The order that holds now; None when the script is over."""
        while True:
            order = actor.order
            if isinstance(order, Order):
                place = order.place()
                near = self.world.crowd.distance(actor.number, place)
                blocked = self.world.crowd.blocked[actor.number]
                # With somebody in the way near is near enough, sooner or later.
                arrived = near < ARRIVED or (near < 0.35 and blocked > 0.8)
                arrived |= near < 1.0 and blocked > 5.0
                if not (arrived if order.until is None else order.until()):
                    return order
            elif isinstance(order, Away):
                if self.world.now < order.until or not self._room(order.back):
                    self._present.pop(actor.number, None)
                    return order
                x, _ = order.back
                heading = 0.0 if x < 0 else np.pi
                self.world.crowd.put(actor.number, order.back, heading, 1.1, -1)
                self._present[actor.number] = "walk"
            actor.order = next(actor.script, None)
            if actor.order is None:
                return None

    def _errand(self, actor: _Actor, order: Order) -> Errand:
        crowd = self.world.crowd
        place = order.place()
        in_shop = crowd.position[actor.number, 1] > -0.3
        still = crowd.distance(actor.number, place) < 0.35 and crowd.speed[actor.number] < 0.1
        self._present[actor.number] = order.activity if still and order.until else "walk"
        if self._present[actor.number] == "walk" and crowd.speed[actor.number] < 0.05:
            self._present[actor.number] = "stand"
        pace = actor.shop_pace if in_shop else actor.street_pace
        return Errand(place, pace, order.faces() if order.faces else None)
