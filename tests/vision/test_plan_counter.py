"""From what cameras count to records of the plan, with two cameras that each see half of a shop."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from vision.edge.plan import PlanCounter
from vision.journey.joiner import Joiner
from vision.journey.journey import Journey
from vision.journey.step import PlanUpdate
from vision.records import (
    CoverageRecord,
    DwellRecord,
    FlowRecord,
    JourneyRecord,
    PathRecord,
    QueueRecord,
    Record,
    WaitRecord,
    ZoneRecord,
)
from vision.site import Site
from vision.track.sighting import Ended, Sighting
from vision.zones.events import Crossing, Event

FPS = 5.0
START = 1_780_000_200.0 // 900 * 900
SIZE = (400.0, 400.0)
"""Pixels. Each camera looks straight down: forty pixels a metre."""
SCALE = 40.0

Way = list[tuple[float, float, float]]
"""Second, and place in metres at it; straight on between."""


def site(till: float = 15.2, **privacy: Any) -> Site:
    """``till``: metres along x at which it begins."""

    def floor(x: float) -> list[dict[str, Any]]:
        corners = [(0, 0), (1, 0), (1, 1), (0, 1)]
        return [{"at": [u, v], "metres": [x + 10 * u, 10 * (1 - v) - 2]} for u, v in corners]

    def square(zone: str, kind: str, x: float, y: float, **more: Any) -> dict[str, Any]:
        corners = [[x, y], [x + 3, y], [x + 3, y + 2], [x, y + 2]]
        return {"id": zone, "type": kind, "polygon": corners, **more}

    return Site.model_validate(
        {
            "version": 1,
            "store": {"id": "lyon", "name": "Lyon", "timezone": "Europe/Paris"},
            "privacy": {"controller": "a", "contact": "b", "notice": "c", **privacy},
            "detector": {"model": "model"},
            "cameras": [
                {
                    "id": "left",
                    "source": "rtsp://camera/",
                    "floor": floor(0),
                    # Along the front, y = 0 metres; in is up the picture.
                    "lines": [
                        {"id": "door", "role": "entrance", "start": [0.5, 0.8], "end": [0.2, 0.8]}
                    ],
                },
                {"id": "right", "source": "rtsp://camera/", "floor": floor(8)},
            ],
            "plan": {
                "outline": [[0, 0], [18, 0], [18, 8], [0, 8]],
                "zones": [
                    square("books", "area", 1, 5),
                    square("toys", "area", 12, 5),
                    square("line", "queue", 12, 1, tills=["till"]),
                    square("till", "till", till, 1),
                ],
            },
        }
    )


class Cameras:
    """People who walk, as two cameras' trackers see them: another number in each."""

    def __init__(self, counter: PlanCounter) -> None:
        self._counter = counter
        for camera in ("left", "right"):
            assert counter.sees(camera, SIZE)

    def run(self, ways: Iterable[Way], seconds: float) -> None:
        ways = list(ways)
        before: dict[int, float] = {}
        for n in range(round(seconds * FPS)):
            elapsed = n / FPS
            time = START + elapsed
            places = {who: place for who, way in enumerate(ways) if (place := at(way, elapsed))}
            for camera, left in (("left", 0.0), ("right", 8.0)):
                seen = {w: p for w, p in places.items() if left <= p[0] < left + 10}
                sightings = [
                    (sighting(10 * who + (camera == "right"), time, x - left, y), False)
                    for who, (x, y) in seen.items()
                ]
                events: list[Event] = []
                if camera == "left":
                    events = list(self._crossings(places, before, time))
                gone = [
                    Ended(10 * who + (camera == "right"), time - 1 / FPS, True)
                    for who, way in enumerate(ways)
                    if who not in seen and was_seen(way, elapsed - 1 / FPS, left)
                ]
                self._counter.frame(camera, time, sightings, gone, events)
            before = {who: place[1] for who, place in places.items()}
            self._counter.advance(time)
        self._counter.finish(START + seconds)

    @staticmethod
    def _crossings(
        places: dict[int, tuple[float, float]], before: dict[int, float], time: float
    ) -> Iterator[Crossing]:
        for who, (_, y) in places.items():
            if who in before and (before[who] < 0) != (y < 0):
                yield Crossing("door", 10 * who, time, "in" if y >= 0 else "out")


def at(way: Way, second: float) -> tuple[float, float] | None:
    for (t0, x0, y0), (t1, x1, y1) in itertools.pairwise(way):
        if t0 <= second < t1:
            share = (second - t0) / (t1 - t0)
            return x0 + share * (x1 - x0), y0 + share * (y1 - y0)
    return None


def was_seen(way: Way, second: float, left: float) -> bool:
    place = at(way, second)
    return place is not None and left <= place[0] < left + 10


def sighting(track: int, time: float, x: float, y: float) -> Sighting:
    foot = (x * SCALE, SIZE[1] - (y + 2) * SCALE)
    box = (foot[0] - 10, foot[1] - 40, foot[0] + 10, foot[1])
    return Sighting(track, time, box, 0.9, foot, 20.0, False)


def visit(begins: float) -> Way:
    """In by the door, to the books, to the toys, a wait of 20 s, a till, and out."""
    stops = [
        (0, 3.5, -1.5), (3, 3.5, 1), (8, 2.5, 6), (23, 2.6, 6), (35, 13, 6), (50, 13.2, 6),
        (55, 13, 2.0), (75, 13.2, 2.0), (78, 16.5, 2.0), (98, 16.6, 2.0), (101, 16.6, 0.4),
        (112, 3.5, 0.4), (115, 3.5, -1.5),
    ]  # fmt: skip
    return [(begins + second, x, y) for second, x, y in stops]


