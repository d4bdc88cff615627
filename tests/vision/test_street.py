from __future__ import annotations

import itertools

import pytest

from vision.journey.door import Door
from vision.journey.street import Passer, Street
from vision.track.sighting import Ended, Sighting
from vision.zones.events import Crossing, Event, Visit
from vision.zones.floor import Floor
from vision.zones.geometry import Polygon, Segment
from vision.zones.zone import ZoneMonitor

FPS = 5.0
SCALE = 40.0
"""Pixels a metre. The camera looks straight down; y grows downwards in the picture as on the plan:
the shop is where y is above 5 m."""
FLOOR = Floor.from_points(
    [(0, 0), (400, 0), (400, 400), (0, 400)], [(0, 0), (10, 0), (10, 10), (0, 10)]
)
DOOR = Door(Segment((5.0, 5.0), (7.0, 5.0)))
STREET = Polygon(((0, 0), (10, 0), (10, 3), (0, 3)))
WINDOW = Polygon(((0, 3.2), (4, 3.2), (4, 5), (0, 5)))

Way = list[tuple[float, float, float]]
BY: Way = [(0, 0.2, 2), (8, 9.8, 2)]
LOOKS: Way = [(0, 0.2, 2), (3, 2, 4), (11, 2.2, 4), (18, 9.8, 2)]
COMES_IN: Way = [(0, 0.2, 2), (5, 6, 2), (8, 6, 7), (15, 6, 9)]
LOOKS_AND_COMES: Way = [(0, 0.2, 2), (3, 2, 4), (11, 2.2, 4), (15, 6, 3), (18, 6, 7), (25, 6, 9)]
LEAVES: Way = [(0, 6, 9), (6, 6, 7), (9, 6, 2), (14, 0.2, 2)]


def told(*ways: Way, staff: bool = False) -> tuple[list[Event], list[Passer]]:
    street = Street(
        {"front": (FLOOR, (400.0, 400.0))},
        [DOOR],
        street=[ZoneMonitor("street", STREET)],
        windows=[ZoneMonitor("window", WINDOW)],
    )
    events: list[Event] = []
    passers: list[Passer] = []
    last = max(way[-1][0] for way in ways)
    before: dict[int, float] = {}
    for n in range(round((last + 100) * FPS)):
        time = 1000.0 + n / FPS
        for number, way in enumerate(ways):
            place = at(way, n / FPS)
            if place is None:
                if number in before:
                    del before[number]
                    street.see("front", [], [Ended(number, time, True)])
                continue
            street.see("front", [(sighting(number, time, *place), staff)], [])
            if number in before and (before[number] < 5) != (place[1] < 5):
                way_in = "in" if place[1] >= 5 else "out"
                street.cross("front", [Crossing("door", number, time, way_in)])
            before[number] = place[1]
        for said in (street.advance(time),):
            events += said[0]
            passers += said[1]
    said = street.finish()
    return events + said[0], passers + said[1]


def at(way: Way, second: float) -> tuple[float, float] | None:
    for (t0, x0, y0), (t1, x1, y1) in itertools.pairwise(way):
        if t0 <= second < t1:
            share = (second - t0) / (t1 - t0)
            return x0 + share * (x1 - x0), y0 + share * (y1 - y0)
    return None


def sighting(track: int, time: float, x: float, y: float) -> Sighting:
    foot = (x * SCALE, y * SCALE)
    return Sighting(
        track, time, (foot[0] - 10, foot[1] - 40, foot[0] + 10, foot[1]), 0.9, foot, 20.0, False
    )


@pytest.mark.parametrize(
    ("way", "expected"),
    [
        pytest.param(BY, [(False, False)], id="walks by"),
        pytest.param(LOOKS, [(True, False)], id="looks and walks on"),
        pytest.param(COMES_IN, [(False, True)], id="comes in"),
        pytest.param(LOOKS_AND_COMES, [(True, True)], id="looks and comes in"),
        pytest.param(LEAVES, [], id="comes out of the shop"),
    ],
)
def test_who_is_before_the_shop(way: Way, expected: list[tuple[bool, bool]]) -> None:
    _, passers = told(way)
    assert [(one.looked, one.came_in) for one in passers] == expected


def test_staff_do_not_pass() -> None:
    assert told(BY, staff=True) == ([], [])


def test_stops_at_the_window_have_their_length() -> None:
    events, _ = told(LOOKS)
    (visit,) = (one for one in events if isinstance(one, Visit) and one.zone == "window")
    assert visit.dwell == pytest.approx(11.0, abs=2.0)


def test_many_at_once() -> None:
    _, passers = told(BY, COMES_IN, LOOKS_AND_COMES, [(t + 4, x, y) for t, x, y in BY])
    assert sorted((one.looked, one.came_in) for one in passers) == [
        (False, False), (False, False), (False, True), (True, True),
    ]  # fmt: skip
