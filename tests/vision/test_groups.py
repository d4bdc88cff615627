from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import savgol_filter

from vision.evaluation.pairs import PairScore
from vision.zones.groups import Companions, Path, slopes

SPEED = 1.3
"""Metres a second."""


def walk(
    start: tuple[float, float],
    *,
    heading: float = 0.0,
    speed: float = SPEED,
    seconds: float = 10.0,
    begins: float = 0.0,
    rate: float = 5.0,
) -> Path:
    times = begins + np.arange(0, seconds, 1 / rate)
    way = np.array([np.cos(heading), np.sin(heading)]) * speed
    return Path(times, np.array(start) + (times - begins)[:, None] * way)


def stand(place: tuple[float, float], seconds: float, begins: float = 0.0) -> Path:
    return walk(place, speed=0.0, seconds=seconds, begins=begins)


ALONE: list[frozenset[str]] = []
TOGETHER = [frozenset({"a", "b"})]


@pytest.mark.parametrize(
    ("what", "a", "b", "expected"),
    [
        ("abreast", walk((0, 0)), walk((0, 0.9)), TOGETHER),
        ("behind each other, near", walk((0, 0)), walk((-0.9, 0.2)), TOGETHER),
        ("a stranger follows", walk((0, 0)), walk((-1.6, 0)), ALONE),
        ("far apart", walk((0, 0)), walk((0, 2.5)), ALONE),
        ("one overtakes", walk((0, 0)), walk((-2, 0.7), speed=SPEED + 0.5), ALONE),
        ("they meet", walk((0, 0)), walk((10, 0.7), heading=np.pi), ALONE),
        ("their ways cross", walk((0, 0)), walk((5, -5), heading=np.pi / 2), ALONE),
        ("they never meet", walk((0, 0)), walk((0, 0.9), begins=20), ALONE),
        ("only a moment", walk((0, 0), seconds=1.5), walk((0, 0.9)), ALONE),
        ("they look together", stand((0, 0), 30), stand((0.8, 0), 30, begins=1), TOGETHER),
        (
            "one joins another's shelf for the end of it",
            stand((0, 0), 40),
            stand((0.8, 0), 40, begins=34),
            ALONE,
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_who_belongs_together(what: str, a: Path, b: Path, expected: list[frozenset[str]]) -> None:
    assert Companions().groups({"a": a, "b": b}) == expected


def test_the_ends_of_a_row_of_four_are_of_one_group() -> None:
    row = {name: walk((0, 0.9 * number)) for number, name in enumerate("abcd")}
    assert Companions().groups(row) == [frozenset("abcd")]


def test_people_without_companions_are_in_no_group() -> None:
    paths = {"a": walk((0, 0)), "b": walk((0, 8)), "c": walk((0, 8.8))}
    assert Companions().groups(paths) == [frozenset({"b", "c"})]


def test_a_long_time_out_of_sight_is_not_time_together() -> None:
    whole = walk((0, 0.9), seconds=20)
    seen = (whole.times < 1) | (whole.times > 19)
    broken = Path(whole.times[seen], whole.places[seen])
    assert Companions().groups({"a": walk((0, 0), seconds=20), "b": broken}) == ALONE


@pytest.mark.parametrize("rate", [2.5, 5, 10, 25])
@pytest.mark.parametrize("noise", [0.0, 0.1])
def test_rate_and_shaking_boxes_change_nothing(rate: float, noise: float) -> None:
    rng = np.random.default_rng(3)

    def shaken(path: Path) -> Path:
        return Path(path.times, path.places + rng.normal(0, noise, path.places.shape))

    paths = {
        "a": shaken(walk((0, 0), rate=rate)),
        "b": shaken(walk((0, 0.9), rate=rate)),
        "c": shaken(walk((-2.2, 0.4), rate=rate)),
    }
    assert Companions().groups(paths) == TOGETHER


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 2**16),
    turn=st.floats(0, 6.28),
    shift=st.tuples(st.floats(-50, 50), st.floats(-50, 50)),
    later=st.integers(-500, 500),
    mirrored=st.booleans(),
)
def test_groups_do_not_depend_on_where_the_floor_plan_begins(
    seed: int, turn: float, shift: tuple[float, float], later: int, mirrored: bool
) -> None:
    rng = np.random.default_rng(seed)
    paths = {
        name: walk(
            tuple(rng.uniform(-1.5, 1.5, 2)),
            heading=rng.choice([0.0, np.pi / 2]),
            speed=rng.choice([0.6, 1.3]),
        )
        for name in "abcdef"
    }
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    if mirrored:
        rotation = rotation @ np.diag([1, -1])
    moved = {
        # Whole steps later, so that the compared moments are the same.
        name: Path(path.times + 0.2 * later, path.places @ rotation.T + shift)
        for name, path in paths.items()
    }
    assert Companions().groups(moved) == Companions().groups(paths)


def test_a_path_that_goes_back_in_time_is_refused() -> None:
    with pytest.raises(ValueError, match="times must grow"):
        Path(np.array([0.0, 0.0]), np.zeros((2, 2)))


def test_pairs_not_groups_are_scored() -> None:
    score = PairScore.of([{1, 2, 3}, {4, 5}], [{1, 2}, {3, 4}, {4, 5}, {6}])
    assert (score.true, score.found, score.right) == (3, 4, 2)
    assert score.precision == 0.5
    assert score.recall == pytest.approx(2 / 3)
    assert score.f1 == pytest.approx(4 / 7)


def test_nothing_is_not_zero() -> None:
    score = PairScore.of([], [])
    assert (score.precision, score.recall, score.f1) == (None, None, None)


@pytest.mark.parametrize(("moments", "window"), [(3, 3), (11, 11), (12, 11), (80, 11)])
def test_velocities_are_those_of_a_savitzky_golay_filter(moments: int, window: int) -> None:
    places = np.random.default_rng(moments).normal(size=(moments, 2)).cumsum(axis=0)
    theirs = savgol_filter(places, window, polyorder=1, deriv=1, axis=0)
    assert slopes(places, window) == pytest.approx(theirs)
