"""Staff from the tracker to the records: counted apart at lines, left out of zones and heat."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise

import numpy as np
import pytest

from vision.delay import Delay
from vision.detect.detections import Detections
from vision.minutes import MinuteBook
from vision.records import LineRecord
from vision.scene import Scene
from vision.track.sighting import Ended, Sighting, TrackUpdate
from vision.track.two_stage import TwoStageTracker
from vision.zones.events import Crossing, Entry, Event, Presence, ReEntry, UTurn, Visit
from vision.zones.geometry import Polygon, Segment
from vision.zones.heat import HeatGrid
from vision.zones.line import LineCounter, LineSettings
from vision.zones.staff import StaffJudge, StaffSettings
from vision.zones.zone import ZoneMonitor

SIZE = (640, 360)
STEP = 0.2
GATE = Segment((300, 360), (300, 0))
FLOOR = Polygon(((320, 0), (640, 0), (640, 360), (320, 360)))
Where = Callable[[float], tuple[float, float] | None]
"""Where somebody's feet are at a time; None: not there."""
Worn = Callable[[float], float]


class Scripted:
    """People who go where they are told, in the place of a tracker."""

    lag_seconds = 0.0
    lifetime_seconds = 0.0

    def __init__(self, people: dict[int, tuple[Where, Worn]]) -> None:
        self._people = people
        self._last: dict[int, float] = {}

    def update(self, _: object, time: float) -> TrackUpdate:
        update = TrackUpdate()
        for number, (where, worn) in self._people.items():
            foot = where(time)
            if foot is not None:
                x, y = foot
                self._last[number] = time
                box = (x - 15, y - 80, x + 15, y)
                update.sightings.append(
                    Sighting(number, time, box, 0.9, foot, 30, at_edge=False, uniform=worn(time))
                )
            elif number in self._last:
                update.ended.append(Ended(number, self._last.pop(number), at_edge=False))
        return update

    def finish(self) -> TrackUpdate:
        return TrackUpdate(ended=[Ended(n, t, at_edge=False) for n, t in self._last.items()])


def along(*stops: tuple[float, float]) -> Where:
    """On a straight line between (time, x), level with the picture's middle."""

    def where(time: float) -> tuple[float, float] | None:
        for (t1, x1), (t2, x2) in pairwise(stops):
            if t1 <= time <= t2:
                return x1 + (x2 - x1) * (time - t1) / (t2 - t1), 200.0
        return None

    return where


def played(
    *people: tuple[Where, Worn], seconds: float = 40.0, judge: bool = True
) -> tuple[list[Event], HeatGrid]:
    heat = HeatGrid(SIZE)
    scene = Scene(
        SIZE,
        STEP,
        Scripted(dict(enumerate(people))),
        lines=[LineCounter("gate", GATE, LineSettings(reentry_seconds=30))],
        zones=[ZoneMonitor("floor", FLOOR)],
        heat=heat,
        staff=StaffJudge(StaffSettings(uniform=True)) if judge else None,
    )
    events: list[Event] = []
    for index in range(round(seconds / STEP)):
        events += scene.update(Detections.none(), index * STEP)
    return events + scene.finish(), heat


def always(_: float) -> float:
    return 0.6


def never(_: float) -> float:
    return 0.0


IN_AND_STAY = along((0, 200), (2, 420), (30, 420))


def test_staff_are_counted_apart_at_a_line_and_nowhere_else() -> None:
    events, heat = played((IN_AND_STAY, always))
    assert [(e.direction, e.staff) for e in events if isinstance(e, Crossing)] == [("in", True)]
    assert not [e for e in events if not isinstance(e, Crossing)]
    assert heat.is_empty


def test_visitors_are_counted_the_same_with_rules_for_staff_as_without() -> None:
    with_rules, heat = played((IN_AND_STAY, never))
    without, other = played((IN_AND_STAY, never), judge=False)
    assert with_rules == without
    assert any(isinstance(event, Visit) for event in with_rules)
    assert (heat.person_milliseconds == other.person_milliseconds).all()


def test_one_of_each_is_one_visitor() -> None:
    later = along((4, 200), (6, 420), (30, 420))
    events, _ = played((IN_AND_STAY, always), (later, never))
    assert sorted((e.track, e.staff) for e in events if isinstance(e, Crossing)) == [
        (0, True),
        (1, False),
    ]
    assert {e.track for e in events if isinstance(e, Presence)} == {1}


def test_a_crossing_before_the_uniform_was_seen_is_still_one_of_staff() -> None:
    events, _ = played((IN_AND_STAY, lambda time: 0.6 if time > 6 else float("nan")))
    assert [e.staff for e in events if isinstance(e, Crossing)] == [True]
    assert not any(isinstance(e, Entry) for e in events)


