"""Paths over a line as tables, then properties that hold for any path."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vision.zones.events import Crossing, LineEvent, UTurn
from vision.zones.geometry import Segment
from vision.zones.line import LineCounter, LineSettings

# A gate from (0, 100) up to (0, 0); body 20 px wide, so the band reaches 5 px to each side.
GATE = Segment((0, 100), (0, 0))
BODY = 20.0
Path = Sequence[tuple[float, float, float]]
"""(time, x, y)"""


def walk(path: Path, settings: LineSettings | None = None) -> list[LineEvent]:
    counter = LineCounter("gate", GATE, settings)
    events: list[LineEvent] = []
    for time, x, y in path:
        events += counter.see(1, time, (x, y), BODY)
    return events


def tally(path: Path, settings: LineSettings | None = None) -> tuple[int, int, int]:
    events = walk(path, settings)
    crossings = [event.direction for event in events if isinstance(event, Crossing)]
    turns = sum(isinstance(event, UTurn) for event in events)
    return crossings.count("in"), crossings.count("out"), turns


def along(*xs: float, y: float = 50, step: float = 0.2) -> Path:
    return [(i * step, x, y) for i, x in enumerate(xs)]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param(along(-30, -10, 10, 30), (1, 0, 0), id="walks in"),
        pytest.param(along(30, 10, -10, -30), (0, 1, 0), id="walks out"),
        pytest.param(along(-30, -20, -10, -6), (0, 0, 0), id="comes near and stays outside"),
        pytest.param(along(-30, 3, -3, 2, -2, 3, -30), (0, 0, 0), id="jitters and goes back"),
        pytest.param(along(-30, 3, -3, 2, -2, 3, 30), (1, 0, 0), id="jitters and goes in"),
        pytest.param(
            along(-30, *[3, -3] * 40, 30, step=0.1), (1, 0, 0), id="loiters on the line for 8 s"
        ),
        pytest.param(along(-30, 30), (1, 0, 0), id="unseen while crossing"),
        pytest.param([(0, -30, 50), (9, 30, 50)], (1, 0, 0), id="unseen for nine seconds"),
        pytest.param(along(3, 30), (0, 0, 0), id="first seen in the band: its side is not known"),
        pytest.param(along(-30, -30, y=50), (0, 0, 0), id="stands still"),
        pytest.param(
            [(0, -30, 50), (1, -30, 150), (2, 30, 150), (3, 30, 50)], (0, 0, 0), id="round the end"
        ),
        pytest.param(
            [(0, -30, 50), (1, -30, 150), (2, 30, 150), (3, 30, 50), (4, -30, 50)],
            (0, 1, 0),
            id="round the end, then back over the line",
        ),
        pytest.param(along(-30, 2, 2, 2, 2, 2, 2), (1, 0, 0), id="sure by time, not by distance"),
        pytest.param(along(-30, 30, -30, step=2), (1, 1, 1), id="turns back at the door"),
        pytest.param(along(30, -30, 30, step=2), (1, 1, 0), id="out and in again is no U-turn"),
        pytest.param(along(-30, 30, -30, step=20), (1, 1, 0), id="a short visit is no U-turn"),
        pytest.param(along(-30, 30, -30, 30, -30, step=2), (2, 2, 2), id="turns back twice"),
    ],
)
def test_paths(path: Path, expected: tuple[int, int, int]) -> None:
    assert tally(path) == expected


def test_the_crossing_is_timed_where_the_feet_were_over_the_line() -> None:
    (crossing,) = walk([(10.0, -30, 50), (11.0, 10, 50)])
    assert crossing == Crossing("gate", 1, 10.75, "in")


def test_refunds_can_be_switched_off() -> None:
    assert tally(along(-30, 30, -30), LineSettings(refund_seconds=0)) == (1, 1, 0)


def test_two_people_do_not_share_a_state() -> None:
    counter = LineCounter("gate", GATE)
    counter.see(1, 0, (-30, 50), BODY)
    assert counter.see(2, 0.2, (30, 50), BODY) == []
    counter.end(1)
    assert counter.see(1, 0.4, (30, 50), BODY) == []


xs = st.lists(st.floats(-60, 60).filter(lambda x: abs(x) > 1e-3), min_size=2, max_size=30)


@given(xs)
def test_mirrored_people_are_counted_the_other_way(path: list[float]) -> None:
    no_refund = LineSettings(refund_seconds=0)
    came, went, _ = tally(along(*path), no_refund)
    mirrored_in, mirrored_out, _ = tally(along(*[-x for x in path]), no_refund)
    assert (came, went) == (mirrored_out, mirrored_in)


@given(xs, st.integers(2, 5))
def test_more_frames_of_the_same_walk_change_nothing(path: list[float], finer: int) -> None:
    # Sure by distance only: time beside the line is what more frames let one see.
    settings = LineSettings(confirm_seconds=1e9, refund_seconds=0)
    coarse = along(*path)
    fine = [
        (t1 + (t2 - t1) * i / finer, x1 + (x2 - x1) * i / finer, 50.0)
        for (t1, x1, _), (t2, x2, _) in itertools.pairwise(coarse)
        for i in range(finer)
    ] + [coarse[-1]]
    assert tally(fine, settings) == tally(coarse, settings)


@given(xs, st.floats(0.1, 10))
def test_time_and_its_thresholds_scale_together(path: list[float], scale: float) -> None:
    base = LineSettings()
    scaled = LineSettings(
        confirm_seconds=base.confirm_seconds * scale,
        refund_seconds=base.refund_seconds * scale,
        reentry_seconds=base.reentry_seconds * scale,
    )
    # Steps that are exact in binary, so that no comparison is decided by rounding.
    slow = [(i * 0.25 * scale, x, 50.0) for i, x in enumerate(path)]
    assert tally(slow, scaled) == pytest.approx(tally(along(*path, step=0.25), base))


@given(xs)
def test_ins_and_outs_alternate(path: list[float]) -> None:
    directions = [e.direction for e in walk(along(*path)) if isinstance(e, Crossing)]
    assert all(a != b for a, b in itertools.pairwise(directions))


def test_a_line_up_to_the_pictures_edge_counts_feet_beyond_it() -> None:
    below = along(-30, 30, y=130)
    picture = (200.0, 100.0)
    for segment, expected in ((GATE, []), (GATE.opened(picture), ["in"])):
        counter = LineCounter("gate", segment)
        events = [e for t, x, y in below for e in counter.see(1, t, (x, y), BODY)]
        assert [e.direction for e in events if isinstance(e, Crossing)] == expected
    # An end inside the picture stays an end.
    assert not Segment((100, 90), (100, 0)).opened(picture).spans((100, 95))
