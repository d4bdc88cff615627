"""Small situations on the plan, filmed from straight above by cameras that know its metres."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vision.journey.door import Door
from vision.journey.joiner import Joiner
from vision.journey.settings import JoinSettings
from vision.journey.step import Departure, PlanUpdate
from vision.scene import Counted
from vision.track.sighting import Ended, Sighting
from vision.zones.events import Crossing, Direction
from vision.zones.floor import Floor
from vision.zones.geometry import Point, Segment

METRE = 50.0
SIZE = (600.0, 600.0)
CORNERS = [(0.0, 0.0), (12.0, 0.0), (12.0, 12.0), (0.0, 12.0)]
FLOOR = Floor.from_points([(x * METRE, y * METRE) for x, y in CORNERS], CORNERS)
DOOR = Door(Segment((0.0, 1.0), (2.0, 1.0)))
"""Inside is y > 1."""
FPS = 5

Walk = list[tuple[float, float, float]]
"""(time, x, y) in seconds and metres, between which somebody walks straight on."""
Told = tuple[str, float, float, int, Walk, bool]
"""A camera, from when to when it has a track, the track's number, whose walk, and staff."""


def place(walk: Walk, time: float) -> Point | None:
    for (t1, x1, y1), (t2, x2, y2) in pairwise(walk):
        if t1 <= time <= t2:
            share = (time - t1) / (t2 - t1)
            return x1 + share * (x2 - x1), y1 + share * (y2 - y1)
    return None


def track(
    camera: str, number: int, walk: Walk, begin: float, end: float, *, staff: bool = False
) -> Told:
    return camera, begin, end, number, walk, staff


def sightings(told: Told) -> list[Counted]:
    _, begin, end, number, walk, staff = told
    seen = []
    for moment in range(round(begin * FPS), round(end * FPS) + 1):
        foot = place(walk, moment / FPS)
        if foot is None:
            continue
        x, y = foot[0] * METRE, foot[1] * METRE
        box = (x - 12, y - 40, x + 12, y)
        seen.append((Sighting(number, moment / FPS, box, 0.9, (x, y), 24.0, at_edge=False), staff))
    return seen


Passage = tuple[str, int, float, Direction]


def join(tracks: Iterable[Told], passages: Iterable[Passage] = ()) -> PlanUpdate:
    joiner = Joiner(dict.fromkeys("abc", (FLOOR, SIZE)), [DOOR])
    for told in tracks:
        joiner.see(told[0], sightings(told), [Ended(told[3], told[2], at_edge=False)])
    for camera, number, time, direction in passages:
        joiner.cross(camera, [Crossing("door", number, time, direction)])
    return joiner.finish()


def groups(update: PlanUpdate) -> set[frozenset[tuple[str, int]]]:
    people = defaultdict(set)
    for shown in update.shown:
        people[shown.person].add((shown.camera, shown.track))
    return {frozenset(group) for group in people.values()}


ACROSS: Walk = [(0.0, 3.0, 6.0), (9.0, 11.0, 6.0)]
BACK: Walk = [(0.0, 11.0, 6.6), (9.0, 3.0, 6.6)]
STANDS: Walk = [(0.0, 6.0, 6.0), (80.0, 6.0, 6.0)]
BESIDE: Walk = [(0.0, 7.4, 6.0), (80.0, 7.4, 6.0)]
LATER: Walk = [(t + 120, x, y) for t, x, y in STANDS]
SWITCHED: Walk = [(0.0, 6.0, 6.0), (20.0, 6.0, 6.0), (20.2, 7.4, 6.0), (40.0, 7.4, 6.0)]
HIDES: Walk = [(0.0, 3.0, 6.0), (5.0, 7.0, 6.0), (45.0, 7.2, 7.0), (50.0, 11.0, 7.0)]


