from __future__ import annotations

import secrets
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

import sample_videos
from sample_videos.drawn_shop import drawn_recording, floor_seen, installed
from sample_videos.journeys import JourneyScore
from sample_videos.play import Play
from sample_videos.recording import Delivery, Recording, Trial, with_endings
from sample_videos.simulator.random_shop import random_shop
from sample_videos.simulator.silhouettes import Seen
from sample_videos.simulator.tracks import Tracks
from sample_videos.true_tracks import true_recording
from sample_videos.witness import Identities
from tests.sample_videos.play import Play as FullPlay
from vision.evaluation.pairs import PairScore
from vision.site import Site
from vision.site_file import load_site
from vision.track.sighting import Ended, Sighting


def seen(track: int, time: float) -> tuple[Sighting, bool]:
    return Sighting(track, time, (0, 0, 10, 20), 1.0, (5, 20), 10.0, at_edge=track == 2), False


def test_a_track_ends_once_it_was_unseen_for_long() -> None:
    told = with_endings(
        [
            Delivery("b", 6.0, []),
            Delivery("a", 0.0, [seen(1, 0.0), seen(2, 0.0)]),
            Delivery("a", 1.0, [seen(1, 1.0)]),
            Delivery("a", 3.5, []),
            Delivery("a", 4.0, []),
            Delivery("a", 4.5, [seen(3, 4.5)]),
        ],
        lost_seconds=3.0,
    )
    ends = {(one.camera, one.time): list(one.ended) for one in told if one.ended}
    assert ends == {
        ("a", 3.5): [Ended(2, 0.0, at_edge=True)],
        ("a", 4.5): [Ended(1, 1.0, at_edge=False)],
    }
    assert [one.time for one in told] == [0.0, 1.0, 3.5, 4.0, 4.5, 6.0]


def test_a_stretch_shows_whom_its_own_sightings_show() -> None:
    identities = Identities()
    for time, person in ((2.0, 8), (0.0, 7), (1.0, 7), (3.0, None)):
        identities.add("a", 1, time, person)
    identities.add("b", 1, 1.0, 9)
    assert identities("a", 1, 0.0, 2.0) == Counter({7: 2, 8: 1})
    # The joiner rounds to its steps.
    assert identities("a", 1, 2.1, 3.1) == Counter({8: 1, None: 1})
    assert identities("a", 2, 0.0, 9.0) == Counter()


def test_shops_are_pooled_by_their_counts() -> None:
    none = Trial(JourneyScore(0, 0, 0, PairScore(0, 0, 0), []), 30.0, 1.0)
    many = Trial(JourneyScore(10, 9, 8, PairScore(50, 40, 30), [0.1, 0.2, 0.9]), 90.0, 3.0)
    few = Trial(JourneyScore(2, 2, 1, PairScore(10, 10, 10), [0.3, 0.3]), 120.0, 0.0)
    assert (none.score.share, none.score.interval, none.score.floor_error) == (None, None, None)
    pooled = Trial.pooled([none, many, few])
    assert pooled.score.share == 9 / 12
    assert pooled.score.joints == PairScore(60, 50, 40)
    assert pooled.score.floor_error == 0.3
    assert pooled.seconds_per_minute == 1.0
    summary = pooled.summary()
    # Wilson (1927) of 9 in 12, by hand.
    assert (summary["low"], summary["high"]) == (
        pytest.approx(0.4677, abs=1e-4),
        pytest.approx(0.9111, abs=1e-4),
    )


@pytest.fixture(scope="module")
def site() -> Site:
    return load_site(Path(sample_videos.__path__[0]) / "site.yaml").site


def test_true_boxes_become_tracks_that_break_only_out_of_sight(site: Site, play: FullPlay) -> None:
    """Of one visitor, 12 s long: hidden for 2 s, then for 5 s."""
    crossing = next(one for one in play.truth.crossings if one.time > 1)
    begun = round(crossing.time * 10) - 9
    hidden = [*range(begun + 30, begun + 50), *range(begun + 60, begun + 110)]
    box, body = (300.0, 100.0, 340.0, 200.0), (300.0, 100.0, 340.0, 230.0)
    frames = [
        [Seen(crossing.person, box, body, 0.2 if at in hidden else 0.7, cut=False)]
        if begun <= at < begun + 120
        else []
        for at in range(len(play.performance.instants))
    ]
    tracks = {
        camera.id: Tracks(camera.id, (640, 360), 10, frames if camera.id == "door" else [])
        for camera in site.cameras
    }
    staged = Play(play.shop, play.performance, play.truth)
    recording = true_recording(site, tracks, staged)
    told = [one for delivery in recording.deliveries for one, _ in delivery.counted]
    assert Counter(one.track for one in told) == {0: 40, 1: 10}
    assert {one.foot for one in told} == {(320.0, 200.0)}
    crossings = [one for delivery in recording.deliveries for one in delivery.crossings]
    assert [(one.track, one.time) for one in crossings] == [(0, crossing.time)]
    assert [one.track for delivery in recording.deliveries for one in delivery.ended] == [0, 1]
    assert recording.identities("door", 1, 0, 400) == Counter({crossing.person: 10})
    whole = true_recording(site, tracks, staged, whole=True)
    assert {s.foot for one in whole.deliveries for s, _ in one.counted} == {(320.0, 230.0)}


@pytest.fixture(scope="module")
def drawn() -> Recording:
    return drawn_recording(5, 30.0)


def test_a_drawn_shop_is_joined_and_judged(drawn: Recording) -> None:
    score = drawn.join().score
    assert score.joints.true > 50
    # Chance alone would be right in one pair of ten.
    assert (score.joints.precision or 0) > 0.5
    assert score.floor_error is not None
    assert score.floor_error < 0.5


def test_cameras_are_hung_so_that_they_see_the_shop() -> None:
    seeds = [secrets.randbelow(2**31) for _ in range(3)]
    for seed in seeds:
        shop = random_shop(np.random.default_rng(seed))
        cameras = installed(shop)
        assert floor_seen(shop, cameras) >= 0.95, f"seed {seed}"
        assert floor_seen(shop, cameras[:1]) < 0.5, f"seed {seed}"


def test_drawn_people_stand_where_they_are_said_to(drawn: Recording) -> None:
    """As far as the door's camera, over whose way nothing stands, sees them whole."""
    floor, _ = drawn.floors["door"]
    where = {
        (pose.person, round(instant.time * 10)): (pose.x, pose.y)
        for instant in drawn.play.performance
        for pose in instant.poses
    }
    off = []
    for one in drawn.deliveries:
        for sighting, _ in one.counted if one.camera == "door" else ():
            (person,) = drawn.identities("door", sighting.track, one.time, one.time)
            x, y = where[person or 0, round(one.time * 10)]
            if y > 0.5 and not sighting.at_edge:
                off.append(floor.metres([sighting.foot])[0] - (x, y))
    assert len(off) > 50
    # The lens looks at the door, against y: toes are nearer to it.
    assert np.median(off, axis=0) == pytest.approx([0.0, 0.08], abs=0.08)
