"""How the simulated people move."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from math import hypot

import numpy as np
import pytest

from sample_videos.simulator.demo_shop import demo_shop
from sample_videos.simulator.floor import Floor
from sample_videos.simulator.performance import perform
from sample_videos.simulator.pose import Performance, Pose
from sample_videos.simulator.random_layout import random_layout
from sample_videos.simulator.random_shop import random_shop
from sample_videos.simulator.shop import Shop
from tests.sample_videos.play import START, Play


def steps(performance: Performance) -> Iterator[tuple[Pose, Pose]]:
    """Each person at every two instants that follow each other."""
    for before, after in pairwise(performance):
        there = {pose.person: pose for pose in before.poses}
        for pose in after.poses:
            if pose.person in there:
                yield there[pose.person], pose


def test_the_same_seed_plays_the_same_film() -> None:
    one, two, other = (
        perform(demo_shop(), seconds=20, seed=seed, start=START, warm_up=10)[0]
        for seed in (3, 3, 4)
    )
    assert one == two
    assert one != other


def test_nobody_stands_in_furniture_or_walks_through_a_wall(play: Play) -> None:
    floor = Floor(play.shop)
    for before, after in steps(play.performance):
        way = np.linspace((before.x, before.y), (after.x, after.y), 4)
        assert floor.clearance(way).min() > 0.15, after


def test_nobody_runs_jumps_or_spins(play: Play) -> None:
    for before, after in steps(play.performance):
        moved = hypot(after.x - before.x, after.y - before.y)
        assert moved * play.performance.rate <= 2.2
        assert after.walked - before.walked == pytest.approx(moved, abs=2e-3)
        turn = (after.heading - before.heading + np.pi) % (2 * np.pi) - np.pi
        assert abs(turn) * play.performance.rate <= 2.6


def test_people_appear_and_vanish_only_at_the_ends_of_the_street(play: Play) -> None:
    for before, after in pairwise(play.performance):
        there = {pose.person: pose for pose in before.poses}
        here = {pose.person: pose for pose in after.poses}
        for person in there.keys() ^ here.keys():
            pose = there.get(person) or here[person]
            assert pose.y < 0
            assert pose.x < -2.5 or pose.x > play.shop.width + 2.5


def test_bodies_keep_apart(play: Play) -> None:
    gaps = []
    for instant in play.performance:
        feet = np.array([(pose.x, pose.y) for pose in instant.poses])
        apart = np.hypot(*np.moveaxis(feet[:, None] - feet[None], -1, 0))
        gaps.append(apart[np.triu_indices(len(feet), 1)])
    everything = np.concatenate(gaps)
    assert everything.min() > 0.36
    # Only somebody who is stuck squeezes past.
    assert (everything < 0.45).mean() < 1e-3


def test_nobody_is_stuck(play: Play) -> None:
    """Who neither browses, pays nor waits in line moves on within half a minute."""
    queue = next(area for area in play.shop.areas if area.name == "queue")
    x1, y1, x2, y2 = *queue.polygon[0], *queue.polygon[2]
    staff = {person.number for person in play.performance.people if person.staff}
    since: dict[int, tuple[float, float, float]] = {}
    for instant in play.performance:
        for pose in instant.poses:
            waits = x1 <= pose.x <= x2 and y1 <= pose.y <= y2
            at = since.get(pose.person)
            if (
                at is None
                or pose.activity not in ("walk", "stand")
                or waits
                or pose.person in staff
                or hypot(pose.x - at[1], pose.y - at[2]) > 0.4
            ):
                since[pose.person] = (instant.time, pose.x, pose.y)
            else:
                assert instant.time - at[0] < 30, pose


def test_only_staff_wear_the_uniform(play: Play) -> None:
    for person in play.performance.people:
        distance = np.abs(np.subtract(person.top, (0.95, 0.45, 0.05))).max()
        assert (distance < 0.01) == person.staff
        assert person.staff or distance > 0.12
        assert 1.5 <= person.height <= 1.95


@pytest.mark.parametrize("draw", [random_shop, random_layout])
@pytest.mark.parametrize("seed", range(2))
def test_other_shops_are_played_as_well(
    draw: Callable[[np.random.Generator], Shop], seed: int
) -> None:
    shop = draw(np.random.default_rng(seed))
    floor = Floor(shop)
    performance, truth, _ = perform(shop, seconds=40, seed=seed, start=START, warm_up=40)
    inside = {pose.person for instant in performance for pose in instant.poses if pose.y > 0.35}
    assert len(inside) > 5
    assert truth.visits
    feet = np.array([(pose.x, pose.y) for pose in performance.instants[-1].poses])
    assert floor.clearance(feet).min() > 0.15


def test_layouts_leave_room_to_stand_and_to_look_from() -> None:
    rng = np.random.default_rng(5)
    for _ in range(15):
        shop = random_layout(rng)
        floor = Floor(shop)
        assert 8 <= shop.width <= 18
        assert 7 <= shop.depth <= 14
        stands = [stand for area in shop.areas for stand in area.stands]
        stands += [till.cashier for till in shop.tills]
        assert floor.clearance(np.array(stands)).min() > 0.25
        for camera in shop.cameras:
            assert camera.position[2] < shop.height