@pytest.mark.parametrize(
    ("tracks", "expected"),
    [
        pytest.param(
            [track("a", 1, ACROSS, 0, 6), track("b", 7, ACROSS, 3, 9)],
            [{("a", 1), ("b", 7)}],
            id="two cameras at once",
        ),
        pytest.param(
            [track("a", 1, STANDS, 0, 20), track("b", 7, BESIDE, 0, 20)],
            [{("a", 1)}, {("b", 7)}],
            id="two people side by side, one in each camera",
        ),
        pytest.param(
            [
                track("a", 1, STANDS, 0, 20),
                track("a", 2, BESIDE, 0, 20),
                track("b", 7, BESIDE, 0, 20),
                track("b", 8, STANDS, 0, 20),
            ],
            [{("a", 1), ("b", 8)}, {("a", 2), ("b", 7)}],
            id="two people side by side, both in both cameras",
        ),
        pytest.param(
            [
                track("a", 1, ACROSS, 0, 6),
                track("a", 2, BACK, 3, 9),
                track("b", 7, ACROSS, 3, 9),
                track("b", 8, BACK, 0, 6),
            ],
            [{("a", 1), ("b", 7)}, {("a", 2), ("b", 8)}],
            id="two people pass each other",
        ),
        pytest.param(
            [track("a", 1, HIDES, 0, 5), track("b", 7, HIDES, 45, 50)],
            [{("a", 1), ("b", 7)}],
            id="behind a shelf for forty seconds",
        ),
        pytest.param(
            [track("a", 1, ACROSS, 0, 2), track("b", 7, ACROSS, 6, 9)],
            [{("a", 1), ("b", 7)}],
            id="across a strip that nobody watches",
        ),
        pytest.param(
            [
                track("a", 1, [(0.0, 2.0, 4.0), (4.0, 4.0, 4.0)], 0, 4),
                track("b", 7, [(5.0, 10.0, 10.0), (9.0, 11.0, 10.0)], 5, 9),
            ],
            [{("a", 1)}, {("b", 7)}],
            id="nobody runs eight metres in a second",
        ),
        pytest.param(
            [track("a", 1, STANDS, 0, 5), track("b", 7, LATER, 130, 140)],
            [{("a", 1)}, {("b", 7)}],
            id="nobody hides for two minutes",
        ),
        pytest.param(
            [
                # Camera a goes over from one to the other as they stand.
                track("a", 1, SWITCHED, 0, 40),
                track("b", 7, STANDS, 0, 40),
                track("b", 8, BESIDE, 0, 40),
                track("c", 4, STANDS, 0, 40),
                track("c", 5, BESIDE, 0, 40),
            ],
            [{("a", 1), ("b", 7), ("c", 4)}, {("a", 1), ("b", 8), ("c", 5)}],
            id="a track that is two people's",
        ),
    ],
)  # fmt: skip
def test_whose_tracks_are_one_persons(
    tracks: list[Told], expected: list[set[tuple[str, int]]]
) -> None:
    assert groups(join(tracks)) == {frozenset(group) for group in expected}


IN: Walk = [(0.0, 1.0, -1.0), (10.0, 1.0, 9.0)]
OUT: Walk = [(30.0, 1.0, 9.0), (40.0, 1.0, -1.0)]


def test_a_visit_is_from_door_to_door() -> None:
    walk = [*IN, *OUT]
    update = join(
        [track("a", 1, walk, 0, 8), track("b", 5, walk, 5, 35), track("a", 2, walk, 32, 40)],
        [("a", 1, 2.0, "in"), ("a", 2, 38.0, "out")],
    )
    (departure,) = update.departures
    assert departure.whole
    assert departure.since == pytest.approx(2.0, abs=0.21)
    assert departure.time == pytest.approx(38.0, abs=0.21)
    assert 0 < departure.confidence <= 1
    assert all(step.place[1] > 0.9 for step in update.steps)
    for step in update.steps:
        true = place(walk, step.time)
        assert true is not None
        assert step.place == pytest.approx(true, abs=0.05)


def test_who_leaves_is_not_who_comes_in_after() -> None:
    later = [(t + 4, x, y) for t, x, y in IN]
    leaves: Walk = [(0.0, 1.0, 5.0), (6.0, 1.0, -1.0)]
    update = join(
        [track("a", 1, leaves, 0, 6), track("a", 2, later, 4, 14)],
        [("a", 1, 4.0, "out"), ("a", 2, 6.0, "in")],
    )
    assert groups(update) == {frozenset({("a", 1)}), frozenset({("a", 2)})}
    first, second = sorted(update.departures, key=lambda one: one.since)
    assert (first.began, first.ended) == ("cut", "door")
    assert (second.began, second.ended) == ("door", "cut")


