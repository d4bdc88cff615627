"""Visits as they were rebuilt across cameras, beside the true ones: in memory."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import hypot
from statistics import median
from typing import Any

from analytics.intervals import Interval, wilson
from sample_videos.simulator.pose import Performance
from sample_videos.simulator.shop import Shop
from sample_videos.simulator.truth import Truth
from vision.evaluation.pairs import PairScore
from vision.journey.step import Departure, PlanUpdate, Shown, Step
from vision.zones.events import Visit
from vision.zones.geometry import Point, Polygon
from vision.zones.zone import ZoneMonitor

TOLERANCE = 3.0
"""Seconds between a passage of the door and when it was told."""
FEWEST_SIGHTINGS = 5
"""A stretch of a track that shows nobody, and is shorter, is not judged."""

Witnessed = Callable[[str, int, float, float], Counter[int | None]]
"""(camera, track, begin, end) to whom the sightings show, and how often; None: nobody."""


@dataclass(frozen=True, slots=True)
class TrueVisit:
    """From the passage in to the passage out. ``zones``: the areas visited, in order."""

    person: int
    entered: float
    left: float
    zones: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class JourneyScore:
    """``rebuilt``: true visits of which door, order of zones and door were all told right, by one
    person; ``told``: visits that were told from door to door. ``joints``: pairs of stretches of
    camera tracks that were put into one person. ``floor_errors``: metres between each step that
    was told and where its person was."""

    visits: int
    told: int
    rebuilt: int
    joints: PairScore
    floor_errors: Sequence[float]

    @classmethod
    def pooled(cls, scores: Sequence[JourneyScore]) -> JourneyScore:
        """Of several shops, as if they were one."""
        joints = [score.joints for score in scores]
        return cls(
            sum(score.visits for score in scores),
            sum(score.told for score in scores),
            sum(score.rebuilt for score in scores),
            PairScore(
                sum(one.true for one in joints),
                sum(one.found for one in joints),
                sum(one.right for one in joints),
            ),
            [error for score in scores for error in score.floor_errors],
        )

    @property
    def share(self) -> float | None:
        return self.rebuilt / self.visits if self.visits else None

    @property
    def interval(self) -> Interval | None:
        """Of the share: Wilson, 95 %, as if one visit were independent of another."""
        return wilson(self.rebuilt, self.visits) if self.visits else None

    @property
    def floor_error(self) -> float | None:
        """Median."""
        return median(self.floor_errors) if self.floor_errors else None

    def summary(self) -> dict[str, Any]:
        joints = self.joints
        low, high = self.interval or (None, None)
        return {
            "visits": self.visits,
            "told": self.told,
            "rebuilt": self.rebuilt,
            "share": self.share,
            "low": low,
            "high": high,
            "joints": asdict(joints),
            "precision": joints.precision,
            "recall": joints.recall,
            "floor_error": self.floor_error,
        }


def true_visits(truth: Truth) -> list[TrueVisit]:
    """Of visitors who came in and left within the film, and did not turn back at once."""
    staff = {one.number for one in truth.people if one.staff}
    undone = {(turn.person, turn.entered) for turn in truth.u_turns}
    entered: dict[int, float] = {}
    visits = []
    for crossing in truth.crossings:
        if crossing.direction == "in":
            entered[crossing.person] = crossing.time
            continue
        since = entered.pop(crossing.person, None)
        if since is None or crossing.person in staff or (crossing.person, since) in undone:
            continue
        stays = [
            (stay.entered, stay.area)
            for stay in truth.visits
            if stay.person == crossing.person and since <= stay.entered <= crossing.time
        ]
        zones = _order(stays)
        visits.append(TrueVisit(crossing.person, since, crossing.time, zones))
    return visits


class JourneyTally:
    """Gathers what a joiner tells.

    Args:
        start: capture time of the film's first frame.
        witnessed: whom a stretch of a camera's track shows.
    """

    def __init__(
        self, shop: Shop, performance: Performance, truth: Truth, start: float, witnessed: Witnessed
    ) -> None:
        self._visits = true_visits(truth)
        self._where: Mapping[int, Mapping[int, Point]] = {
            round(instant.time * performance.rate): {
                pose.person: (pose.x, pose.y) for pose in instant.poses
            }
            for instant in performance
        }
        self._rate = performance.rate
        self._start = start
        self._witnessed = witnessed
        self._zones = [ZoneMonitor(area.name, Polygon(area.polygon)) for area in shop.areas]
        self._stays: dict[int, list[tuple[float, str]]] = defaultdict(list)
        self._steps: dict[int, list[Step]] = defaultdict(list)
        self._shown: dict[int, list[Shown]] = defaultdict(list)
        self._departures: list[Departure] = []

    def take(self, update: PlanUpdate) -> None:
        for step in update.steps:
            self._steps[step.person].append(step)
        for shown in update.shown:
            self._shown[shown.person].append(shown)
        self._departures += update.departures

    def score(self) -> JourneyScore:
        for departure in self._departures:
            self._follow(departure)
        told = [one for one in self._departures if one.whole and not one.staff]
        rebuilt = {visit for visit in self._visits for one in told if self._is_rebuilt(visit, one)}
        return JourneyScore(
            len(self._visits), len(told), len(rebuilt), self._joints(), self._floor_errors()
        )

    def failures(self) -> list[tuple[TrueVisit, list[tuple[Departure, tuple[str, ...]]]]]:
        """Visits that were not rebuilt, with what was told of their beginning or end."""
        found = []
        for visit in self._visits:
            if any(self._is_rebuilt(visit, one) for one in self._departures):
                continue
            near = [
                (one, _order(self._stays[one.person]))
                for one in self._departures
                if abs(one.since - self._start - visit.entered) < TOLERANCE
                or abs(one.time - self._start - visit.left) < TOLERANCE
            ]
            found.append((visit, near))
        return found

    def _follow(self, departure: Departure) -> None:
        steps = self._steps[departure.person]
        interval = 0.2
        events = []
        for zone in self._zones:
            for step in steps:
                events += zone.see(step.person, step.time, step.place, interval, at_edge=False)
            events += zone.end(departure.person, departure.time, interval, at_edge=False)
        self._stays[departure.person] = [
            (event.entered, event.zone) for event in events if isinstance(event, Visit)
        ]

    def _is_rebuilt(self, visit: TrueVisit, departure: Departure) -> bool:
        return (
            departure.whole
            and abs(departure.since - self._start - visit.entered) <= TOLERANCE
            and abs(departure.time - self._start - visit.left) <= TOLERANCE
            and _order(self._stays[departure.person]) == visit.zones
            and self._mostly(departure.person) == visit.person
        )

    def _mostly(self, person: int) -> int | None:
        """Whom most of a person's stretches of tracks show."""
        seen: Counter[int | None] = Counter()
        for one in self._shown[person]:
            seen.update(self._witnessed(one.camera, one.track, one.begin, one.end))
        del seen[None]
        return seen.most_common(1)[0][0] if seen else None

    def _joints(self) -> PairScore:
        found: list[list[Hashable]] = []
        truth: dict[Hashable, list[Hashable]] = defaultdict(list)
        for person, stretches in self._shown.items():
            seen: dict[tuple[str, int], Counter[int | None]] = defaultdict(Counter)
            begin: dict[tuple[str, int], float] = {}
            for one in stretches:
                key = (one.camera, one.track)
                begin.setdefault(key, one.begin)
                seen[key].update(self._witnessed(one.camera, one.track, one.begin, one.end))
            group: list[Hashable] = []
            for key, people in seen.items():
                known = Counter({who: n for who, n in people.items() if who is not None})
                stretch = (person, *key)
                if known:
                    who = known.most_common(1)[0][0]
                    truth[who, self._visit(who, begin[key] - self._start)].append(stretch)
                elif people.total() < FEWEST_SIGHTINGS:
                    continue
                group.append(stretch)
            found.append(group)
        return PairScore.of(found, truth.values())

    def _visit(self, person: int, time: float) -> float:
        """Which visit of somebody who comes back: by the passage in before it."""
        times = [
            visit.entered
            for visit in self._visits
            if visit.person == person and visit.entered <= time + TOLERANCE
        ]
        return max(times, default=0.0)

    def _floor_errors(self) -> list[float]:
        errors = []
        for person, steps in self._steps.items():
            who = self._mostly(person)
            if who is None:
                continue
            for step in steps:
                place = self._where.get(round((step.time - self._start) * self._rate), {}).get(who)
                if place is not None:
                    errors.append(hypot(step.place[0] - place[0], step.place[1] - place[1]))
        return errors


def _order(stays: Collection[tuple[float, str]]) -> tuple[str, ...]:
    """Areas in the order of coming; who steps out of one and in again has not been elsewhere."""
    zones: list[str] = []
    for _, zone in sorted(stays):
        if not zones or zones[-1] != zone:
            zones.append(zone)
    return tuple(zones)
