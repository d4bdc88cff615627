from __future__ import annotations

import pytest

from sample_videos.simulator.silhouettes import Seen
from sample_videos.simulator.tracks import Tracks
from sample_videos.staff import StaffTally
from sample_videos.witness import Witness
from vision.scene import Counted
from vision.track.sighting import Box, Sighting

START = 1000.0
BOXES: dict[int, Box] = {7: (0, 0, 40, 100), 8: (100, 0, 140, 100), 9: (200, 0, 240, 100)}
"""Of whom 7 and 8 are staff."""


def tally(frames: int = 20) -> StaffTally:
    people = [Seen(person, box, box, 1.0, cut=False) for person, box in BOXES.items()]
    tracks = Tracks("door", (640, 360), 10, [people] * frames)
    return StaffTally(Witness({"door": tracks, "aisle": tracks}, START), {7, 8})


def sighting(person: int, frame: int, shift: float = 2.0) -> Sighting:
    x1, y1, x2, y2 = BOXES[person]
    box = (x1 + shift, y1, x2 + shift, y2)
    return Sighting(1, START + frame / 10, box, 0.9, (0, 0), 40, at_edge=False)


def seen(person: int, as_staff: int, times: int) -> list[Counted]:
    return [(sighting(person, frame), frame < as_staff) for frame in range(times)]


def test_staff_found_and_visitors_taken_are_people_not_tracks() -> None:
    one = tally()
    one.take("door", seen(7, 15, 20) + seen(9, 4, 20))
    one.take("aisle", seen(7, 0, 20) + seen(8, 10, 20))
    score = one.score()
    assert (score.true, score.found, score.taken) == (2, 1, 0)
    assert score.recall == pytest.approx(25 / 60, abs=1e-4)
    assert score.lost == pytest.approx(4 / 20)
    one.take("aisle", seen(9, 20, 20))
    assert one.score().taken == 1


def test_few_sightings_and_boxes_of_nobody_say_nothing() -> None:
    one = tally()
    one.take("door", seen(8, 4, 4))
    one.take("door", [(sighting(9, frame, shift=30), True) for frame in range(20)])
    one.take("door", [(sighting(9, 25), True)])
    assert (one.score().found, one.score().taken, one.score().lost) == (0, 0, None)
