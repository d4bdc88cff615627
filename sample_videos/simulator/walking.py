"""How bodies walk: along the way to their goal, round each other, without jerks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from sample_videos.simulator.floor import BODY, Floats, Floor, Integers
from sample_videos.simulator.shop import Point

Booleans = NDArray[np.bool_]

ARRIVED = 0.1
"""Metres from the goal at which one stands still."""
APART = 0.55
"""Metres between the middles of two bodies that people plan for."""
TOUCH = 0.46
"""Metres that two bodies do not come under."""
SQUEEZE = 0.37
"""Except where somebody has been stuck for long: they squeeze past, sideways."""
HORIZON = 3.0
"""Seconds of looking ahead for collisions."""
ACCELERATION = 1.1
BRAKING = 1.9
"""Metres per second, each second."""
TURNING = 2.4
"""Radians a second, at most."""
TURN_RAMP = 11.0
"""Radians a second, each second."""

DRIFT = 0.12
"""Radians, standard deviation, off the straight way."""
DRIFT_SECONDS = 3.0
"""How long a drift lasts."""

_ANGLES = np.radians([0, -9, 9, -18, 18, -30, 30, -45, 45, -65, 65, -90, 90, -130, 130])
_SHARES = np.array([1.0, 0.75, 0.5, 0.25])
_NEIGHBOURS = 7


@dataclass(slots=True)
class Errand:
    """What one body is to do now."""

    place: Point
    pace: float
    """Metres per second, with a free way."""
    faces: Point | None = None
    """What to look at on arrival."""


class Crowd:
    """Everybody's body, by number. Arrays hold a row for each number ever given out."""

    def __init__(self, floor: Floor, capacity: int, rng: Generator) -> None:
        self._floor = floor
        self._rng = rng
        self._drift = rng.normal(0.0, DRIFT, capacity)
        self.position = np.zeros((capacity, 2))
        self.heading = np.zeros(capacity)
        self.speed = np.zeros(capacity)
        self.walked = np.zeros(capacity)
        self.group = np.full(capacity, -1, dtype=np.int64)
        self.blocked = np.zeros(capacity)
        """Seconds for which somebody has wanted to walk and could not."""
        self._turning = np.zeros(capacity)
        self._yielding = np.zeros(capacity)

    def put(self, number: int, place: Point, heading: float, speed: float, group: int) -> None:
        self.position[number] = place
        self.heading[number] = heading
        self.speed[number] = speed
        self.group[number] = group
        self.blocked[number] = self._turning[number] = 0.0

    def distance(self, number: int, place: Point) -> float:
        x, y = self.position[number]
        return float(np.hypot(x - place[0], y - place[1]))

    def room_at(self, place: Point, present: Sequence[int], apart: float) -> bool:
        if not present:
            return True
        gaps = np.hypot(*(self.position[list(present)] - place).T)
        return bool(gaps.min() >= apart)

    def step(self, seconds: float, errands: dict[int, Errand]) -> None:
        """Everybody moves on by one instant. ``errands`` holds everybody present, by number."""
        if not errands:
            return
        who = np.fromiter(errands, dtype=np.int64, count=len(errands))
        places = np.array([errand.place for errand in errands.values()])
        paces = np.array([errand.pace for errand in errands.values()])
        keep = np.exp(-seconds / DRIFT_SECONDS)
        noise = self._rng.normal(0.0, DRIFT * np.sqrt(1 - keep**2), len(self._drift))
        self._drift = keep * self._drift + noise
        self._yield_way(seconds, who)
        gaps = np.hypot(*(places - self.position[who]).T)
        still = gaps < ARRIVED
        # Nearly there and somebody in the way: that is near enough.
        still |= (gaps < 0.3) & (self.blocked[who] > 1.0)
        self.blocked[who[still]] = 0.0

        wanted = np.zeros((len(who), 2))
        if not still.all():
            goals = np.array([self._floor.goal((x, y)) for x, y in places[~still]], dtype=np.int64)
            wanted[~still] = self._wish(who[~still], goals, places[~still], paces[~still])
        chosen = self._avoid(who, wanted, ~still)
        faced = [errand.faces for errand in errands.values()]
        self._move(seconds, who, chosen, still, faced)

    def _yield_way(self, seconds: float, who: Integers) -> None:
        """Of two who block each other for long, one steps back for a moment, by chance."""
        self._yielding[who] = np.maximum(self._yielding[who] - seconds, 0.0)
        chance = self._rng.random((2, len(who)))
        starts = (self.blocked[who] > 3.0) & (chance[0] < seconds / 4) & (self._yielding[who] == 0)
        self._yielding[who] += starts * (1.5 + 1.5 * chance[1])

    def _wish(self, who: Integers, goals: Integers, places: Floats, paces: Floats) -> Floats:
        """The velocities that people would have alone, (N, 2)."""
        position = self.position[who]
        ahead, final = self._floor.ahead(position, goals, places)
        way = ahead - position
        length = np.hypot(*way.T)
        pace = paces * self._together(who, way / np.maximum(length, 1e-6)[:, None])
        slow = np.sqrt(2 * 0.6 * np.maximum(length - 0.5 * ARRIVED, 0.01))
        pace = np.where(final, np.minimum(pace, slow), pace)
        pace = np.where(self._yielding[who] > 0, -0.6 * pace, pace)
        # Nobody walks by the ruler: a slow drift, gone where it matters to arrive.
        angle = np.where(final & (length < 1.5), 0.0, self._drift[who])
        turned = [
            np.cos(angle) * way[:, 0] - np.sin(angle) * way[:, 1],
            np.sin(angle) * way[:, 0] + np.cos(angle) * way[:, 1],
        ]
        way = np.stack(turned, axis=-1)
        wish: Floats = way / np.maximum(length, 1e-6)[:, None] * pace[:, None]
        return wish

    def _together(self, who: Integers, direction: Floats) -> Floats:
        """Those of a group who are ahead of it slow down, those behind hurry a little, (N,)."""
        groups = self.group[who]
        factor = np.ones(len(who))
        for group in np.unique(groups[groups >= 0]):
            members = groups == group
            if members.sum() < 2:
                continue
            position = self.position[who[members]]
            lead = ((position - position.mean(axis=0)) * direction[members]).sum(axis=1)
            factor[members] = np.clip(1.0 - 0.45 * lead, 0.5, 1.15)
        return factor

    def _avoid(self, who: Integers, wanted: Floats, moving: Booleans) -> Floats:
        """The velocity nearest to the wanted one with no collision in sight, (N, 2).

        Velocity obstacles, sampled: each takes half of the trouble with a walker, all of it with
        somebody who stands.
        """
        chosen = np.zeros_like(wanted)
        rows = np.flatnonzero(moving)
        if not len(rows):
            return chosen
        me = who[rows]
        position, velocity = self.position[me], self._velocity(me)
        wish = wanted[rows]
        speed = np.hypot(*wish.T)
        bearing = np.arctan2(wish[:, 1], wish[:, 0])
        angles = bearing[:, None, None] + _ANGLES[:, None]
        sizes = speed[:, None, None] * _SHARES
        options = np.stack([np.cos(angles) * sizes, np.sin(angles) * sizes], axis=-1)
        options = options.reshape(len(rows), -1, 2)
        options = np.concatenate([options, np.zeros((len(rows), 1, 2))], axis=1)

        cost = np.hypot(*np.moveaxis(options - wish[:, None], -1, 0))
        cost += 0.3 * np.hypot(*np.moveaxis(options - velocity[:, None], -1, 0))
        # To the right, when both sides are equal: what most people do.
        cost[:, :-1] += 0.02 * np.repeat(_ANGLES > 0, len(_SHARES))
        # Standing still is for those who find no way; it grows dearer with the time.
        cost[:, -1] += 0.1 * np.minimum(self.blocked[me], 6.0)
        cost += self._collisions(rows, who, position, velocity, options, moving)
        for later in (0.3, 0.6, 0.9):
            clear = self._floor.rough_clearance(position[:, None] + later * options)
            cost += 6.0 * (clear < BODY) + 1.5 * np.clip(0.3 - clear, 0.0, None)
        best = np.round(cost, 9).argmin(axis=1)
        chosen[rows] = options[np.arange(len(rows)), best]
        return chosen

    def _collisions(
        self,
        rows: Integers,
        who: Integers,
        position: Floats,
        velocity: Floats,
        options: Floats,
        moving: Booleans,
    ) -> Floats:
        """What each option costs by the nearest collision that it leads to, (N, options)."""
        everyone = self.position[who]
        gaps = np.hypot(*np.moveaxis(everyone[None] - position[:, None], -1, 0))
        gaps[np.arange(len(rows)), rows] = np.inf
        near = np.argsort(gaps, axis=1)[:, :_NEIGHBOURS]
        away = np.take_along_axis(gaps, near, axis=1)
        offset = everyone[near] - position[:, None]
        theirs = self._velocity(who)[near]
        walks = (moving[near] & (np.hypot(*np.moveaxis(theirs, -1, 0)) > 0.1))[..., None]

        ours = options[:, :, None]
        both = 2 * ours - velocity[:, None, None] - theirs[:, None]
        relative = np.where(walks[:, None], both, ours - theirs[:, None])
        same = self.group[who[rows]][:, None] == self.group[who[near]]
        same &= self.group[who[near]] >= 0
        squeeze = 0.03 * np.minimum(self.blocked[who[rows]], 5.0)[:, None]
        radius = np.where(same, 0.5, APART) - squeeze
        touch = self._touch(who[rows])[:, None]
        radius = np.minimum(radius, np.maximum(away - 0.01, touch))[:, None]

        towards = (relative * offset[:, None]).sum(axis=-1)
        fast = np.maximum((relative**2).sum(axis=-1), 1e-9)
        beyond = np.maximum(away[:, None] ** 2 - radius**2, 0.0)
        root = towards**2 - fast * beyond
        hits = (root > 0) & (towards > 0) & np.isfinite(away[:, None])
        time = np.where(hits, (towards - np.sqrt(np.maximum(root, 0.0))) / fast, np.inf)
        soonest = np.maximum(time.min(axis=2), 0.05)
        danger: Floats = 0.7 * np.maximum(1 / soonest - 1 / HORIZON, 0.0)
        return danger

    def _touch(self, who: Integers) -> Floats:
        """How near each lets others come, metres, (N,)."""
        patience: Floats = np.clip(TOUCH - 0.03 * (self.blocked[who] - 2.0), SQUEEZE, TOUCH)
        return patience

    def _velocity(self, who: Integers) -> Floats:
        return (
            np.stack([np.cos(self.heading[who]), np.sin(self.heading[who])], axis=-1)
            * self.speed[who][:, None]
        )

    def _move(
        self,
        seconds: float,
        who: Integers,
        chosen: Floats,
        still: Booleans,
        faced: Sequence[Point | None],
    ) -> None:
        fast = np.hypot(*chosen.T)
        heading = self.heading[who]
        aim = np.where(fast > 0.02, np.arctan2(chosen[:, 1], chosen[:, 0]), heading)
        for row, point in enumerate(faced):
            if still[row] and point is not None:
                x, y = self.position[who[row]]
                aim[row] = np.arctan2(point[1] - y, point[0] - x)
        error = np.angle(np.exp(1j * (aim - heading)))

        # A turn starts and stops softly: never faster than can be stopped at the aim.
        limit = np.minimum(TURNING, np.sqrt(2 * 0.7 * TURN_RAMP * np.abs(error)))
        turn = np.sign(error) * np.minimum(limit, np.abs(error) / seconds)
        change = np.clip(turn - self._turning[who], -TURN_RAMP * seconds, TURN_RAMP * seconds)
        self._turning[who] += change
        self.heading[who] = np.angle(np.exp(1j * (heading + self._turning[who] * seconds)))

        target = fast * np.clip(np.cos(error), 0.0, 1.0) ** 2
        before = self.speed[who]
        speed = np.clip(target, before - BRAKING * seconds, before + ACCELERATION * seconds)
        self.speed[who] = np.maximum(speed, 0.0)
        new = self.position[who] + self._velocity(who) * seconds
        new, held = self._hold(who, new)
        walked = np.hypot(*(new - self.position[who]).T)
        self.walked[who] += walked
        # Processors differ in the last bit of a cosine, and a crowd would make another film of it.
        new = np.round(new, 6)
        self.position[who] = new
        self.speed[who] = np.round(np.where(held, walked / seconds, self.speed[who]), 6)
        self.heading[who] = np.round(self.heading[who], 6)
        self._turning[who] = np.round(self._turning[who], 6)
        slow = ~still & (walked < 0.1 * seconds)
        self.blocked[who] = np.where(
            slow, self.blocked[who] + seconds, np.maximum(self.blocked[who] - 2 * seconds, 0.0)
        )

    def _hold(self, who: Integers, new: Floats) -> tuple[Floats, Booleans]:
        """Nobody ends in furniture or in somebody: who would, slides along or stays.

        Where everybody stood before was all right, so taking moves back always ends all right.
        """
        old = self.position[who]
        held = np.zeros(len(who), dtype=bool)
        clear = self._floor.clearance(new)
        scraping = (clear < BODY) & (clear < self._floor.clearance(old))
        for row in np.flatnonzero(scraping):
            held[row] = True
            slides = np.array([[new[row, 0], old[row, 1]], [old[row, 0], new[row, 1]], old[row]])
            free = self._floor.clearance(slides) >= BODY
            free[2] = True
            new[row] = slides[int(free.argmax())]
        own = self._touch(who)
        touch = np.minimum(own[:, None], own[None])
        for _ in range(4):
            gaps = np.hypot(*np.moveaxis(new[:, None] - new[None], -1, 0))
            before = np.hypot(*np.moveaxis(old[:, None] - old[None], -1, 0))
            close = (gaps < touch) & (gaps < before - 1e-9)
            rows = np.flatnonzero(close.any(axis=1) & (new != old).any(axis=1))
            if not len(rows):
                break
            new[rows] = old[rows]
            held[rows] = True
        return new, held
