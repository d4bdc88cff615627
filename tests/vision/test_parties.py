from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vision.zones.events import Crossing, Direction, Party, UTurn
from vision.zones.floor import Floor
from vision.zones.parties import PartyCounter

METRE = 50.0
"""Pixels, on a floor seen from straight above."""
CORNERS = [(0.0, 0.0), (8.0, 0.0), (8.0, 8.0), (0.0, 8.0)]
FLOOR = Floor.from_points([(x * METRE, y * METRE) for x, y in CORNERS], CORNERS)
LINE = 3.0
"""Metres from the door along y: people walk towards larger y."""
PACE = 1.1

Walker = tuple[float, float]
"""(seconds when at y = 0, x in metres)"""


def crossed(walker: Walker) -> float:
    return walker[0] + LINE / PACE


def walk(counter: PartyCounter, walkers: dict[int, Walker], until: float, fps: float = 5) -> None:
    for moment in range(round(until * fps) + 1):
        time = moment / fps
        for track, (start, x) in walkers.items():
            y = (time - start) * PACE
            if 0 <= y <= 6.5:
                counter.see(track, time, (x * METRE, y * METRE))
            elif 6.5 < y <= 6.5 + PACE / fps:
                counter.end(track, time)
    for track, walker in walkers.items():
        counter.take(Crossing("door", track, crossed(walker), "in"))


def parties(walkers: dict[int, Walker], *settles: float, fps: float = 5) -> list[set[int]]:
    counter = PartyCounter(FLOOR)
    walk(counter, walkers, 90, fps)
    told = [party for until in settles or (200.0,) for party in counter.settle(until)]
    assert all(party.line == "door" and party.direction == "in" for party in told)
    assert sorted(track for party in told for track in party.tracks) == sorted(walkers)
    return [set(party.tracks) for party in told]


@pytest.mark.parametrize(
    ("walkers", "expected"),
    [
        ({1: (0, 2.0)}, [{1}]),
        # Side by side.
        ({1: (0, 2.0), 2: (0.2, 2.8)}, [{1, 2}]),
        # Three abreast, the outer two too far apart to be a pair.
        ({1: (0, 2.0), 2: (0.1, 3.0), 3: (0, 4.0)}, [{1, 2, 3}]),
        # One follows three metres behind.
        ({1: (0, 2.0), 2: (2.8, 2.0)}, [{1}, {2}]),
        # Side by side, but at the two ends of a wide door.
        ({1: (0, 1.0), 2: (0, 4.0)}, [{1}, {2}]),
        (
            {1: (0, 2.0), 2: (0.2, 2.8), 3: (20, 2.0), 4: (20, 2.8), 5: (50, 2)},
            [{1, 2}, {3, 4}, {5}],
        ),
    ],
)
def test_who_walks_in_together_is_one_party(
    walkers: dict[int, Walker], expected: list[set[int]]
) -> None:
    assert parties(walkers) == expected


@pytest.mark.parametrize("boundary", [2.7, 2.75, 2.8, 2.85, 2.95, 3.1])
def test_a_party_across_a_minutes_end_is_told_once(boundary: float) -> None:
    walkers: dict[int, Walker] = {1: (0, 2.0), 2: (0.2, 2.8), 3: (0.1, 3.6)}
    assert parties(walkers, boundary, 60, 120) == [{1, 2, 3}]


@pytest.mark.parametrize("fps", [5, 10, 25])
def test_the_frame_rate_changes_nothing(fps: float) -> None:
    walkers: dict[int, Walker] = {1: (0, 2.0), 2: (0.2, 2.8), 3: (2.9, 2.3), 4: (30, 2)}
    assert parties(walkers, fps=fps) == [{1, 2}, {3}, {4}]


def test_who_turns_back_is_in_no_party() -> None:
    counter = PartyCounter(FLOOR)
    walkers: dict[int, Walker] = {1: (0, 2.0), 2: (0.2, 2.8)}
    walk(counter, walkers, 20)
    counter.take(Crossing("door", 2, 9.0, "out"))
    counter.take(UTurn("door", 2, crossed(walkers[2]), 9.0))
    assert counter.settle(200) == [Party("door", "in", crossed(walkers[1]), (1,))]


def test_directions_and_lines_are_apart() -> None:
    counter = PartyCounter(FLOOR)
    walk(counter, {1: (0, 2.0), 2: (0.2, 2.8)}, 20)
    ways: tuple[tuple[str, int, Direction], ...] = (("back", 1, "in"), ("door", 2, "out"))
    for line, track, way in ways:
        counter.take(Crossing(line, track, 5.0, way))
    told = {(party.line, party.direction, party.tracks) for party in counter.settle(200)}
    assert told == {("door", "in", (1, 2)), ("back", "in", (1,)), ("door", "out", (2,))}


def test_somebody_whose_feet_were_never_on_the_floor_is_a_party_alone() -> None:
    counter = PartyCounter(FLOOR)
    walk(counter, {1: (0, 2.0)}, 20)
    counter.take(Crossing("door", 9, crossed((0, 2.0)), "in"))
    assert [party.tracks for party in counter.settle(200)] == [(1,), (9,)]


def test_tracks_are_forgotten() -> None:
    counter = PartyCounter(FLOOR)
    walk(counter, {1: (0, 2.0), 2: (0.2, 2.8)}, 20)
    assert counter.waiting == 2
    counter.settle(60)
    assert counter.waiting == 0


@given(
    st.lists(st.tuples(st.floats(0, 60), st.floats(0.5, 7.5)), min_size=1, max_size=9),
    st.lists(st.floats(0, 90), max_size=6),
)
def test_everybody_is_in_one_party_however_the_minutes_fall(
    walkers: list[Walker], settles: list[float]
) -> None:
    known = dict(enumerate(walkers))
    parties(known, *sorted(settles), 200.0)