def counted(people: int, seconds: float, **more: Any) -> tuple[list[Record], list[Journey]]:
    return counted_of([visit(5 + 40 * n) for n in range(people)], seconds, **more)


def counted_of(
    ways: list[Way], seconds: float, till: float = 15.2, **more: Any
) -> tuple[list[Record], list[Journey]]:
    records: list[Record] = []
    journeys: list[Journey] = []

    class Sink:
        def put(self, epoch: Any, told: list[Record]) -> None:
            records.extend(told)

    counter = PlanCounter(
        site(till, k=5),
        fps=2 * FPS,
        outbox=Sink(),
        epoch=None,  # type: ignore[arg-type]
        on_counted=lambda _, ended, __: journeys.extend(ended),
        **more,
    )
    counter.expect(START)
    Cameras(counter).run(ways, seconds)
    return records, journeys


def of(records: list[Record], kind: type[Any]) -> list[Any]:
    return [record for record in records if isinstance(record, kind)]


@pytest.fixture(scope="module")
def told() -> tuple[list[Record], list[Journey]]:
    return counted(6, 400)


def test_a_visit_is_followed_from_camera_to_camera(
    told: tuple[list[Record], list[Journey]],
) -> None:
    visits = [journey.visit for journey in told[1]]
    assert len(visits) == 6
    for one in visits:
        assert one.whole
        assert one.zones == ("books", "toys", "line", "till")
        assert (one.queued, one.served, one.abandoned) == (True, True, False)


def test_the_joiner_may_be_watched_at_work() -> None:
    said: list[PlanUpdate] = []

    class Watched(Joiner):
        def finish(self) -> PlanUpdate:
            said.append(super().finish())
            return said[-1]

    _, journeys = counted(1, 130, joining=Watched)
    (update,) = said
    assert (
        [one.whole for one in update.departures] == [one.visit.whole for one in journeys] == [True]
    )


def test_all_records_are_of_the_plan(told: tuple[list[Record], list[Journey]]) -> None:
    records, _ = told
    assert {record.camera for record in records} == {"plan"}  # type: ignore[union-attr]
    coverage = of(records, CoverageRecord)
    assert [one.frames_analysed for one in coverage[:2]] == [600, 600]
    assert {one.status for one in coverage} == {"ok"}
    zones = of(records, ZoneRecord)
    assert {one.zone for one in zones} == {"books", "toys", "line", "till"}
    assert sum(one.entries for one in zones if one.zone == "toys") == 6
    queues = of(records, QueueRecord)
    assert (sum(one.joined for one in queues), sum(one.served for one in queues)) == (6, 6)
    waited = sum(one.length_seconds for one in queues)
    assert waited == pytest.approx(6 * 22, abs=12)


def test_a_line_that_one_camera_sees_whole_is_told_by_it_once(
    told: tuple[list[Record], list[Journey]],
) -> None:
    followed, visits = counted(6, 400, till=14.9)
    queues, joined = of(followed, QueueRecord), of(told[0], QueueRecord)
    for name in ("joined", "served", "abandoned", "censored"):
        assert sum(getattr(one, name) for one in queues) == sum(
            getattr(one, name) for one in joined
        )
    (wait,) = of(followed, WaitRecord)
    assert (sum(wait.served), sum(wait.abandoned)) == (6, 0)
    assert [(one.visit.queued, one.visit.served) for one in visits] == [(True, True)] * 6


def test_what_is_of_enough_people_is_released_at_once(
    told: tuple[list[Record], list[Journey]],
) -> None:
    records, _ = told
    (journey,) = of(records, JourneyRecord)
    assert (journey.visits, journey.whole, journey.entered, journey.served) == (6, 6, 6, 6)
    assert journey.passed_by is None
    (path,) = of(records, PathRecord)
    assert (path.zones, path.people) == (("books", "toys", "line", "till"), 6)
    flows = {(one.origin, one.destination): one.people for one in of(records, FlowRecord)}
    assert flows == {
        (":door", "books"): 6, ("books", "toys"): 6, ("toys", "line"): 6, ("line", "till"): 6,
        ("till", ":door"): 6,
    }  # fmt: skip
    (wait,) = of(records, WaitRecord)
    assert (sum(wait.served), sum(wait.abandoned)) == (6, 0)
    assert {one.zone for one in of(records, DwellRecord)} == {"books", "toys", "line", "till"}


def test_of_too_few_only_minutes_are_told() -> None:
    records, journeys = counted(3, 260)
    assert len(journeys) == 3
    assert not of(records, JourneyRecord)
    assert not of(records, PathRecord) + of(records, FlowRecord) + of(records, WaitRecord)
    assert sum(one.entries for one in of(records, ZoneRecord) if one.zone == "books") == 3


def test_a_box_that_is_back_opens_no_minute_that_is_written() -> None:
    opens = round(START / 60) + 2
    records, _ = counted(3, 260, opens=opens, live=True)
    minutes = {round(record.start.timestamp() / 60) for record in of(records, CoverageRecord)}
    assert min(minutes) == opens
    assert sum(one.entries for one in of(records, ZoneRecord) if one.zone == "books") == 3


def test_who_comes_back_is_told_as_somebody_else_is() -> None:
    """Though the camera saw them all the while, waiting before the door."""
    others = [visit(25 + 45 * n) for n in range(4)]
    first, second = visit(5), visit(145)
    came_back, visits = counted_of([*others, first + second], 420)
    somebody_else, same = counted_of([*others, first, second], 420)
    assert len(of(came_back, JourneyRecord)) == 1
    assert came_back == somebody_else
    assert [one.visit for one in visits] == [one.visit for one in same]
    assert len(visits) == 6