def test_found_too_late_what_was_counted_stays_and_the_stay_ends() -> None:
    events, heat = played((IN_AND_STAY, lambda time: 0.6 if time > 20 else float("nan")))
    assert [e.staff for e in events if isinstance(e, Crossing)] == [False]
    (visit,) = [e for e in events if isinstance(e, Visit)]
    assert visit.censored_end
    # Found at about 21.5, with 10 s of delay.
    assert visit.left == pytest.approx(11.6, abs=0.5)
    assert int(heat.person_milliseconds.sum()) == pytest.approx(11_600, abs=500)


def test_who_took_over_the_track_of_staff_is_a_visitor_from_then_on() -> None:
    events, _ = played(
        (along((0, 420), (70, 420)), lambda time: 0.6 if time < 5 else 0.0), seconds=80
    )
    (visit,) = [e for e in events if isinstance(e, Visit)]
    assert visit.censored_begin
    assert 10 < visit.entered < 20
    assert visit.left == pytest.approx(70, abs=0.5)


@pytest.mark.parametrize(
    ("known", "flags"),
    [
        pytest.param(lambda _: 0.6, (True, True), id="before"),
        pytest.param(lambda time: 0.6 if time > 12 else float("nan"), (False, True), id="between"),
        pytest.param(never, (False, False), id="a visitor"),
    ],
)
@pytest.mark.parametrize(("kind", "near", "far"), [(UTurn, 200, 420), (ReEntry, 420, 200)])
def test_an_undoing_undoes_what_was_said_of_each_crossing(
    kind: type[UTurn | ReEntry], near: float, far: float, known: Worn, flags: tuple[bool, bool]
) -> None:
    there_and_back = along((0, near), (2, far), (7, far), (9, near), (30, near))
    events, _ = played((there_and_back, known))
    (undoing,) = [e for e in events if isinstance(e, kind)]
    assert [staff for _, _, staff in undoing.undone] == list(flags)
    assert [e.staff for e in events if isinstance(e, Crossing)] == list(flags)
    lines = records(events)
    assert sum(line.people for line in lines) == 0
    assert sum(line.staff or 0 for line in lines) == 0
    assert {line.u_turns for line in lines} == {int(kind is UTurn)}
    assert {line.re_entries for line in lines} == {int(kind is ReEntry)}


def records(events: Iterable[Event], *, staff_known: bool = True) -> list[LineRecord]:
    book = MinuteBook("door", fps=5, settle_seconds=30, staff_known=staff_known)
    book.take(events)
    return [r for _, closed in book.finish(60) for r in closed if isinstance(r, LineRecord)]


def test_records_say_how_many_were_staff_none_or_not_measured() -> None:
    three = [Crossing("gate", n, 5.0 + n, "in", staff=n == 0) for n in range(3)]
    assert [(r.people, r.staff) for r in records(three)] == [(3, 1)]
    assert [(r.people, r.staff) for r in records(three[1:])] == [(2, 0)]
    assert [(r.people, r.staff) for r in records(three[1:], staff_known=False)] == [(2, None)]


def test_the_tracker_hands_each_detection_s_share_on() -> None:
    tracker = TwoStageTracker(SIZE)
    seen: list[Sighting] = []
    for index in range(10):
        x = np.float32(4 * index)
        boxes = np.array([[100 + x, 50, 130 + x, 140], [400, 50, 430, 140]], np.float32)
        shares = np.array([0.7, np.nan], np.float32)
        found = Detections(boxes, np.full(2, 0.9, np.float32), uniform=shares)
        seen += tracker.update(found, index * STEP).sightings
    left = [s.uniform for s in seen if s.box[0] < 300]
    right = [s.uniform for s in seen if s.box[0] > 300]
    assert left == [pytest.approx(0.7)] * 10
    assert len(right) == 10
    assert all(share is not None and np.isnan(share) for share in right)


def test_sightings_come_late_in_order_and_none_is_lost() -> None:
    delay = Delay(2.0)
    given: list[Sighting] = []
    for index in range(20):
        time = index * 0.5
        sighting = Sighting(1, time, (0, 0, 1, 1), 1, (0, 0), 1, at_edge=False)
        due = delay.hold(TrackUpdate([sighting]), time, ())
        given += due.sightings
        assert all(one.time <= time - 2 for one in due.sightings)
    assert [one.time for one in given] == [index * 0.5 for index in range(16)]
    rest = delay.hold(TrackUpdate(ended=[Ended(1, 9.5, at_edge=False)]), 12.0, ())
    assert [one.time for one in rest.sightings] == [8.0, 8.5, 9.0, 9.5]
    assert [one.track for one in rest.ended] == [1]
