"""Journeys: how far visitors go, from the street to the till, and what they are seen to do."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from analytics.figure import Figure
from analytics.rates import Sight, count, proportion, ratio

if TYPE_CHECKING:
    from collections.abc import Iterable

NO_STREET = "No street is seen: draw a zone of the type `street` on the plan."
NO_WINDOW = "No window is seen: draw a zone of the type `window` on the plan."
NO_QUEUE = "No queue is measured: draw a zone of the type `queue` on the plan."
CAPTURE_OF_PASSERS_BY = "people who came in / people who passed by and did not"
CAPTURE_OF_TRAFFIC = "people who came in / people who passed by or came in"


@dataclass(frozen=True, slots=True)
class JourneySums:
    """As `JourneyRecord`, summed. None: not measured, in a part of the time at least."""

    visits: int = 0
    whole: int = 0
    confidence_sum: float = 0.0
    passed_by: int | None = 0
    looked: int | None = 0
    looked_entered: int | None = 0
    entered: int = 0
    turned_back: int = 0
    reached: int = 0
    stopped: int = 0
    queued: int | None = 0
    served: int | None = 0
    abandoned: int | None = 0
    backtracked: int = 0
    hesitated: int = 0

    def plus(self, other: JourneySums) -> JourneySums:
        values: dict[str, Any] = {}
        for field in fields(self):
            mine, theirs = getattr(self, field.name), getattr(other, field.name)
            values[field.name] = None if mine is None or theirs is None else mine + theirs
        return JourneySums(**values)

    @property
    def outside(self) -> int | None:
        """People who went by or came in."""
        return None if self.passed_by is None else self.passed_by + self.entered

    @property
    def whole_share(self) -> float | None:
        return self.whole / self.visits if self.visits else None


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the funnel. ``share``: of the people of the stage ``of``; None for a first one.
    ``of_visits``: of all visits; None for what is not of visits, and for the visits themselves."""

    stage: str
    people: Figure
    of: str | None
    share: Figure | None
    of_visits: Figure | None


@dataclass(frozen=True, slots=True)
class Rates:
    """What visitors do, as shares. Both definitions of the capture rate have their name."""

    capture_rate_of_passers_by: Figure
    capture_rate_of_traffic: Figure
    window_stop_rate: Figure
    window_entry_rate: Figure
    turn_back_rate: Figure
    stop_rate: Figure
    backtracking_rate: Figure
    hesitation_rate: Figure
    queue_abandonment_rate: Figure


@dataclass(frozen=True, slots=True)
class PathShare:
    """``zones``: in order; None: all other paths."""

    zones: tuple[str, ...] | None
    visits: int
    share: Figure


def funnel(sums: JourneySums, sight: Sight) -> tuple[Stage, ...]:
    """From the street to the till. What is in the shop is of all visits, those too that were not
    seen to come in."""
    stages = (
        ("outside", sums.outside, None, None, "people who passed by or came in", NO_STREET),
        (
            "looked",
            sums.looked,
            "outside",
            sums.outside,
            "people who stopped at a window",
            NO_WINDOW,
        ),
        ("entered", sums.entered, "outside", sums.outside, "people who came in", NO_STREET),
        ("visits", sums.visits, None, None, "visits, wherever they were first seen", ""),
        (
            "reached",
            sums.reached,
            "visits",
            sums.visits,
            "visits that reached a zone, no queue and no till",
            "",
        ),
        ("stopped", sums.stopped, "reached", sums.reached, "visits with a stop in such a zone", ""),
        ("queued", sums.queued, "visits", sums.visits, "visits that waited", NO_QUEUE),
        ("served", sums.served, "queued", sums.queued, "visits that were served", NO_QUEUE),
    )
    inside = ("reached", "stopped", "queued", "served")

    def share(name: str, part: int | None, of: str, whole: int | None, why: str) -> Figure:
        return proportion(part, whole, sight, of, f"{name} / {of}", why)

    return tuple(
        Stage(
            name,
            count(people, sight, "people", method, why),
            of,
            None if of is None else share(name, people, of, whole, why),
            share(name, people, "visits", sums.visits, why) if name in inside else None,
        )
        for name, people, of, whole, method, why in stages
    )


def rates(sums: JourneySums, sight: Sight) -> Rates:
    def share(part: int | None, whole: int | None, name: str, method: str, why: str = "") -> Figure:
        return proportion(part, whole, sight, name, method, why)

    visits = sums.visits
    return Rates(
        capture_rate_of_passers_by=ratio(
            sums.entered, sums.passed_by, sight, "passers-by",
            CAPTURE_OF_PASSERS_BY, NO_STREET,
        ),
        capture_rate_of_traffic=share(
            sums.entered, sums.outside, "people outside",
            CAPTURE_OF_TRAFFIC, NO_STREET,
        ),
        window_stop_rate=share(
            sums.looked, sums.outside, "people outside",
            "people who stopped at a window / people who passed by or came in",
            NO_STREET if sums.outside is None else NO_WINDOW,
        ),
        window_entry_rate=share(
            sums.looked_entered, sums.looked, "people at the window",
            "people who came in / people who stopped at a window", NO_WINDOW,
        ),
        turn_back_rate=share(
            sums.turned_back, sums.entered, "people who came in",
            "people who went out within the refund window / people who came in",
        ),
        stop_rate=share(
            sums.stopped, visits, "visits",
            "visits with a stop in a zone, no queue and no till / visits",
        ),
        backtracking_rate=share(
            sums.backtracked, visits, "visits",
            "visits that came back to a zone after another / visits",
        ),
        hesitation_rate=share(
            sums.hesitated, visits, "visits", "visits that stood still where no zone is / visits"
        ),
        queue_abandonment_rate=share(
            sums.abandoned, sums.queued, "visits that waited",
            "visits that walked away from a queue / visits that waited", NO_QUEUE,
        ),
    )  # fmt: skip


def whole(sums: JourneySums, sight: Sight) -> Figure:
    """The share of the visits that were seen from door to door."""
    # Beside itself the share need not be said.
    alone = replace(sight, whole=None)
    return proportion(
        sums.whole, sums.visits, alone, "visits", "visits seen from door to door / visits"
    )


def paths(
    taken: Iterable[tuple[tuple[str, ...] | None, int]], sight: Sight
) -> tuple[PathShare, ...]:
    """The most taken first and the others last; the same path of several days is one."""
    total: Counter[tuple[str, ...] | None] = Counter()
    for zones, visits in taken:
        total[zones] += visits
    of_all = total.total()
    return tuple(
        PathShare(
            zones,
            visits,
            proportion(visits, of_all, sight, "visits", "visits on this path / visits on any"),
        )
        for zones, visits in sorted(
            total.items(), key=lambda each: (each[0] is None, -each[1], each[0] or ())
        )
    )
