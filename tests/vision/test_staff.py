"""Sightings of one person as tables, then properties that hold for any."""

from __future__ import annotations

import itertools
import math
from bisect import bisect

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vision.zones.geometry import Polygon
from vision.zones.staff import StaffJudge, StaffSettings

BEHIND = Polygon(((0, 0), (10, 0), (10, 10), (0, 10)))
INSIDE, OUTSIDE = (5.0, 5.0), (50.0, 5.0)
SETTINGS = StaffSettings(uniform=True, areas=(BEHIND,), presence_seconds=600.0)
STEP = 0.25
SHARES = {"u": 0.6, ".": 0.0, "-": None, "?": math.nan, "s": 0.6, "S": 0.0}
"""Uniform, none, not measured, hidden; s and S: in the staff area with and without."""


def judged(pattern: str, settings: StaffSettings = SETTINGS, step: float = STEP) -> str | None:
    """The rule by which somebody is staff at the pattern's end; a letter is one sighting."""
    judge = StaffJudge(settings)
    for index, mark in enumerate(pattern):
        foot = INSIDE if mark in "sS" else OUTSIDE
        judge.see(1, index * step, foot, SHARES[mark])
    return judge.found.get(1)


@pytest.mark.parametrize(
    ("pattern", "rule"),
    [
        pytest.param("u" * 7, "uniform", id="worn for a second and a half"),
        pytest.param("u" * 6, None, id="worn for less"),
        pytest.param("." * 40, None, id="never worn"),
        pytest.param("." * 12 + "uuu" + "." * 12, None, id="a passing reflection"),
        pytest.param("uu.uuu.uuu.u", "uniform", id="missed now and then"),
        pytest.param("...u" * 20, None, id="less often than not"),
        pytest.param("uuu" + "?" * 8 + "uuuu", "uniform", id="hidden for a while"),
        pytest.param("?" * 40, None, id="always hidden"),
        pytest.param("-" * 40, None, id="not measured"),
        pytest.param("u" * 40 + "." * 8, "uniform", id="turned away for two seconds"),
        pytest.param("u" * 12 + "." * 120, None, id="the track went on with somebody else"),
        pytest.param("u" * 12 + "." * 120 + "u" * 60, "uniform", id="and came back"),
        pytest.param("..." + "S" * 13, "area", id="three seconds behind the tills"),
        pytest.param("..." + "S" * 12, None, id="less"),
        pytest.param(("S" * 8 + ".") * 10, None, id="never so long on end"),
        pytest.param("S" * 13 + "." * 200, "area", id="without the uniform, once behind the tills"),
        pytest.param("s" * 13, "uniform", id="the first rule that holds"),
        pytest.param("." * 2400, None, id="ten minutes less a moment"),
        pytest.param("." * 2401, "presence", id="ten minutes"),
    ],
)
def test_verdicts(pattern: str, rule: str | None) -> None:
    assert judged(pattern) == rule


def test_a_rule_that_is_not_set_finds_nobody() -> None:
    assert StaffSettings().rules == ()
    assert SETTINGS.rules == ("uniform", "area", "presence")
    for pattern in ("s" * 100, "." * 4000):
        assert judged(pattern, StaffSettings()) is None


def test_who_left_is_forgotten_but_counted() -> None:
    judge = StaffJudge(SETTINGS)
    for index in range(20):
        judge.see(1, index * STEP, OUTSIDE, 0.9)
        judge.see(2, index * STEP, OUTSIDE, 0.0)
    assert set(judge.found) == {1}
    judge.end(1)
    judge.end(2)
    assert (judge.found, judge.tracks) == ({}, 1)
    judge.see(1, 20 * STEP, OUTSIDE, 0.0)
    assert not judge.found


def test_who_is_lost_and_found_again_is_one() -> None:
    judge = StaffJudge(SETTINGS)
    for index, mark in enumerate("u" * 12 + "." * 120 + "u" * 60):
        judge.see(1, index * STEP, OUTSIDE, SHARES[mark])
    assert judge.tracks == 1


@given(
    st.lists(st.tuples(st.floats(0.02, 5.0), st.floats(0, 0.249) | st.just(math.nan)), max_size=300)
)
def test_who_never_wears_the_colour_is_never_staff(path: list[tuple[float, float]]) -> None:
    judge = StaffJudge(StaffSettings(uniform=True))
    time = 0.0
    for step, share in path:
        time += step
        judge.see(1, time, INSIDE, share)
    assert not judge.found


SCENES = [
    [(8, True)],
    [(3, False), (8, True)],
    [(3, True), (2, False), (4, True), (20, False)],
    [(1, True), (10, False), (1, True), (10, False)],
    [(6, True), (30, False), (12, True), (2, False)],
]
"""Seconds with and without the uniform, one after the other; none so nearly enough that half a
frame more or less at its ends decides."""


@given(st.sampled_from(SCENES), st.floats(4, 30), st.floats(0, 1))
def test_the_verdict_does_not_change_with_the_frame_rate(
    scene: list[tuple[float, bool]], fps: float, phase: float
) -> None:
    """It changes as often, and within two frames of when it does at 50 frames a second."""
    close, here = changes(scene, 50.0), changes(scene, fps, phase)
    assert len(here) == len(close)
    for (time, found), (when, was) in zip(here, close, strict=True):
        assert found == was
        assert abs(time - when) <= 2 / fps + 0.02


def changes(
    scene: list[tuple[float, bool]], fps: float, phase: float = 0.0
) -> list[tuple[float, bool]]:
    """When somebody is found to be staff, and no longer so. ``phase``: of the first frame, in
    frames."""
    judge = StaffJudge(StaffSettings(uniform=True))
    ends = [*itertools.accumulate(seconds for seconds, _ in scene)]
    found: list[tuple[float, bool]] = []
    for index in range(int(ends[-1] * fps - phase)):
        time = (index + phase) / fps
        _, worn = scene[bisect(ends, time)]
        judge.see(1, time, OUTSIDE, 0.5 if worn else 0.0)
        if (1 in judge.found) != (found[-1][1] if found else False):
            found.append((time, 1 in judge.found))
    return found
