from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vision.zones.events import Abandoned, Joined, LostWaiting, QueueEvent, Served, Waiting
from vision.zones.geometry import Polygon
from vision.zones.queue import QueueMonitor, QueueSettings

LINE = Polygon(((0, 0), (10, 0), (10, 2), (0, 2)))
TILLS = [Polygon(((0, 3), (4, 3), (4, 5), (0, 5))), Polygon(((6, 3), (10, 3), (10, 5), (6, 5)))]
PLACES = {"q": (5.0, 1.0), "t": (2.0, 4.0), "u": (8.0, 4.0), ".": (5.0, 9.0)}
"""In the line, at either till, elsewhere."""


def follow(
    pattern: str, step: float = 1.0, track: int = 1, *, gone: bool = False
) -> list[QueueEvent]:
    """Events of one person, a sighting a letter, ``-`` not seen; then they are gone."""
    monitor = QueueMonitor("queue", LINE, TILLS)
    events: list[QueueEvent] = []
    for index, mark in enumerate(pattern):
        if mark != "-":
            events += monitor.see(track, index * step, PLACES[mark], step)
    return events + monitor.end(track, gone=gone)


@pytest.mark.parametrize(
    ("pattern", "gone", "expected"),
    [
        pytest.param(
            "qqqqqqqq..", True, [("abandoned", 8.0)], id="left the line, then the picture"
        ),
        pytest.param("qqqqqqqq..", False, [("lost", 8.0)], id="left the line and was lost"),
        pytest.param("qqqqqqqq", True, [("lost", 7.5)], id="left the picture out of the line"),
        pytest.param("qqqqqqqqtttt..", True, [("served", 8.0)], id="served, then gone"),
        pytest.param("qq..", True, [], id="passed by"),
    ],
)
def test_who_leaves_the_picture_without_a_till_has_given_up(
    pattern: str, gone: bool, expected: list[tuple[str, float]]
) -> None:
    assert story(follow(pattern, gone=gone)) == expected


def story(events: list[QueueEvent]) -> list[tuple[str, float]]:
    """How each wait ended, and its length."""
    names = {Served: "served", Abandoned: "abandoned", LostWaiting: "lost"}
    return [(names[type(e)], e.wait) for e in events if isinstance(e, tuple(names))]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        pytest.param("..qqqqqqqqtttttt....", [("served", 8.0)], id="waits and is served"),
        pytest.param("..qqqqqqqq.uuuuuu....", [("served", 8.0)], id="walks to the other till"),
        pytest.param("..ttttttt....", [("served", 0.0)], id="straight to a free till"),
        pytest.param("..qttttttt....", [("served", 1.0)], id="hardly stops"),
        pytest.param("..qqq" + 20 * ".", [], id="walks through"),
        pytest.param("..qqqqqqqq" + 20 * ".", [("abandoned", 8.0)], id="gives up"),
        pytest.param("..qqqqqqqqtt" + 20 * ".", [("abandoned", 8.0)], id="passes by the till"),
        pytest.param("..qqqq.qqqqtttttt...", [("served", 9.0)], id="steps aside for a moment"),
        pytest.param("..qqqq---qqqqtttttt...", [("served", 11.0)], id="hidden for a moment"),
        pytest.param("..qqqqqqqq", [("lost", 7.5)], id="lost while waiting"),
        pytest.param("..qqqqqqqq...", [("lost", 8.0)], id="lost on the way"),
        pytest.param(
            "qqqqqq....qqqqqqttttt...", [("abandoned", 6.0), ("served", 6.0)], id="tries again"
        ),
        pytest.param("..qqqqqqqqttttt..ttttt....", [("served", 8.0)], id="served once"),
        pytest.param(
            "qqqqqqttttt....qqqqqqquuuuu....", [("served", 6.0), ("served", 7.0)], id="queues twice"
        ),
    ],
)
def test_waits(pattern: str, expected: list[tuple[str, float]]) -> None:
    assert story(follow(pattern)) == expected


def test_length_is_of_those_who_joined_and_are_not_at_a_till() -> None:
    monitor = QueueMonitor("queue", LINE, TILLS)
    for second in range(4):
        monitor.see(1, second, PLACES["q"], 1.0)
    assert monitor.length == 0
    for second in range(4, 8):
        monitor.see(1, second, PLACES["q"], 1.0)
        monitor.see(2, second, PLACES["q"], 1.0)
    assert monitor.length == 1
    monitor.see(1, 8, PLACES["t"], 1.0)
    assert monitor.length == 0


@given(st.text("qt.-", max_size=60), st.sampled_from([0.2, 0.5, 1.0]))
def test_every_wait_is_joined_once_and_ends_once(pattern: str, step: float) -> None:
    events = follow(pattern, step)
    joined = [event.time for event in events if isinstance(event, Joined)]
    ended = [e for e in events if isinstance(e, Served | Abandoned | LostWaiting)]
    assert joined == [event.joined for event in ended]
    spans = [(e.start, e.end) for e in events if isinstance(e, Waiting)]
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))
    waited = sum(end - start for start, end in spans)
    assert waited == pytest.approx(sum(event.wait for event in ended))


@pytest.mark.parametrize("step", [0.1, 0.2, 0.5, 1.0])
def test_a_wait_does_not_depend_on_the_frame_rate(step: float) -> None:
    times = [index * step for index in range(round(60 / step))]
    monitor = QueueMonitor("queue", LINE, TILLS, QueueSettings())
    events: list[QueueEvent] = []
    for time in times:
        place = "q" if 10 <= time < 30 else "t" if 31 <= time < 40 else "."
        events += monitor.see(1, time, PLACES[place], step)
    (served,) = (event for event in events if isinstance(event, Served))
    assert served.wait == pytest.approx(20, abs=step)
