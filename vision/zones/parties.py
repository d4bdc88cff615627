"""Buying units at the lines: people who came in together count as one beside the head count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from vision.zones.events import Crossing, Direction, LineEvent, Party
from vision.zones.floor import Floor
from vision.zones.geometry import Point
from vision.zones.groups import Companions, GroupSettings, Path

WITHIN_SECONDS = 20.0
"""Companions pass a line within this long of each other."""


@dataclass(slots=True)
class _Walked:
    """Where a track was, in pixels."""

    times: list[float] = field(default_factory=list)
    feet: list[Point] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Passed:
    track: int
    time: float


class PartyCounter:
    """Says each party once, when its first member's crossing is so old that the rest are known.

    Tracks are kept from their first sighting until no party can need them any more, in memory.

    Args:
        floor: of the camera, for distances in metres.
        settings: what makes companions.
    """

    def __init__(self, floor: Floor, settings: GroupSettings | None = None) -> None:
        self._floor = floor
        self._companions = Companions(settings)
        self._walks: dict[int, _Walked] = defaultdict(_Walked)
        self._gone: dict[int, float] = {}
        self._passed: dict[tuple[str, Direction], list[_Passed]] = defaultdict(list)
        self._told: dict[tuple[str, Direction], set[int]] = defaultdict(set)

    @property
    def waiting(self) -> int:
        """Tracks that are kept."""
        return len(self._walks)

    def see(self, track: int, time: float, foot: Point) -> None:
        walked = self._walks[track]
        if not walked.times or time > walked.times[-1]:
            walked.times.append(time)
            walked.feet.append(foot)

    def take(self, event: LineEvent) -> None:
        if isinstance(event, Crossing):
            self._passed[event.line, event.direction].append(_Passed(event.track, event.time))
            return
        for time, direction, _ in event.undone:
            passed = self._passed[event.line, direction]
            passed[:] = [one for one in passed if (one.track, one.time) != (event.track, time)]

    def end(self, track: int, time: float) -> None:
        """A track that will not be seen again."""
        self._gone[track] = time

    def settle(self, until: float) -> list[Party]:
        """Parties whose first member crossed before ``until``; called with growing times.

        Everybody's crossing is in one party; most parties are one person.
        """
        parties: list[Party] = []
        for (line, direction), passed in self._passed.items():
            passed.sort(key=lambda one: one.time)
            due = [one for one in passed if one.time < until]
            if not due:
                continue
            told = self._told[line, direction]
            group_of = self._groups(passed)
            for one in due:
                if one.track in told:
                    # Of a party that was told with somebody before. Were the same person to come
                    # in twice, it would be as one of a later party.
                    told.discard(one.track)
                    continue
                members = [
                    other.track
                    for other in passed
                    if other.track in group_of.get(one.track, {one.track})
                    and 0 <= other.time - one.time <= WITHIN_SECONDS
                ]
                told.update(track for track in members if track != one.track)
                parties.append(Party(line, direction, one.time, tuple(dict.fromkeys(members))))
            passed[:] = [one for one in passed if one.time >= until]
        self._forget(until)
        return parties

    def _groups(self, passed: Iterable[_Passed]) -> dict[int, frozenset[int]]:
        paths = {}
        for track in dict.fromkeys(one.track for one in passed):
            walked = self._walks.get(track)
            if walked is None:
                continue
            places = self._floor.metres(walked.feet)
            known = np.isfinite(places).all(axis=1)
            if known.sum() > 1:
                paths[track] = Path(np.array(walked.times)[known], places[known])
        return {track: group for group in self._companions.groups(paths) for track in group}

    def _forget(self, until: float) -> None:
        waiting = {one.track for passed in self._passed.values() for one in passed}
        for track, time in list(self._gone.items()):
            if time < until - WITHIN_SECONDS and track not in waiting:
                del self._gone[track]
                self._walks.pop(track, None)
                for told in self._told.values():
                    told.discard(track)
