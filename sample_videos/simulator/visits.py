"""Stays in areas and crossings of the door, from where people's feet were."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from sample_videos.simulator.pose import Performance
from sample_videos.simulator.shop import Point, Shop

DOOR_LINE = 0.35
"""y of the line at which people are in, metres. It runs on past the door's posts: who hugs one
comes in up to 0.1 m beside the door."""
ENTRY_DELAY = 0.5
EXIT_GRACE = 2.0
VISIT_SECONDS = 3.0
U_TURN_SECONDS = 10.0
"""The product's own definitions of a visit and a U-turn, by their defaults, in seconds."""

Track = list[tuple[float, Point]]
"""Times and foot points of one person, without gaps."""


@dataclass(frozen=True, slots=True)
class Crossing:
    """Feet over the door's line."""

    person: int
    time: float
    direction: Literal["in", "out"]


@dataclass(frozen=True, slots=True)
class UTurn:
    """An in undone by an out."""

    person: int
    entered: float
    left: float


@dataclass(frozen=True, slots=True)
class Stay:
    """Somebody's time in an area. Cut off by the film's start or end: true times are unknown, and
    ``entered`` or ``left`` is the film's edge."""

    person: int
    area: str
    entered: float
    left: float
    cut_start: bool
    cut_end: bool

    @property
    def dwell(self) -> float:
        return self.left - self.entered

    @property
    def censored(self) -> bool:
        return self.cut_start or self.cut_end


def tracks_of(performance: Performance) -> dict[int, list[Track]]:
    """Every person's stretches in sight of nobody but the simulator, in order."""
    tracks: dict[int, list[Track]] = {}
    last: dict[int, float] = {}
    for instant in performance:
        for pose in instant.poses:
            own = tracks.setdefault(pose.person, [])
            if pose.person not in last or instant.time - last[pose.person] > 1.5 / performance.rate:
                own.append([])
            own[-1].append((instant.time, (pose.x, pose.y)))
            last[pose.person] = instant.time
    return tracks


def crossings_of(performance: Performance) -> list[Crossing]:
    """Every crossing of the door's line, by time."""
    crossings = []
    for person, tracks in tracks_of(performance).items():
        for track in tracks:
            for (t1, (_, y1)), (t2, (_, y2)) in pairwise(track):
                if (y1 > DOOR_LINE) == (y2 > DOOR_LINE):
                    continue
                time = round(t1 + (DOOR_LINE - y1) / (y2 - y1) * (t2 - t1), 3)
                crossings.append(Crossing(person, time, "in" if y2 > y1 else "out"))
    return sorted(crossings, key=lambda crossing: (crossing.time, crossing.person))


def u_turns_of(crossings: Sequence[Crossing]) -> list[UTurn]:
    entered: dict[int, float] = {}
    turns = []
    for crossing in crossings:
        if crossing.direction == "in":
            entered[crossing.person] = crossing.time
            continue
        since = entered.pop(crossing.person, None)
        if since is not None and crossing.time - since <= U_TURN_SECONDS:
            turns.append(UTurn(crossing.person, since, crossing.time))
    return turns


def stays_of(shop: Shop, performance: Performance) -> tuple[list[Stay], list[Stay]]:
    """Visits, and passes: stays too short to be one."""
    visits: list[Stay] = []
    passes: list[Stay] = []
    end = performance.instants[-1].time
    for person, tracks in tracks_of(performance).items():
        for area in shop.areas:
            for track in tracks:
                for entered, left in _stretches(track, area.polygon):
                    cut_start = entered <= 0.0
                    cut_end = left >= end
                    stay = Stay(
                        person, area.name, round(entered, 3), round(left, 3), cut_start, cut_end
                    )
                    (visits if stay.dwell >= VISIT_SECONDS - 1e-6 else passes).append(stay)
    visits.sort(key=lambda stay: (stay.entered, stay.person))
    passes.sort(key=lambda stay: (stay.entered, stay.person))
    return visits, passes


def _stretches(track: Track, polygon: Sequence[Point]) -> list[tuple[float, float]]:
    """From when to when feet were in a polygon, with its entry delay and its exit grace."""
    inside: list[tuple[float, float]] = []
    since = track[0][0] if contains(polygon, track[0][1]) else None
    for (t1, _), (t2, point) in pairwise(track):
        here = contains(polygon, point)
        if here and since is None:
            since = (t1 + t2) / 2
        elif not here and since is not None:
            inside.append((since, (t1 + t2) / 2))
            since = None
    if since is not None:
        inside.append((since, track[-1][0]))
    stays: list[tuple[float, float]] = []
    for begin, end in inside:
        if stays and begin - stays[-1][1] < EXIT_GRACE:
            stays[-1] = (stays[-1][0], end)
        elif end - begin >= ENTRY_DELAY:
            stays.append((begin, end))
    return stays


def contains(polygon: Sequence[Point], point: Point) -> bool:
    """Whether a point is in a polygon, by the even-odd rule."""
    x, y = point
    odd = False
    for (x1, y1), (x2, y2) in pairwise((*polygon, polygon[0])):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
            odd = not odd
    return odd
