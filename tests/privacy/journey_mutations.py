"""The protections of waits and journeys taken away, one each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest


def releases_journeys_before_k(patch: pytest.MonkeyPatch) -> None:
    from vision.journey.release import JourneyRelease

    make = JourneyRelease.__init__
    patch.setattr(JourneyRelease, "__init__", lambda self, k, **seen: make(self, k - 1, **seen))


def releases_journeys_again_with_more(patch: pytest.MonkeyPatch) -> None:
    """Each release has at least k, yet the difference of two has not."""
    from vision.journey.release import JourneyRelease

    release = JourneyRelease.release

    def again(self: Any, until: int) -> Any:
        waiting, paths = self._open, self._paths.copy()
        released = release(self, until)
        if until % 30:  # minutes: every second quarter-hour is told again with the next
            self._open, self._paths, self._free_from = waiting, paths, None
        return released

    patch.setattr(JourneyRelease, "release", again)


def tells_the_paths_of_withheld_visits(patch: pytest.MonkeyPatch) -> None:
    """The day less its stretches is what is left of the day."""
    from vision.journey.release import JourneyRelease

    end_day = JourneyRelease.end_day

    def with_all(self: Any, until: int) -> Any:
        if self._open is not None and len(self._open.visits) < self._k:
            self._paths.update(visit.zones for visit in self._open.visits)
        return end_day(self, until)

    patch.setattr(JourneyRelease, "end_day", with_all)


def tells_how_few_took_other_paths(patch: pytest.MonkeyPatch) -> None:
    def loose(taken: Any, k: int) -> Any:
        told = [(path, visits) for path, visits in sorted(taken.items()) if visits >= k]
        others = taken.total() - sum(visits for _, visits in told)
        return [*told, *([(None, others)] if others else [])], 0

    patch.setattr("vision.journey.release.releasable", loose)


def tells_the_moves_of_few(patch: pytest.MonkeyPatch) -> None:
    """A chain of moves that one visit alone made is its path."""

    def all_of_them(visits: Any, k: int) -> Any:
        return sorted(Counter(move for visit in visits for move in visit).items())

    patch.setattr("vision.journey.release.releasable_moves", all_of_them)


def releases_waits_before_k(patch: pytest.MonkeyPatch) -> None:
    from vision.journey.release import WaitRelease

    make = WaitRelease.__init__
    patch.setattr(WaitRelease, "__init__", lambda self, k: make(self, k - 1))


def releases_waits_again_with_more(patch: pytest.MonkeyPatch) -> None:
    from vision.journey.release import WaitRelease

    release = WaitRelease.release

    def again(self: Any, until: int) -> Any:
        waiting = dict(self._waiting)
        released = release(self, until)
        self._waiting.update(waiting)
        return released

    patch.setattr(WaitRelease, "release", again)


JOURNEY_MUTATIONS: tuple[Callable[[pytest.MonkeyPatch], None], ...] = (
    releases_journeys_before_k,
    releases_journeys_again_with_more,
    tells_the_paths_of_withheld_visits,
    tells_how_few_took_other_paths,
    tells_the_moves_of_few,
    releases_waits_before_k,
    releases_waits_again_with_more,
)
