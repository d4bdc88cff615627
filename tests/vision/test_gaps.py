from __future__ import annotations

import pytest

from vision.track.gaps import fill_gaps
from vision.track.sighting import Sighting


def seen(track: int, time: float, x: float, confidence: float = 0.8) -> Sighting:
    return Sighting(track, time, (x, 0, x + 10, 20), confidence, (x + 5, 20), 10, at_edge=False)


def test_a_gap_is_filled_along_a_straight_line() -> None:
    filled = fill_gaps([(1, seen(7, 0, 0)), (5, seen(7, 4, 40, 0.5)), (2, seen(8, 1, 100))])
    mine = {number: sighting for number, sighting in filled if sighting.track == 7}
    assert [mine[number].box[0] for number in range(1, 6)] == [0, 10, 20, 30, 40]
    assert mine[3].foot == pytest.approx((25, 20))
    assert mine[3].time == pytest.approx(2)
    assert mine[3].confidence == 0.5
    assert [number for number, sighting in filled if sighting.track == 8] == [2]


def test_without_gaps_nothing_is_added() -> None:
    sightings = [(number, seen(1, number, number)) for number in range(5)]
    assert fill_gaps(sightings) == sightings
    assert fill_gaps([]) == []
