from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vision.zones.events import Entry, Event, Pass, Presence, Stop, Visit
from vision.zones.geometry import Polygon
from vision.zones.zone import ZoneMonitor, ZoneSettings

TABLE = Polygon(((0, 0), (10, 0), (10, 10), (0, 10)))
INSIDE, OUTSIDE = (5.0, 5.0), (50.0, 5.0)


def stay(
    pattern: str, step: float = 1.0, settings: ZoneSettings | None = None, *, at_edge: bool = False
) -> list[Event]:
    """Events of one track: ``x`` inside, ``.`` outside, ``-`` not seen; then it ends."""
    monitor = ZoneMonitor("table", TABLE, settings)
    events: list[Event] = []
    last = 0.0
    for index, mark in enumerate(pattern):
        if mark != "-":
            last = index * step
            where = INSIDE if mark == "x" else OUTSIDE
            events += monitor.see(1, last, where, step, at_edge=at_edge)
    return events + monitor.end(1, last, step, at_edge=at_edge)


def visits(events: list[Event]) -> list[tuple[float, float]]:
    return [(event.entered, event.left) for event in events if isinstance(event, Visit)]


@pytest.mark.parametrize(
    ("pattern", "expected", "passes"),
    [
        pytest.param("..xxxxx...", [(1.5, 6.5)], 0, id="a visit"),
        pytest.param("..xx...", [], 1, id="a walk-through is a pass"),
        pytest.param(".......", [], 0, id="never inside"),
        pytest.param("..xxxx.xxxx...", [(1.5, 10.5)], 0, id="a step outside within the grace"),
        pytest.param("..xxxx....xxxx...", [(1.5, 5.5), (9.5, 13.5)], 0, id="two visits"),
        pytest.param("..xxxx--xxxx...", [(1.5, 11.5)], 0, id="hidden for a moment"),
        pytest.param("..xxxx.", [(1.5, 5.5)], 0, id="lost just after leaving"),
    ],
)
def test_stays(pattern: str, expected: list[tuple[float, float]], passes: int) -> None:
    events = stay(pattern)
    assert visits(events) == expected
    assert sum(isinstance(event, Pass) for event in events) == passes
    assert sum(isinstance(event, Entry) for event in events) == len(expected)


def test_jitter_on_the_border_is_nothing() -> None:
    assert stay("." + "x." * 20, step=0.1) == []


def test_a_stop_is_said_when_the_threshold_is_reached() -> None:
    settings = ZoneSettings(engagement_seconds=4)
    (stop,) = (event for event in stay("..xxxxxx...", settings=settings) if isinstance(event, Stop))
    assert stop.time == 5.5
    assert not any(isinstance(event, Stop) for event in stay("..xxx...", settings=settings))


def test_a_track_lost_inside_is_censored() -> None:
    (visit,) = (event for event in stay("..xxxxx") if isinstance(event, Visit))
    assert (visit.censored_begin, visit.censored_end) == (False, True)
    assert visit.left == 6.5
    (visit,) = (event for event in stay("xxxxx..") if isinstance(event, Visit))
    assert (visit.censored_begin, visit.censored_end) == (True, False)


def test_a_track_that_goes_over_the_pictures_edge_is_not_censored() -> None:
    (visit,) = (event for event in stay("xxxxx", at_edge=True) if isinstance(event, Visit))
    assert (visit.censored_begin, visit.censored_end) == (False, False)
    assert visit.dwell == 5.0


@given(st.text("x.-", min_size=1, max_size=60), st.sampled_from([0.1, 0.2, 0.5, 1.0]))
def test_presence_adds_up_to_the_stays(pattern: str, step: float) -> None:
    events = stay(pattern, step)
    present = sum(event.end - event.start for event in events if isinstance(event, Presence))
    stayed = sum(event.left - event.entered for event in events if isinstance(event, Visit | Pass))
    assert present == pytest.approx(stayed)
    spans = [(event.start, event.end) for event in events if isinstance(event, Presence)]
    assert all(a[1] <= b[0] + 1e-9 for a, b in itertools.pairwise(spans))


@given(st.integers(0, 40), st.integers(0, 200), st.sampled_from([2, 3, 5, 10]))
def test_dwell_is_right_on_average_at_any_rate(begin: int, length: int, fps: int) -> None:
    """A true stay, sampled, is off by half an interval at most at each end."""
    entered, left = 5 + begin / 10, 5 + begin / 10 + 4 + length / 10
    monitor = ZoneMonitor("table", TABLE)
    events: list[Event] = []
    for index in range(int((left + 10) * fps)):
        time = index / fps
        where = INSIDE if entered <= time < left else OUTSIDE
        events += monitor.see(1, time, where, 1 / fps, at_edge=False)
    (visit,) = (event for event in events if isinstance(event, Visit))
    assert abs(visit.entered - entered) <= 0.5 / fps + 1e-9
    assert abs(visit.left - left) <= 0.5 / fps + 1e-9
