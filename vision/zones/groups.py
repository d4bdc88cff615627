"""Who came together: people who stay close and move alike for as long as both are in sight.

The cues are those of M. Costa, "Interpersonal Distances in Group Walking", J. Nonverbal Behavior
2010 (companions walk abreast at 0.6 to 1.5 m, and fall behind each other less far), and the
grouping is that of W. Ge, R. Collins and R. B. Ruback, "Vision-Based Analysis of Small Groups in
Pedestrian Crowds", PAMI 2012: pairs by distance and relative velocity over all of their common
time, groups from pairs.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import TypeVar

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Person = TypeVar("Person", bound=Hashable)
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class GroupSettings:
    """What makes two people companions. Nothing here is in frames or pixels."""

    distance: float = 1.6
    """Metres between companions, at most, ..."""
    file_weight: float = 1.25
    """... where metres one behind the other count this many times: strangers queue and follow."""
    relative_speed: float = 0.8
    """Metres a second between their velocities, at most: in a doorway one waits for the other."""
    together_share: float = 0.6
    """Share of their common time for which both must hold."""
    common_share: float = 0.5
    """Share of the shorter stay for which both must be in sight."""
    common_seconds: float = 2.0
    """Shorter acquaintances say nothing."""
    step: float = 0.2
    """Seconds between the moments that are compared."""
    velocity_seconds: float = 2.0
    """Velocities are slopes over this long: over less, a swaying step and a shaking box are speed
    too."""
    longest_gap: float = 2.0
    """Seconds out of sight that are bridged by a straight line."""
    walking_speed: float = 0.3
    """Metres a second. Who is slower stands, and has nobody behind."""


@dataclass(frozen=True, slots=True)
class Path:
    """Where one person was on the floor: ``times`` (n,) in seconds, growing; ``places`` (n, 2) in
    metres."""

    times: Floats
    places: Floats

    def __post_init__(self) -> None:
        if self.places.shape != (len(self.times), 2):
            raise ValueError(f"{len(self.times)} times and places of shape {self.places.shape}")
        if np.any(np.diff(self.times) <= 0):
            raise ValueError("times must grow")


@dataclass(frozen=True, slots=True)
class _Walk:
    """A path at the common moments: ``first`` is the number of its first moment."""

    first: int
    places: Floats
    """(n, 2), NaN where out of sight for too long."""
    velocities: Floats


class Companions:
    """Finds groups among paths."""

    def __init__(self, settings: GroupSettings | None = None) -> None:
        self._settings = settings or GroupSettings()

    def groups(self, paths: Mapping[Person, Path]) -> list[frozenset[Person]]:
        """Groups of two and more, each person in one at most, in the order of ``paths``."""
        names = list(paths)
        walks = [self._walk(paths[name]) for name in names]
        pairs = [
            (i, j) for i, j in combinations(range(len(names)), 2) if self._alike(walks[i], walks[j])
        ]
        if not pairs:
            return []
        rows, columns = np.array(pairs).T
        graph = coo_array((np.ones(len(pairs)), (rows, columns)), shape=(len(names),) * 2)
        _, labels = connected_components(graph, directed=False)
        members: dict[int, list[Person]] = {}
        for name, label in zip(names, labels.tolist(), strict=True):
            members.setdefault(label, []).append(name)
        return [frozenset(group) for group in members.values() if len(group) > 1]

    def _walk(self, path: Path) -> _Walk:
        settings = self._settings
        first = int(np.ceil(path.times[0] / settings.step - 1e-9)) if len(path.times) else 0
        last = int(np.floor(path.times[-1] / settings.step + 1e-9)) if len(path.times) else -1
        moments = np.arange(first, last + 1, dtype=np.float64) * settings.step
        if not len(moments):
            return _Walk(first, np.zeros((0, 2)), np.zeros((0, 2)))
        places = _at(path, moments)
        window = 2 * round(settings.velocity_seconds / settings.step / 2) + 1
        velocities = slopes(places, window) / settings.step
        following = np.searchsorted(path.times, moments, side="left").clip(1, len(path.times) - 1)
        gaps = np.diff(path.times)[following - 1] if len(path.times) > 1 else np.zeros(len(moments))
        places[gaps > settings.longest_gap] = np.nan
        return _Walk(first, places, velocities)

    def _alike(self, one: _Walk, other: _Walk) -> bool:
        settings = self._settings
        first = max(one.first, other.first)
        last = min(one.first + len(one.places), other.first + len(other.places))
        if (last - first) * settings.step < settings.common_seconds:
            return False
        a, b = slice(first - one.first, last - one.first), slice(first - other.first, None)
        b = slice(b.start, last - other.first)
        apart = other.places[b] - one.places[a]
        seen = np.isfinite(apart).all(axis=1)
        shorter = min(_seen(one), _seen(other))
        common = int(seen.sum())
        if common * settings.step < settings.common_seconds:
            return False
        if common < settings.common_share * shorter:
            return False
        v, w = one.velocities[a][seen], other.velocities[b][seen]
        close = self._distance(apart[seen], (v + w) / 2) <= settings.distance
        alike = np.hypot(*(w - v).T) <= settings.relative_speed
        return float((close & alike).mean()) >= settings.together_share

    def _distance(self, apart: Floats, velocity: Floats) -> Floats:
        """(n,) metres, those along the way of the two weighed."""
        speed = np.hypot(*velocity.T)
        along = np.abs((apart * velocity).sum(axis=1)) / np.maximum(speed, 1e-9)
        square = (apart**2).sum(axis=1)
        weight = np.where(speed >= self._settings.walking_speed, self._settings.file_weight, 1.0)
        distance: Floats = np.sqrt(square + (weight**2 - 1) * along**2)
        return distance


def _at(path: Path, moments: Floats) -> Floats:
    """(n, 2) places at moments, on straight lines between those that are known."""
    return np.column_stack([np.interp(moments, path.times, side) for side in path.places.T])


def slopes(places: Floats, window: int) -> Floats:
    """(n, 2) metres a moment, of straight lines fitted to ``window`` moments around each, or to the
    first and last so many (A. Savitzky, M. Golay, Analytical Chemistry 1964)."""
    window = min(window, len(places) - 1 + len(places) % 2)
    if window < 3:
        return np.gradient(places, axis=0) if len(places) > 1 else np.zeros_like(places)
    half = window // 2
    offsets = np.arange(-half, half + 1)
    around = np.lib.stride_tricks.sliding_window_view(places, window, axis=0)
    fitted: Floats = around @ (offsets / (offsets @ offsets))
    return np.pad(fitted, ((half, half), (0, 0)), mode="edge")


def _seen(walk: _Walk) -> int:
    return int(np.isfinite(walk.places[:, 0]).sum())