def test_who_stays_in_the_street_is_nobody() -> None:
    passing: Walk = [(0.0, 0.0, 0.2), (8.0, 9.0, 0.2)]
    assert join([track("a", 1, passing, 0, 8)]) == PlanUpdate()


def test_staff_in_one_camera_are_staff() -> None:
    update = join([track("a", 1, ACROSS, 0, 6, staff=True), track("b", 7, ACROSS, 3, 9)])
    assert {step.staff for step in update.steps} == {True}
    assert [departure.staff for departure in update.departures] == [True]


def test_whoever_is_lost_has_left_when_the_longest_gap_is_over() -> None:
    joiner = Joiner({"a": (FLOOR, SIZE)}, [DOOR])
    joiner.see("a", sightings(track("a", 1, STANDS, 0, 10)), [Ended(1, 10.0, at_edge=False)])
    late = joiner.delay_seconds
    told = joiner.advance(10.0 + late)
    assert len(told.steps) == 51
    assert told.departures == []
    (departure,) = joiner.advance(10.0 + late + JoinSettings().longest_gap + 4).departures
    assert (departure.time, departure.ended) == (10.0, "unseen")


def test_a_camera_without_a_floor_is_told() -> None:
    with pytest.raises(ValueError, match="camera z has no floor"):
        Joiner({"a": (FLOOR, SIZE)}).see("z", sightings(track("z", 1, STANDS, 0, 1)))


def replayed(order: Callable[[str, float], float]) -> list[tuple[str, object]]:
    """A small shop's minute, each sighting told with its own delay."""
    walk = [*IN, *OUT]
    tracks = [
        track("a", 1, walk, 0, 8),
        track("b", 5, walk, 5, 35),
        track("a", 2, walk, 32, 40),
        track("b", 6, STANDS, 0, 25),
        track("c", 3, STANDS, 20, 60),
        track("c", 9, BESIDE, 10, 60),
    ]
    told = [
        (seen[0].time + order(camera, seen[0].time), camera, seen)
        for camera, *_ in dict.fromkeys((one[0],) for one in tracks)
        for seen in sorted(
            (seen for one in tracks if one[0] == camera for seen in sightings(one)),
            key=lambda seen: seen[0].time,
        )
    ]
    joiner = Joiner(dict.fromkeys("abc", (FLOOR, SIZE)), [DOOR])
    joiner.cross("a", [Crossing("door", 1, 2.0, "in"), Crossing("door", 2, 38.0, "out")])
    said: list[tuple[str, object]] = []

    def take(update: PlanUpdate) -> None:
        said.extend(("step", one) for one in update.steps)
        said.extend(("departure", one) for one in update.departures)

    # Of one camera in capture order, whatever its delays.
    latest: dict[str, float] = {}
    rows = []
    for time, camera, seen in told:
        latest[camera] = max(latest.get(camera, 0.0), time)
        rows.append((latest[camera], camera, seen))
    for now, camera, seen in sorted(rows, key=lambda row: row[0]):
        take(joiner.advance(now))
        joiner.see(camera, [seen])
    take(joiner.finish())
    return said


@settings(max_examples=8)
@given(st.integers(0, 2**32), st.floats(0, 15), st.floats(0, 15))
def test_the_order_of_the_cameras_does_not_matter(seed: int, b: float, c: float) -> None:
    rng = np.random.default_rng(seed)
    delays = {"a": 0.0, "b": b, "c": c}
    jittered = replayed(lambda camera, _: delays[camera] + rng.uniform(0, 1.5))
    assert jittered == replayed(lambda *_: 0.0)


def test_a_departure_is_whole_from_door_to_door_only() -> None:
    assert Departure(1, 0.0, "door", "door").whole
    assert not Departure(1, 0.0, "door", "unseen").whole
