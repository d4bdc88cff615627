"""Which camera follows a waiting line, and that it does so by itself."""

from __future__ import annotations

from typing import Any

import pytest

from vision.journey.ground import Ground
from vision.journey.queue_camera import QueueCamera
from vision.journey.settings import JoinSettings
from vision.site import Site
from vision.site_floor import build_floor
from vision.site_plan import camera_of_queue
from vision.track.sighting import Ended, Sighting
from vision.zones.events import Abandoned, LostWaiting, QueueEvent, Served
from vision.zones.geometry import Polygon
from vision.zones.queue import QueueMonitor

SIZE = (400.0, 400.0)
STEP = 0.5


def camera(name: str, x: float, width: float = 10.0, **more: Any) -> dict[str, Any]:
    """Looks straight down on ``width`` metres from ``x`` on, and as many from y = 0."""
    corners = [(0, 0), (1, 0), (1, 1), (0, 1)]
    floor = [{"at": [u, v], "metres": [x + width * u, width * (1 - v)]} for u, v in corners]
    return {"id": name, "source": "rtsp://camera/", "floor": floor, **more}


def site(*cameras: dict[str, Any], tills: tuple[str, ...] = ("till",)) -> Site:
    def square(zone: str, kind: str, x: float, **more: Any) -> dict[str, Any]:
        corners = [[x, 2], [x + 3, 2], [x + 3, 4], [x, 4]]
        return {"id": zone, "type": kind, "polygon": corners, **more}

    return Site.model_validate(
        {
            "version": 1,
            "store": {"id": "lyon", "name": "Lyon", "timezone": "Europe/Paris"},
            "privacy": {"controller": "a", "contact": "b", "notice": "c"},
            "detector": {"model": "model"},
            "cameras": list(cameras),
            "plan": {
                "outline": [[0, 0], [30, 0], [30, 10], [0, 10]],
                "zones": [
                    square("line", "queue", 12, tills=list(tills)),
                    square("till", "till", 15),
                    square("far", "till", 20.5),
                ],
            },
        }
    )


MASK = [[0.2, 0.5], [0.5, 0.5], [0.5, 0.9], [0.2, 0.9]]


@pytest.mark.parametrize(
    ("drawn", "chosen"),
    [
        pytest.param(site(camera("a", 10)), "a", id="it sees the line and its till"),
        pytest.param(site(camera("a", 0), camera("b", 10)), "b", id="the other sees half"),
        pytest.param(site(camera("a", 7)), None, id="it sees the line, but not the till"),
        pytest.param(site(camera("a", 10, 20), camera("b", 10)), "b", id="the nearer of two"),
        pytest.param(site(camera("a", 10, masks=[MASK])), None, id="a mask hides the line"),
        pytest.param(site(camera("a", 10), tills=("till", "far")), None, id="one of two tills"),
        pytest.param(site(camera("a", 11, 13), tills=("till", "far")), "a", id="both tills"),
    ],
)
def test_the_camera_that_sees_a_line_and_all_its_tills_follows_it(
    drawn: Site, chosen: str | None
) -> None:
    assert drawn.plan is not None
    (line,) = (zone for zone in drawn.plan.zones if zone.type == "queue")
    assert camera_of_queue(line, drawn.plan, drawn.cameras) == chosen


def followed(ways: str, *, staff: str = "", at_edge: bool = True) -> list[QueueEvent]:
    """``ways``: where somebody is, twice a second: in the line, at the till, elsewhere; ``staff``:
    whether they are known to be."""
    places = {"q": (13.5, 3.0), "t": (16.5, 3.0), ".": (12.5, 8.0)}
    square = [Polygon(((x, 2.0), (x + 3, 2.0), (x + 3, 4.0), (x, 4.0))) for x in (12.0, 15.0)]
    drawn = site(camera("a", 10))
    floor = build_floor(drawn.cameras[0], SIZE)
    assert floor is not None
    following = QueueCamera([QueueMonitor("line", square[0], square[1:])], STEP)
    following.place(Ground(floor, SIZE, JoinSettings()))
    events: list[QueueEvent] = []
    for number, mark in enumerate(ways):
        (x, y) = floor.pixels([places[mark]])[0]
        box = (x - 10, y - 60, x + 10, y)
        seen = Sighting(7, number * STEP, box, 0.9, (x, y), 20.0, at_edge=False)
        events += following.see([(seen, number < len(staff) and staff[number] == "s")])
    return events + following.see([], [Ended(7, len(ways) * STEP, at_edge)])


def ends(events: list[QueueEvent]) -> list[type]:
    return [type(one) for one in events if isinstance(one, (Served, Abandoned, LostWaiting))]


@pytest.mark.parametrize(
    ("ways", "more", "expected"),
    [
        pytest.param("." * 4 + "q" * 20 + "t" * 12 + "." * 4, {}, [Served], id="served"),
        pytest.param("q" * 20 + "." * 6, {}, [Abandoned], id="walks out of the picture"),
        pytest.param("q" * 20 + "." * 6, {"at_edge": False}, [LostWaiting], id="is lost in it"),
        pytest.param("q" * 20 + "t" * 12, {"staff": "s" * 20}, [], id="staff"),
        pytest.param("q" * 30, {"staff": "." * 20 + "s"}, [LostWaiting], id="staff, it turns out"),
    ],
)
def test_how_a_wait_ends(ways: str, more: dict[str, Any], expected: list[type]) -> None:
    assert ends(followed(ways, **more)) == expected
