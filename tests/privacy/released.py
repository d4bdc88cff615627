"""What somebody can tell from records of waits and journeys who knows how they are released.

A record is taken for the people that it describes, as the test knows them. Whoever has records can
add those of one kind up, and take sums from sums and parts from totals: where the people of one are
by their definition among those of another, the difference describes the rest. `smallest` finds the
fewest people that can be described so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from pathlib import Path

import numpy as np

from tests.privacy.taken_away import LeakError, taken_away
from vision.journey.moves import OTHERS
from vision.journey.release import JourneyRelease, WaitRelease
from vision.journey.visit import ShopVisit, WaitEnd
from vision.records import FlowRecord, JourneyRecord, PathRecord, Record, WaitRecord
from vision.release import QUARTER

MINUTE = 60
_SUMMANDS = 2


@dataclass(frozen=True)
class Gone:
    """Somebody who left the shop in ``minute``."""

    minute: int
    visit: ShopVisit


@dataclass(frozen=True)
class Waited:
    minute: int
    zone: str
    seconds: float
    end: WaitEnd


@dataclass(frozen=True)
class Told:
    """``people``: whom a record describes, as bits. ``end``: minute before which it is of."""

    record: Record
    people: int
    start: int
    end: int


def waits_and_journeys_are_of_at_least_k(folder: Path, mutation: str | None) -> None:
    """No wait, path, flow or funnel that is released, nor what sums of them differ by, is about
    fewer than k people."""
    random = np.random.default_rng(7)
    start = 1_780_000_000 // 86_400 * 1440
    days = [range(start, start + 300), range(start + 300, start + 600)]
    walks = [(), ("table",), ("table", "till"), ("till",)]
    told = 0
    with taken_away(mutation):
        for _ in range(40):
            k = int(random.integers(5, 10))
            minutes = start + np.sort(random.integers(0, 600, random.integers(0, 90)))
            kinds = random.integers(0, len(walks), len(minutes))
            people = [
                Gone(int(at), ShopVisit("door", "door", walks[kind]))
                for at, kind in zip(minutes, kinds, strict=True)
            ]
            waits = [Waited(one.minute, "till", 20.0, "served") for one in people]
            for kind, found in (
                ("journeys", smallest_of_journeys(released_journeys(people, k, days), people)),
                ("waits", smallest_of_waits(released_waits(waits, k, days), waits)),
            ):
                if found is not None and found < k:
                    raise LeakError(f"{kind} describe {found} people at k = {k}")
                told += found is not None
    if not told:
        raise LeakError("nothing was released: this proves nothing")


def released_journeys(
    people: Sequence[Gone], k: int, days: Sequence[range]
) -> list[JourneyRecord | FlowRecord | PathRecord]:
    """``people`` in order; ``days``: business days in minutes."""
    release = JourneyRelease(k)
    records: list[JourneyRecord | FlowRecord | PathRecord] = []
    for day in days:
        for quarter in range(day.start, day.stop, QUARTER):
            for gone in people:
                if quarter <= gone.minute < quarter + QUARTER:
                    release.add(gone.minute, gone.visit)
            records += release.release(quarter + QUARTER)
        records += release.end_day(day.stop)
    return records


def released_waits(waits: Sequence[Waited], k: int, days: Sequence[range]) -> list[WaitRecord]:
    release = WaitRelease(k)
    records: list[WaitRecord] = []
    for day in days:
        for quarter in range(day.start, day.stop, QUARTER):
            for wait in waits:
                if quarter <= wait.minute < quarter + QUARTER:
                    release.add(wait.zone, wait.minute, wait.seconds, wait.end)
            records += release.release(quarter + QUARTER)
        records += release.end_day(day.stop)
    return records


def smallest_of_journeys(records: Sequence[Record], people: Sequence[Gone]) -> int | None:
    """None: nothing is told. Raises AssertionError where a record is not true of the people."""
    stretches = [
        _told(one, _within(one.start, one.end, people))
        for one in records
        if isinstance(one, JourneyRecord)
    ]
    for told in stretches:
        assert isinstance(told.record, JourneyRecord)
        assert told.record.visits == told.people.bit_count()
    in_stretches = _all(told.people for told in stretches)
    paths = [one for one in records if isinstance(one, PathRecord)]
    by_day: dict[tuple[datetime, datetime], list[Told]] = {}
    for path in paths:
        named = {one.zones for one in paths if (one.start, one.end) == (path.start, path.end)}
        went = [
            index
            for index in _within(path.start, path.end, people)
            if people[index].visit.zones == path.zones
            or (path.zones is None and people[index].visit.zones not in named)
        ]
        # Whether of all who went that day or of those in its stretches, the count says.
        if path.people != len(went):
            went = [index for index in went if in_stretches >> index & 1]
        assert path.people == len(went)
        by_day.setdefault((path.start, path.end), []).append(_told(path, went))
    found = [smallest([told.people for told in stretches])]
    found += smallest_of_flows([one for one in records if isinstance(one, FlowRecord)], people)
    for day in by_day.values():
        found.append(smallest([told.people for told in day]))
        total = _all(told.people for told in day)
        of_day = [
            told.people
            for told in stretches
            if day[0].start <= told.start and told.end <= day[0].end
        ]
        # The day less its stretches, and these less the day.
        found += [smallest([total, *of_day]), smallest([_all(of_day), total])]
    return min((each for each in found if each is not None), default=None)


def smallest_of_flows(flows: Sequence[FlowRecord], people: Sequence[Gone]) -> list[int]:
    """How many visits each flow is of, at most: one that fewer than k made would tell, with the
    next of its chain, where these went."""
    found = []
    for flow in flows:
        named = {(one.origin, one.destination) for one in flows if one.start == flow.start}
        move = (flow.origin, flow.destination)
        made = [
            visit.moves()
            for index in _within(flow.start, flow.end, people)
            for visit in (people[index].visit,)
        ]
        found.append(
            sum(move in moves or (move == OTHERS and not named.issuperset(moves)) for moves in made)
        )
    return found


def smallest_of_waits(records: Sequence[WaitRecord], waits: Sequence[Waited]) -> int | None:
    found = []
    for zone in {record.zone for record in records}:
        described = []
        for record in records:
            if record.zone == zone:
                inside = [
                    index
                    for index in _within(record.start, record.end, waits)
                    if waits[index].zone == zone
                ]
                told = sum(map(sum, (record.served, record.abandoned, record.censored)))
                assert told == len(inside)
                described.append(_bits(inside))
        found.append(smallest(described))
    return min((each for each in found if each is not None), default=None)


def smallest(described: Iterable[int]) -> int | None:
    """The fewest people, but none, that one, a sum or a difference of two sums describes."""
    single = {one for one in described if one}
    sums = {_all(single), *single}
    for count in range(1, min(_SUMMANDS, len(single)) + 1):
        for some in combinations(sorted(single), count):
            sums.add(_all(some))
            sums.add(_all(single.difference(some)))  # a total less parts
    sums.discard(0)
    differences = [
        (one & ~other).bit_count()
        for one in sums
        for other in sums
        if one != other and other & ~one == 0
    ]
    return min((*differences, *(one.bit_count() for one in sums)), default=None)


def _told(record: JourneyRecord | PathRecord, inside: Iterable[int]) -> Told:
    return Told(record, _bits(inside), _minute(record.start), _minute(record.end))


def _minute(instant: datetime) -> int:
    return int(instant.timestamp()) // MINUTE


def _within(start: datetime, end: datetime, ended: Sequence[Gone] | Sequence[Waited]) -> list[int]:
    first, last = _minute(start), _minute(end)
    return [index for index, one in enumerate(ended) if first <= one.minute < last]


def _bits(indices: Iterable[int]) -> int:
    return sum(1 << index for index in indices)


def _all(sets: Iterable[int]) -> int:
    union = 0
    for one in sets:
        union |= one
    return union
