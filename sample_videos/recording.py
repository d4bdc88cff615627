"""What a shop's cameras tell over some minutes, kept in memory, to be joined and judged."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from time import thread_time
from typing import Any

from sample_videos.journeys import JourneyScore, JourneyTally
from sample_videos.play import Play
from sample_videos.witness import Identities
from vision.journey.door import Door
from vision.journey.joiner import Joiner
from vision.journey.settings import JoinSettings
from vision.journey.step import PlanUpdate
from vision.scene import Counted
from vision.track.sighting import Ended, Sighting
from vision.zones.events import Crossing
from vision.zones.floor import Floor

Floors = Mapping[str, tuple[Floor, tuple[float, float]]]
"""By camera, with the size (width, height) of the picture in pixels."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a camera tells of its frame at ``time``. ``crossings``: of the entrances."""

    camera: str
    time: float
    counted: Sequence[Counted]
    crossings: Sequence[Crossing] = ()
    ended: Sequence[Ended] = ()


@dataclass(frozen=True, slots=True)
class Trial:
    """What the joining of one shop's tracks came to.

    ``film_seconds``: how long the cameras watched; ``joining_seconds``: processor seconds of
    joining.
    """

    score: JourneyScore
    film_seconds: float
    joining_seconds: float

    @classmethod
    def pooled(cls, trials: Sequence[Trial]) -> Trial:
        return cls(
            JourneyScore.pooled([trial.score for trial in trials]),
            sum(trial.film_seconds for trial in trials),
            sum(trial.joining_seconds for trial in trials),
        )

    @property
    def seconds_per_minute(self) -> float:
        return self.joining_seconds / self.film_seconds * 60

    def summary(self) -> dict[str, Any]:
        return {
            **self.score.summary(),
            "film_seconds": self.film_seconds,
            "joining_seconds_per_minute": self.seconds_per_minute,
        }


class Stopwatch:
    """Makes joiners, and measures how long they work."""

    def __init__(self) -> None:
        self.seconds = 0.0
        """Of the processor, so that what else the machine does is not in it."""

    def joiner(
        self, floors: Floors, doors: Sequence[Door], settings: JoinSettings | None
    ) -> Joiner:
        return _TimedJoiner(self, floors, doors, settings)


class _TimedJoiner(Joiner):
    def __init__(
        self,
        stopwatch: Stopwatch,
        floors: Floors,
        doors: Sequence[Door],
        settings: JoinSettings | None,
    ) -> None:
        super().__init__(floors, doors, settings)
        self._stopwatch = stopwatch

    def see(self, camera: str, sightings: Sequence[Counted], ended: Sequence[Ended] = ()) -> None:
        began = thread_time()
        super().see(camera, sightings, ended)
        self._stopwatch.seconds += thread_time() - began

    def cross(self, camera: str, crossings: Sequence[Crossing]) -> None:
        began = thread_time()
        super().cross(camera, crossings)
        self._stopwatch.seconds += thread_time() - began

    def advance(self, now: float) -> PlanUpdate:
        began = thread_time()
        update = super().advance(now)
        self._stopwatch.seconds += thread_time() - began
        return update

    def finish(self) -> PlanUpdate:
        began = thread_time()
        update = super().finish()
        self._stopwatch.seconds += thread_time() - began
        return update


@dataclass(frozen=True, slots=True)
class Recording:
    """``deliveries``: in any order, timed from the film's start; tracks that are not said to have
    ended never do. ``identities``: whom their tracks show."""

    play: Play
    floors: Floors
    doors: Sequence[Door]
    deliveries: Sequence[Delivery]
    identities: Identities

    def join(self, settings: JoinSettings | None = None) -> Trial:
        """Tell a joiner of it as a shop's cameras would, frame by frame, and judge what it says."""
        tally = self.tally()
        stopwatch = Stopwatch()
        joiner = stopwatch.joiner(self.floors, self.doors, settings)
        for one in sorted(self.deliveries, key=lambda one: (one.time, one.camera)):
            tally.take(joiner.advance(one.time))
            joiner.see(one.camera, one.counted, one.ended)
            joiner.cross(one.camera, one.crossings)
        tally.take(joiner.finish())
        return Trial(tally.score(), self.play.truth.seconds, stopwatch.seconds)

    def tally(self) -> JourneyTally:
        play = self.play
        return JourneyTally(play.shop, play.performance, play.truth, 0.0, self.identities)


def with_endings(deliveries: Sequence[Delivery], lost_seconds: float) -> list[Delivery]:
    """The same in the order of time, with each track's end told once it was unseen for longer than
    this. What a camera never told of again ends with the recording."""
    ordered = sorted(deliveries, key=lambda one: one.time)
    last: dict[tuple[str, int], Sighting] = {}
    for one in ordered:
        for sighting, _ in one.counted:
            last[one.camera, sighting.track] = sighting
    due: dict[str, deque[Ended]] = defaultdict(deque)
    for (camera, track), seen in sorted(last.items(), key=lambda item: item[1].time):
        due[camera].append(Ended(track, seen.time, at_edge=seen.at_edge))
    told = []
    for one in ordered:
        ended = []
        waiting = due[one.camera]
        while waiting and one.time - waiting[0].time > lost_seconds:
            ended.append(waiting.popleft())
        told.append(replace(one, ended=ended))
    return told
