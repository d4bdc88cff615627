from __future__ import annotations

import pytest

from vision.track.meetings import Meetings, overlap
from vision.track.sighting import Box, Sighting


def seen(track: int, time: float, x: float) -> Sighting:
    """A body 30 pixels wide."""
    return Sighting(track, time, (x, 0, x + 30, 90), 0.9, (x + 15, 90), 30, at_edge=False)


@pytest.mark.parametrize(
    ("other", "share"),
    [
        ((0, 0, 30, 90), 1.0),
        ((15, 0, 45, 90), 1 / 3),
        ((30, 0, 60, 90), 0.0),
        ((0, 200, 30, 290), 0.0),
        ((10, 30, 20, 60), 1 / 9),
    ],
)
def test_overlap(other: Box, share: float) -> None:
    box = (0.0, 0.0, 30.0, 90.0)
    assert overlap(box, other) == overlap(other, box) == pytest.approx(share)


def test_both_have_met_at_that_time_alone() -> None:
    meetings = Meetings(0.0)
    meetings.take([seen(1, 0.0, 0), seen(2, 0.0, 15), seen(3, 0.0, 200)])
    meetings.take([seen(1, 0.2, 0), seen(2, 0.2, 100), seen(3, 0.2, 200)])
    assert [meetings.met(track, 0.0) for track in (1, 2, 3)] == [True, True, False]
    assert not any(meetings.met(track, 0.2) for track in (1, 2, 3))


def test_who_is_confirmed_late_was_there_before() -> None:
    meetings = Meetings(0.5)
    meetings.take([seen(1, 0.0, 0)])
    meetings.take([seen(1, 0.2, 0)])
    meetings.take([seen(2, 0.0, 10), seen(2, 0.2, 90)])
    assert meetings.met(1, 0.0)
    assert not meetings.met(1, 0.2)


def test_nothing_is_kept_of_those_who_left() -> None:
    meetings = Meetings(0.5)
    meetings.take([seen(1, 0.0, 0), seen(2, 0.0, 10)])
    meetings.end(1)
    assert not meetings.met(1, 0.0)
    assert meetings.met(2, 0.0)
