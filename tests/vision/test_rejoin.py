"""Who was lost and came back is the same person; who only comes after is not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.vision.test_tracker import WIDTH, follow, frame, person, tracks
from vision.detect.detections import Detections
from vision.track.kalman import BoxFilter, surprise
from vision.track.rejoin import beginning, join
from vision.zones.events import Crossing
from vision.zones.geometry import Segment
from vision.zones.line import LineCounter


def walk(speed: float, fps: float, gap: tuple[float, float]) -> list[Detections]:
    """From x = 60 to 580, unseen between the two times."""
    times = np.arange(0, 520 / speed, 1 / fps)
    return [frame() if gap[0] <= t < gap[1] else frame(person(60 + speed * t)) for t in times]


@settings(max_examples=20, deadline=None)
@example(fps=5, widths_per_second=1.0, hidden=2.625)
@example(fps=7, widths_per_second=1.0, hidden=2.6)
@given(
    fps=st.sampled_from([5, 10, 25]),
    widths_per_second=st.floats(1.0, 2.5),
    hidden=st.floats(0.5, 2.7),
)
def test_a_path_split_in_two_counts_once(fps: int, widths_per_second: float, hidden: float) -> None:
    speed = widths_per_second * WIDTH
    begins = 260 / speed - hidden / 2
    sightings, ended = follow(walk(speed, fps, (begins, begins + hidden)), fps)
    assert tracks(sightings) == len(ended) == 1
    line = LineCounter("middle", Segment((320, 360), (320, 0)))
    events = [e for s in sightings for e in line.see(s.track, s.time, s.foot, s.body_width)]
    assert [type(event) for event in events] == [Crossing]


def test_who_comes_the_other_way_is_somebody_else() -> None:
    """One is lost in the middle; two seconds later one comes from there, back to where it began."""
    there = [frame(person(60 + 8 * i)) for i in range(30)]
    back = [frame(person(300 - 8 * i)) for i in range(30)]
    sightings, ended = follow(there + [frame()] * 25 + back, 10)
    assert tracks(sightings) == len(ended) == 2


def test_who_is_far_away_is_somebody_else() -> None:
    there = [frame(person(60 + 4 * i)) for i in range(30)]
    elsewhere = [frame(person(500 + 4 * i, foot=200)) for i in range(30)]
    sightings, _ = follow(there + [frame()] * 25 + elsewhere, 10)
    assert tracks(sightings) == 2


def state(x: float, speed: float, time: float) -> BoxFilter:
    """Of a walker at ``x`` at ``time``, seen for a second before."""
    seen = [(time + k / 10, np.array(person(x + speed * k / 10)[:4]), 0.8) for k in range(11)]
    return beginning(seen)


def test_a_beginning_is_what_was_seen_first() -> None:
    first = state(100, 40, 5.0)
    assert first.time == 5.0
    assert first.position == pytest.approx(person(100)[:4], abs=2)
    assert (first.at(6.0) - first.at(5.0))[[0, 2]] == pytest.approx([40, 40], abs=4)


def test_each_is_joined_once_and_to_the_likelier() -> None:
    ends = [state(100, 40, 0.0), state(100, 100, 0.0)]
    begins = [state(300, 100, 2.0), state(180, 40, 2.0), state(182, 40, 2.0)]
    assert join(ends, begins, 3.0, 5.0) == [(0, 1), (1, 0)]
    assert join(ends, begins, 1.0, 5.0) == []
    assert join(begins, ends, 3.0, 5.0) == []
    assert join([], begins, 3.0, 5.0) == []


@pytest.mark.parametrize("steps", [1, 6, 30])
def test_time_passes_in_any_steps(steps: int) -> None:
    """The doubt after a second unseen does not tell how often somebody looked."""
    known, boxes = state(100, 40, 0.0), np.array([person(170)[:4]], np.float64)
    cut, covered = np.zeros((1, 4), np.bool_), np.zeros(1, np.bool_)
    once = known.carried(1.0)
    for step in range(1, steps + 1):
        known.advance(step / steps)
    assert known.position == pytest.approx(once.position)
    assert surprise([known], known.position[None], boxes, cut, covered) == pytest.approx(
        surprise([once], once.position[None], boxes, cut, covered), rel=1e-3
    )
