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


ZONES = {
    "books": ("area", square(1, 5)),
    "toys": ("area", square(5, 5)),
    "line": ("queue", square(9, 2)),
    "till": ("till", square(9, 5)),
}
PLACES: dict[str, Point] = {
    "d": (6, 0.5), "b": (2, 6), "t": (6, 6), "q": (10, 3),
    "T": (10, 6), "a": (6, 3), "A": (3, 3),
}  # fmt: skip


def follow(
    way: str, *, began: Edge = "door", ended: Edge = "door", staff_from: int | None = None
) -> list[Journey]:
    """The journey of somebody who is a second at each place, as PLACES calls it."""
    timed = [zone for zone in ZONES if zone not in {"line", "till"}]
    scene = PlanScene(
        0.5,
        Diary(ZONES),
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
    return journey.visit


def test_a_whole_visit() -> None:
    (journey,) = follow(VISIT)
    assert journey.visit == ShopVisit(
        "door", "door", ("books", "toys"), reached=True, stopped=True, queued=True, served=True
    )
    assert (journey.start, journey.end) == (0.0, len(VISIT) - 0.5)


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
