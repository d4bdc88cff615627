"""How tall people stand at each place, and feet behind furniture found by it."""

from __future__ import annotations

import numpy as np
import pytest

from tests.vision.test_tracker import SIZE, follow, frame
from vision.detect.detections import Detections
from vision.track.body import Cut
from vision.track.standing import PATIENCE, Standing
from vision.track.stature import Stature


def height_at(top: float) -> float:
    """An ordinary person's pixels below a head at ``top``."""
    return 20 + 0.6 * top


def test_heights_grow_with_the_heads_place() -> None:
    rng = np.random.default_rng(0)
    stature = Stature(360)
    assert stature.expected(150) is None
    for top in rng.uniform(60, 220, 900):
        # One in three is half hidden; the others are of different height.
        hidden = rng.random() < 0.33
        stature.learn(top, height_at(top) * (0.5 if hidden else rng.normal(1, 0.04)))
    for top in (80, 150, 210):
        assert stature.expected(top) == pytest.approx(height_at(top), rel=0.06)
    # Nobody's head was ever there.
    assert stature.expected(350) is None


def test_a_place_where_all_are_half_hidden_does_not_count() -> None:
    rng = np.random.default_rng(1)
    stature = Stature(360)
    for top in rng.uniform(60, 220, 900):
        stature.learn(top, height_at(top) * (0.5 if 130 < top < 160 else 1.0))
    assert stature.expected(145) == pytest.approx(height_at(145), rel=0.05)


def box(x: float, top: float, share: float = 1.0) -> list[float]:
    height = height_at(top)
    return [x - 0.2 * height, top, x + 0.2 * height, top + share * height, 0.9]


def passers() -> list[Detections]:
    """Eight people who walk through the picture, down and up in turn, one after the other."""
    frames = []
    for walker in range(8):
        tops = [60 + 4 * step if walker % 2 else 216 - 4 * step for step in range(40)]
        frames += [frame(box(40 + 14 * step, top)) for step, top in enumerate(tops)]
        frames += [frame() for _ in range(30)]
    return frames


def test_feet_behind_a_shelf_are_where_the_head_says() -> None:
    """Walkers show the tracker how tall people stand; then one stops behind a shelf."""
    frames = passers()
    stop = len(frames)
    frames += [frame(box(100 + 8 * step, 140)) for step in range(20)]
    frames += [frame(box(260, 140, share=0.5)) for _ in range(60)]
    sightings, _ = follow(frames, 10)
    standing = [one for one in sightings if one.time > (stop + 20) / 10 + PATIENCE + 0.6]
    assert len({one.track for one in standing}) == 1
    assert all(one.box[3] < 140 + 0.6 * height_at(140) for one in standing)
    feet = np.array([one.foot[1] for one in standing])
    np.testing.assert_allclose(feet, 140 + height_at(140), atol=0.06 * height_at(140))
    assert SIZE[1] > feet.max()


def test_a_child_in_the_open_keeps_its_feet() -> None:
    """Shorter than others from the first sight on, for less than it takes to be sure: a box that
    reaches the floor is not lengthened while its height is learnt."""
    frames = passers()
    stop = len(frames)
    frames += [frame(box(60 + 7 * step, 120, share=0.87)) for step in range(60)]
    sightings, _ = follow(frames, 10)
    feet = [one.foot[1] - one.box[3] for one in sightings if one.time >= stop / 10]
    assert max(map(abs, feet)) < 1


def test_who_walks_away_behind_somebody_is_not_as_tall_as_before() -> None:
    """The known height in pixels is from nearer by; where the head is now, people are smaller."""
    stature = Stature(360)
    for top in np.linspace(60, 220, 900):
        stature.learn(float(top), height_at(float(top)))
    near, far = 200.0, 80.0
    covered = Cut(left=False, top=False, right=False, bottom=False, hidden=True)
    seen = np.array([100.0, far, 130.0, far + 0.6 * height_at(far)])
    completed = seen.copy()
    completed[3] = far + height_at(near)
    whole = Standing(0.0).complete(seen, completed, covered, far, 0.1, stature)
    assert whole[3] == pytest.approx(far + height_at(far), rel=0.03)
    # Never above what was seen.
    tall = np.array([100.0, far, 130.0, far + 1.2 * height_at(far)])
    completed[3] = far + 1.4 * height_at(far)
    assert Standing(0.0).complete(tall, completed, covered, far, 0.1, stature)[3] >= tall[3]
