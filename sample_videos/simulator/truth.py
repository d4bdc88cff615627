"""What really happened in a film: the measure of every count."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from sample_videos.simulator.arrivals import Party
from sample_videos.simulator.pose import Performance
from sample_videos.simulator.queueing import Waiting
from sample_videos.simulator.shop import Shop
from sample_videos.simulator.visits import (
    Crossing,
    Stay,
    UTurn,
    crossings_of,
    stays_of,
    u_turns_of,
)
from sample_videos.simulator.world import Event

RE_ENTRY_SECONDS = 5.0
"""Out for less than this is making way in the door, not leaving."""


@dataclass(frozen=True, slots=True)
class Someone:
    """A person of the film. ``role``: cashier, floor, visitor (was in the shop) or passer-by."""

    number: int
    staff: bool
    role: str
    group: int | None


@dataclass(frozen=True, slots=True)
class Group:
    """People who came together and walked together."""

    number: int
    members: tuple[int, ...]
    visited: bool
    """Whether any of them was in the shop."""


@dataclass(frozen=True, slots=True)
class QueueStay:
    """Somebody in the waiting line. Times outside the film are None, and it is censored."""

    person: int
    outcome: str
    """served, abandoned, balked (saw the line and did not join), waiting (at the film's end)."""
    joined: float | None
    left: float | None
    """Called to a till, or gone."""
    served: float | None
    """At the till."""
    till: str | None
    censored: bool

    @property
    def wait(self) -> float | None:
        if self.joined is None or self.left is None:
            return None
        return self.left - self.joined


@dataclass(frozen=True, slots=True)
class Look:
    """A stop at the window. Times outside the film are None."""

    person: int
    begun: float | None
    ended: float | None


@dataclass(frozen=True, slots=True)
class Sale:
    """A payment at a till, at the end of its service; or a pick-up at the desk."""

    ticket: str
    person: int
    till: str
    time: float
    categories: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReEntry:
    """Somebody who left and came back within the film."""

    person: int
    left: float
    entered: float


@dataclass(frozen=True, slots=True)
class Truth:
    """All of it. Times are seconds from the film's start."""

    seconds: float
    rate: float
    people: Sequence[Someone]
    groups: Sequence[Group]
    crossings: Sequence[Crossing]
    u_turns: Sequence[UTurn]
    visits: Sequence[Stay]
    passes: Sequence[Stay]
    queue: Sequence[QueueStay]
    looks: Sequence[Look]
    sales: Sequence[Sale]
    pick_ups: Sequence[Sale]
    re_entries: Sequence[ReEntry]
    inside_at_start: int
    """Visitors in the shop; staff are not counted."""
    inside_at_end: int

    @property
    def ins(self) -> int:
        return sum(crossing.direction == "in" for crossing in self.crossings)

    @property
    def outs(self) -> int:
        return len(self.crossings) - self.ins

    @property
    def visitors(self) -> int:
        """Ins that no U-turn undid."""
        return self.ins - len(self.u_turns)

    @property
    def conversion(self) -> float | None:
        return len(self.sales) / self.visitors if self.visitors else None

    def document(self) -> dict[str, object]:
        """For JSON."""
        figures = {
            "ins": self.ins,
            "outs": self.outs,
            "visitors": self.visitors,
            "sales": len(self.sales),
            "conversion": self.conversion,
        }
        document = {**asdict(self), "figures": figures}
        for name in ("visits", "passes"):
            for row, stay in zip(document[name], getattr(self, name), strict=True):
                row["dwell"] = round(stay.dwell, 3)
        for row, stay in zip(document["queue"], self.queue, strict=True):
            row["wait"] = stay.wait
        return document

    def write(self, path: Path) -> None:
        path.write_text(json.dumps(self.document(), indent=1) + "\n", "utf-8")


def truth_of(
    shop: Shop,
    performance: Performance,
    parties: Sequence[Party],
    waits: Sequence[Waiting],
    events: Sequence[Event],
    posts: Mapping[int, str],
    seconds: float,
) -> Truth:
    """The truth of a film. ``posts``: the staff's work, by number."""
    seen = {person.number for person in performance.people}
    crossings = crossings_of(performance)
    visits, passes = stays_of(shop, performance)
    been_in = {pose.person for instant in performance for pose in instant.poses if pose.y > 0.35}
    groups = [
        Group(party.number, members, bool(been_in & set(members)))
        for party in parties
        if len(members := tuple(m for m in party.members if m in seen)) > 1
    ]
    group_of = {member: group.number for group in groups for member in group.members}
    people = [
        Someone(
            number,
            number in posts,
            posts.get(number, "visitor" if number in been_in else "passer-by"),
            group_of.get(number),
        )
        for number in sorted(seen)
    ]

    def inside(at: int) -> int:
        poses = performance.instants[at].poses
        return sum(pose.y > 0.35 and pose.person not in posts for pose in poses)

    return Truth(
        seconds,
        performance.rate,
        people,
        groups,
        crossings,
        u_turns_of(crossings),
        visits,
        passes,
        [_queue_stay(one, seconds) for one in waits if one.left is None or one.left >= 0],
        [
            Look(event.person, _within(event.begin, seconds), _within(event.end, seconds))
            for event in events
            if event.kind == "look" and (event.end is None or event.end >= 0)
        ],
        _sales(events, "sale", seconds),
        _sales(events, "pick-up", seconds),
        _re_entries(crossings),
        inside(0),
        inside(-1),
    )


def _within(time: float | None, seconds: float) -> float | None:
    """A time if it is in the film, else None."""
    return round(time, 3) if time is not None and 0 <= time < seconds else None


def _queue_stay(one: Waiting, seconds: float) -> QueueStay:
    joined, left = _within(one.joined, seconds), _within(one.left, seconds)
    outcome = one.outcome if left is not None else "waiting"
    return QueueStay(
        one.person,
        outcome,
        joined,
        left,
        _within(one.served, seconds),
        one.till if left is not None else None,
        joined is None or left is None,
    )


def _sales(events: Sequence[Event], kind: str, seconds: float) -> list[Sale]:
    """What ended in the film, with tickets numbered in that order."""
    done = sorted(
        (event.end, event.person, event)
        for event in events
        if event.kind == kind and event.end is not None and 0 <= event.end < seconds
    )
    letter = "S" if kind == "sale" else "C"
    return [
        Sale(f"{letter}{number:04d}", event.person, event.till, round(end, 3), event.goods)
        for number, (end, _, event) in enumerate(done, 1)
    ]


def _re_entries(crossings: Sequence[Crossing]) -> list[ReEntry]:
    left: dict[int, float] = {}
    found = []
    for crossing in crossings:
        if crossing.direction == "out":
            left[crossing.person] = crossing.time
        elif crossing.time - left.get(crossing.person, crossing.time) >= RE_ENTRY_SECONDS:
            found.append(ReEntry(crossing.person, left[crossing.person], crossing.time))
    return found
