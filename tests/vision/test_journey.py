from __future__ import annotations

import pytest

from vision.journey.journey import Diary, Journey
from vision.journey.plan_scene import PlanScene
from vision.journey.step import Departure, Edge, PlanUpdate, Step
from vision.journey.visit import ShopVisit
from vision.zones.geometry import Point, Polygon
from vision.zones.queue import QueueMonitor
from vision.zones.zone import ZoneMonitor


def square(x: float, y: float) -> Polygon:
    return Polygon(((x, y), (x + 2, y), (x + 2, y + 2), (x, y + 2)))


OUTLINE = Polygon(((0, 0), (12, 0), (12, 8), (0, 8)))
ZONES = {
    "street": ("street", Polygon(((0, -6), (12, -6), (12, -2), (0, -2)))),
    "window": ("window", Polygon(((0, -2), (4, -2), (4, 0), (0, 0)))),
    "books": ("area", square(1, 5)),
    "toys": ("area", square(5, 5)),
    "line": ("queue", square(9, 2)),
    "till": ("till", square(9, 5)),
}
PLACES: dict[str, Point] = {
    "s": (6, -4), "w": (2, -1), "d": (6, 0.5), "b": (2, 6), "t": (6, 6), "q": (10, 3),
    "T": (10, 6), "a": (6, 3), "A": (3, 3),
}  # fmt: skip


def follow(
    way: str, *, began: Edge = "door", ended: Edge = "door", staff_from: int | None = None
) -> list[Journey]:
    """The journey of somebody who is a second at each place, as PLACES calls it."""
    timed = [zone for zone in ZONES if zone not in {"street", "line", "till"}]
    scene = PlanScene(
        0.5,
        Diary(OUTLINE, ZONES),
        zones=[ZoneMonitor(zone, ZONES[zone][1]) for zone in timed],
        queues=[QueueMonitor("line", ZONES["line"][1], [ZONES["till"][1]])],
    )
    steps = [
        Step(1, index + half, PLACES[mark], staff_from is not None and index >= staff_from)
        for index, mark in enumerate(way)
        for half in (0.0, 0.5)
    ]
    _events, nobody = scene.update(PlanUpdate(steps[:5]))
    _more, journeys = scene.update(
        PlanUpdate(steps[5:], [Departure(1, steps[-1].time, began, ended)])
    )
    assert nobody == []
    return journeys


VISIT = "ddbbbbbaaaatttttttttttttqqqqqqqqTTTTTTdd"


def visit_of(way: str, *, began: Edge = "door", ended: Edge = "door") -> ShopVisit:
    (journey,) = follow(way, began=began, ended=ended)
    assert journey.visit is not None
    return journey.visit


def test_a_whole_visit() -> None:
    (journey,) = follow(VISIT)
    assert journey.visit == ShopVisit(
        "door", "door", ("books", "toys"), reached=True, stopped=True, queued=True, served=True
    )
    assert (journey.passed_by, journey.looked) == (False, False)
    assert (journey.start, journey.end) == (0.0, len(VISIT) - 0.5)


@pytest.mark.parametrize(
    ("way", "passed_by", "looked", "entered"),
    [
        pytest.param("sssss", True, False, False, id="walks by"),
        pytest.param("sswwwwwwss", True, True, False, id="looks and walks on"),
        pytest.param("sswwwwwwddaaaa", True, True, True, id="looks and comes in"),
        pytest.param("ssddaaaa", True, False, True, id="comes in"),
        pytest.param("ssdss", True, False, False, id="brushes the front"),
    ],
)
def test_before_the_shop(way: str, passed_by: bool, looked: bool, entered: bool) -> None:
    (journey,) = follow(way, began="unseen", ended="unseen")
    assert (journey.passed_by, journey.looked) == (passed_by, looked)
    assert (journey.visit is not None and journey.visit.entered) == entered


def test_who_leaves_does_not_pass_by() -> None:
    (journey,) = follow("bbbbaaaaddsswwwwwwss", began="cut", ended="unseen")
    assert (journey.passed_by, journey.looked) == (False, False)
    assert journey.visit is not None
    assert not journey.visit.entered


def test_turning_back_is_in_and_out_at_once() -> None:
    assert visit_of("dddaadd").turned_back
    assert not visit_of("ddd" + 12 * "a" + "dd").turned_back
    assert not visit_of("dddaadd", ended="unseen").turned_back


@pytest.mark.parametrize(
    ("way", "zones", "backtracked"),
    [
        pytest.param("ddbbbbbttttt", ("books", "toys"), False, id="on"),
        pytest.param("ddbbbbbtttttbbbbb", ("books", "toys", "books"), True, id="back"),
        pytest.param("ddbbbbbaaaaabbbbb", ("books", "books"), False, id="not from another zone"),
        pytest.param("ddbbbbbtbbbbb", ("books",), False, id="a step beside it"),
    ],
)
def test_backtracking(way: str, zones: tuple[str, ...], backtracked: bool) -> None:
    visit = visit_of(way)
    assert (visit.zones, visit.backtracked) == (zones, backtracked)


@pytest.mark.parametrize(
    ("way", "hesitated"),
    [
        pytest.param("ddaadd", False, id="walks"),
        pytest.param("ddaaaaaaaaadd", True, id="stands"),
        pytest.param("ddaaaAAAadd", False, id="walks up and down"),
        pytest.param("ddbbbbbbbbbbbbdd", False, id="looks at something"),
    ],
)
def test_hesitation(way: str, hesitated: bool) -> None:
    assert visit_of(way).hesitated == hesitated


def test_nothing_is_written_of_staff() -> None:
    assert follow(VISIT, staff_from=0) == []
    assert follow(VISIT, staff_from=20) == []
