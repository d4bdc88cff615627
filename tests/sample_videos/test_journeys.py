from __future__ import annotations

from collections import Counter, defaultdict

import pytest

from sample_videos.journeys import JourneyTally, true_visits
from tests.sample_videos.play import Play
from vision.journey.step import Departure, PlanUpdate, Shown, Step

START = 1000.0


def told(play: Play) -> PlanUpdate:
    """The true visits as a joiner that is never wrong would tell them; each seen by two tracks."""
    paths = defaultdict(list)
    for instant in play.performance.instants[::2]:
        for pose in instant.poses:
            paths[pose.person].append((instant.time, (pose.x, pose.y)))
    update = PlanUpdate()
    for number, visit in enumerate(true_visits(play.truth)):
        begin, end = START + visit.entered, START + visit.left
        update.steps.extend(
            Step(number, START + time, place)
            for time, place in paths[visit.person]
            if visit.entered <= time <= visit.left
        )
        update.departures.append(Departure(number, end, "door", "door", since=begin))
        update.shown.extend(
            Shown(number, camera, visit.person, begin, end) for camera in ("left", "right")
        )
    return update


def tally(play: Play, *updates: PlanUpdate) -> JourneyTally:
    gathered = JourneyTally(
        play.shop,
        play.performance,
        play.truth,
        START,
        lambda _, track, begin, end: Counter({track: round(end - begin)}),
    )
    for update in updates:
        gathered.take(update)
    return gathered


def test_the_truth_told_is_rebuilt(play: Play) -> None:
    score = tally(play, told(play)).score()
    assert (score.share, score.joints.precision, score.joints.recall) == (1, 1, 1)
    assert score.visits == score.told > 25
    assert score.floor_error == pytest.approx(0, abs=1e-6)


def test_visits_that_were_swapped_half_way_are_not(play: Play) -> None:
    update = told(play)
    swapped = PlanUpdate(
        [
            Step(1 - step.person, step.time, step.place)
            if step.person < 2 and step.time > START + 30
            else step
            for step in update.steps
        ],
        update.departures,
        [
            Shown(1 - one.person, one.camera, one.track, one.begin, one.end)
            if one.person < 2 and one.camera == "right"
            else one
            for one in update.shown
        ],
    )
    score = tally(play, swapped).score()
    assert score.rebuilt < score.visits
    assert (score.joints.precision or 0) < 1
