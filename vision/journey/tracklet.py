"""A camera's track on the plan, cut into pieces that each show one person, as far as can be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import ceil, inf

import numpy as np
import numpy.typing as npt

from vision.journey.door import Door, nearest
from vision.journey.ground import Ground
from vision.journey.settings import JoinSettings
from vision.track.sighting import Sighting
from vision.zones.events import Crossing
from vision.zones.floor import Floats

TICK = 1e-4
"""Seconds, and steps of the grid: what large times are off by."""


@dataclass(eq=False, slots=True)
class Piece:
    """A stretch of a track without a break, on the grid of steps."""

    camera: str
    track: int
    first: int
    """Grid index of the first place."""
    places: Floats
    """(n, 2) metres."""
    doubts: Floats
    """(n, 2, 2) square metres."""
    rays: Floats
    """(n, 2) unit vectors on the plan, along the line of sight and away from the camera."""
    staff: bool
    follows: float | None = None
    """Odds that it shows whom the piece of its track before it shows; None: it is the first."""
    entered: bool = False
    """Begins at a door."""
    left: bool = False
    """Ends at a door."""

    @property
    def last(self) -> int:
        return self.first + len(self.places) - 1


@dataclass(slots=True)
class _Stretch:
    first: int
    last: int
    entered: bool
    left: bool


@dataclass(slots=True)
class Tracklet:
    """One track of one camera, as far as it is known."""

    camera: str
    track: int
    ground: Ground
    doors: tuple[Door, ...]
    settings: JoinSettings
    times: list[float] = field(default_factory=list)
    sightings: list[Sighting] = field(default_factory=list)
    staff: list[bool] = field(default_factory=list)
    crossings: list[Crossing] = field(default_factory=list)
    ended: float = inf
    _last: int | None = None
    """Grid index of the end of the piece given last."""

    def see(self, sighting: Sighting, *, staff: bool) -> None:
        self.times.append(sighting.time)
        self.sightings.append(sighting)
        self.staff.append(staff)

    def between(self, low: float, high: float) -> list[Sighting]:
        begin, end = np.searchsorted(self.times, (low, high))
        return self.sightings[begin:end]

    def forget(self, before: float) -> None:
        """What is older will not be asked for again."""
        old = int(np.searchsorted(self.times, before))
        del self.times[:old], self.sightings[:old], self.staff[:old]

    def pieces(self, begin: int, end: int, met: Sequence[float] = ()) -> list[Piece]:
        """Of the grid's indices ``[begin, end)``; called for one block after the other.

        Args:
            met: when somebody else was over this one in the picture.
        """
        step, bridged = self.settings.step_seconds, self.settings.bridged_seconds
        low = np.searchsorted(self.times, begin * step - bridged - TICK)
        high = np.searchsorted(self.times, end * step + bridged + TICK)
        times = np.array(self.times[low:high])
        if not len(times):
            return []
        places, doubts, rays = self.ground.places(self.sightings[low:high])
        inside = self._inside(times, places)
        known = np.isfinite(places).all(axis=1) & inside
        known &= np.sqrt(np.trace(doubts, axis1=1, axis2=2)) <= self.settings.largest_doubt
        if not known.any():
            return []
        kept = np.flatnonzero(known)
        pieces = []
        for stretch in self._stretches(times, kept, begin, end):
            grid = np.arange(stretch.first, stretch.last + 1) * step
            right = np.clip(np.searchsorted(times[kept], grid - TICK), 1, max(len(kept) - 1, 1))
            right = np.minimum(right, len(kept) - 1)
            left = np.maximum(right - 1, 0)
            span = times[kept[right]] - times[kept[left]]
            share = np.where(span > 0, (grid - times[kept[left]]) / np.maximum(span, TICK), 0.0)
            share = np.clip(share, 0, 1)[:, None]
            nearest_one = kept[np.where(share[:, 0] < 0.5, left, right)]
            piece = Piece(
                self.camera,
                self.track,
                stretch.first,
                (1 - share) * places[kept[left]] + share * places[kept[right]],
                doubts[nearest_one],
                rays[nearest_one],
                any(self.staff[low + index] for index in nearest_one),
                entered=stretch.entered,
                left=stretch.left,
            )
            if self._last is not None and not piece.entered:
                piece.follows = self._follows(piece, met)
            pieces.append(piece)
            self._last = None if piece.left else piece.last
        return pieces

    def _follows(self, piece: Piece, met: Sequence[float]) -> float:
        settings = self.settings
        if self._last is None or piece.first - self._last > 1:
            return settings.after_gap
        moment = piece.first * settings.step_seconds
        if any(abs(time - moment) <= settings.block_seconds / 2 for time in met):
            return settings.after_meeting
        return settings.same_track

    def _inside(self, times: Floats, places: Floats) -> npt.NDArray[np.bool_]:
        """Whether each place is in the shop: by the crossings, and where there were none by the
        side of the door that it is on."""
        inside = np.ones(len(times), np.bool_)
        if self.doors:
            for index, place in enumerate(places):
                if np.isfinite(place).all():
                    door = nearest(self.doors, (float(place[0]), float(place[1])))
                    inside[index] = door is None or door.depth(place[None])[0] >= 0
        for number, crossing in enumerate(self.crossings):
            after = times >= crossing.time - TICK
            inside[after] = crossing.direction == "in"
            if number == 0:
                inside[~after] &= crossing.direction == "out"
        return inside

    def _stretches(
        self, times: Floats, kept: npt.NDArray[np.intp], begin: int, end: int
    ) -> list[_Stretch]:
        """Runs of grid indices over which the track is known without a break."""
        step, bridged = self.settings.step_seconds, self.settings.bridged_seconds
        runs: list[list[int]] = [[int(kept[0])]]
        for before, after in pairwise(kept):
            apart = times[after] - times[before] > bridged + TICK
            if apart or any(times[before] < one.time <= times[after] for one in self.crossings):
                runs.append([])
            runs[-1].append(int(after))
        stretches = []
        for run in runs:
            start, stop = float(times[run[0]]), float(times[run[-1]])
            first, last = ceil(start / step - TICK), int(stop / step + TICK)
            first, last = max(first, begin), min(last, end - 1)
            if first > last:
                continue
            near = bridged + TICK
            entered = first > begin or start >= begin * step
            entered &= any(
                one.direction == "in" and -near <= start - one.time <= near
                for one in self.crossings
            )
            left = last < end - 1 or stop < end * step
            left &= any(
                one.direction == "out" and -near <= one.time - stop <= near
                for one in self.crossings
            )
            stretches.append(_Stretch(first, last, entered, left))
        return stretches
