"""What is told while films are analysed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from vision.journey.journey import Journey
from vision.journey.step import PlanUpdate
from vision.journey.street import Passer
from vision.scene import Counted
from vision.site import CameraPart
from vision.source.film import FilmTally
from vision.zones.events import Event


@dataclass(frozen=True, slots=True)
class FilmPlan:
    """A camera whose film was opened once and found readable."""

    camera: CameraPart
    path: Path
    starts_at: datetime
    seconds: float | None


@dataclass(frozen=True, slots=True)
class FilmResult:
    """What one film gave. Nothing of it is more than the records hold."""

    plan: FilmPlan
    tally: FilmTally
    tracks: int
    """Somebody who leaves the picture and comes back, or is lost from sight, is several."""
    staff: int | None
    """Of these, by some rule; None: no rule finds staff in this camera."""
    lines: list[dict[str, Any]]
    zones: list[dict[str, Any]]
    withheld: dict[str, int]
    heat_withheld: int
    batches: int

    def summary(self) -> dict[str, Any]:
        return {
            "camera": self.plan.camera.id,
            "film": self.plan.path.name,
            "starts_at": self.plan.starts_at.isoformat(),
            "seconds": round(self.tally.read_until, 3),
            "frames": {
                "decoded": self.tally.decoded,
                "analysed": self.tally.analysed,
                "damaged": self.tally.damaged,
            },
            "cut": self.tally.cut,
            "tracks": self.tracks,
            "staff": self.staff,
            "lines": self.lines,
            "zones": self.zones,
            "dwell_withheld": self.withheld,
            "heat_withheld": self.heat_withheld,
        }


class Watch:
    """Is told how films are coming on. Nothing that it is shown may outlive the process."""

    def on_progress(self, plan: FilmPlan, done: float, total: float | None) -> None:
        """Seconds of film read, and the film's length, None when unknown."""

    def on_events(self, plan: FilmPlan, said: Sequence[Event]) -> None:
        """What was counted."""

    def on_counted(self, plan: FilmPlan, counted: Sequence[Counted]) -> None:
        """The sightings that it was counted from."""

    def on_end(self, result: FilmResult) -> None:
        """A film is over."""

    def on_joined(self, update: PlanUpdate) -> None:
        """Who walked where on the plan, with a delay."""

    def on_plan(
        self, said: Sequence[Event], journeys: Sequence[Journey], passers: Sequence[Passer]
    ) -> None:
        """What was counted of that."""


class Watches(Watch):
    """Several, told one after the other."""

    def __init__(self, watches: Sequence[Watch]) -> None:
        self._watches = watches

    def on_progress(self, plan: FilmPlan, done: float, total: float | None) -> None:
        for watch in self._watches:
            watch.on_progress(plan, done, total)

    def on_events(self, plan: FilmPlan, said: Sequence[Event]) -> None:
        for watch in self._watches:
            watch.on_events(plan, said)

    def on_counted(self, plan: FilmPlan, counted: Sequence[Counted]) -> None:
        for watch in self._watches:
            watch.on_counted(plan, counted)

    def on_end(self, result: FilmResult) -> None:
        for watch in self._watches:
            watch.on_end(result)

    def on_joined(self, update: PlanUpdate) -> None:
        for watch in self._watches:
            watch.on_joined(update)

    def on_plan(
        self, said: Sequence[Event], journeys: Sequence[Journey], passers: Sequence[Passer]
    ) -> None:
        for watch in self._watches:
            watch.on_plan(said, journeys, passers)
