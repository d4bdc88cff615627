"""Who comes back at once, either way: what each sequence of crossings leaves of the head count."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vision.minutes import MinuteBook
from vision.records import LineRecord
from vision.totals import Totals
from vision.zones.events import Crossing, Direction, LineEvent, ReEntry, UTurn
from vision.zones.geometry import Segment
from vision.zones.line import LineCounter, LineSettings

GATE = Segment((0, 100), (0, 0))
BODY = 20.0
SETTINGS = LineSettings(refund_seconds=10, reentry_seconds=30)
NOON = 1_780_000_020.0
"""On a minute."""
STEP = 0.125
"""Seconds from a sure side to the line; exact in binary, so that no rounding decides."""


def crossing_at(
    times: Sequence[float],
    first: Direction = "in",
    settings: LineSettings = SETTINGS,
    *,
    round_after: Set[int] = frozenset(),
    met: Set[float] = frozenset(),
) -> list[LineEvent]:
    """Somebody who starts outside, or inside where the first crossing is an out, and is over the
    line at each of ``times``.

    Args:
        round_after: crossings, by number, after which they go back round the line's end.
        met: times between crossings at which somebody else was near.
    """
    side = -30.0 if first == "in" else 30.0
    path: list[tuple[float, float, float]] = []
    for number, time in enumerate(times):
        path += [(time - STEP, side, 50), (time + STEP, -side, 50)]
        if number in round_after:
            path += [(time + 1.25 * STEP, -side, 150), (time + 1.5 * STEP, side, 150)]
        else:
            side = -side
    for time in met:
        x = next(x for when, x, _ in reversed(path) if when < time)
        path.append((time, x, 50))
    counter = LineCounter("gate", GATE, settings)
    events: list[LineEvent] = []
    for time, x, y in sorted(path):
        events += counter.see(1, NOON + time, (x, y), BODY, met=time in met)
    return events


def records(events: Sequence[LineEvent]) -> list[LineRecord]:
    book = MinuteBook("door", fps=5, settle_seconds=600)
    book.take(events)
    closed = book.finish(NOON + 86_400)
    return [each for _, some in closed for each in some if isinstance(each, LineRecord)]


def summed(events: Sequence[LineEvent]) -> dict[str, tuple[int, int, int]]:
    """Direction to people, U-turns and re-entries, over all minutes."""
    found = records(events)
    return {
        way: (
            sum(each.people for each in found if each.direction == way),
            sum(each.u_turns for each in found if each.direction == way),
            sum(each.re_entries for each in found if each.direction == way),
        )
        for way in ("in", "out")
    }


def raw(events: Sequence[LineEvent], way: Direction) -> int:
    return sum(isinstance(event, Crossing) and event.direction == way for event in events)


@pytest.mark.parametrize(
    ("first", "times", "people_in", "people_out", "u_turns", "re_entries"),
    [
        # One crossing.
        pytest.param("in", [0], 1, 0, 0, 0, id="in"),
        pytest.param("out", [0], 0, 1, 0, 0, id="out"),
        # Two, near each other and not.
        pytest.param("in", [0, 10], 0, 0, 1, 0, id="in-out"),
        pytest.param("in", [0, 10.25], 1, 1, 0, 0, id="in, out too late"),
        pytest.param("out", [0, 30], 0, 0, 0, 1, id="out-in"),
        pytest.param("out", [0, 30.25], 1, 1, 0, 0, id="out, in too late"),
        # Three: the first two are undone, the third is where the person is now.
        pytest.param("in", [0, 5, 10], 1, 0, 1, 0, id="in-out, in"),
        pytest.param("out", [0, 5, 10], 0, 1, 0, 1, id="out-in, out"),
        # Three, of which the last two are near each other.
        pytest.param("in", [0, 60, 70], 1, 0, 0, 1, id="in, out-in"),
        pytest.param("out", [0, 60, 70], 0, 1, 1, 0, id="out, in-out"),
        # A visitor who stepped out for a look at the phone is one visitor.
        pytest.param("in", [0, 60, 80, 200], 1, 1, 0, 1, id="in, out-in, out"),
        # An in that undid an out is no arrival, so the out that follows it at once is no U-turn.
        pytest.param("in", [0, 60, 80, 85], 1, 1, 0, 1, id="in, out-in, out at once"),
        # An out that undid an in is no departure: who comes in again is a visitor.
        pytest.param("in", [0, 5, 20, 200], 1, 1, 1, 0, id="in-out, in, out"),
        pytest.param("in", [0, 5, 10, 15], 0, 0, 2, 0, id="in-out, in-out"),
        pytest.param("out", [0, 5, 10, 15], 0, 0, 0, 2, id="out-in, out-in"),
        pytest.param("in", [0, 5, 10, 15, 20], 1, 0, 2, 0, id="in-out, in-out, in"),
        pytest.param("out", [0, 5, 10, 15, 20], 0, 1, 0, 2, id="out-in, out-in, out"),
        pytest.param("in", [0, 60, 70, 130, 140], 1, 0, 0, 2, id="in, out-in, out-in"),
    ],
)
def test_what_is_left_of_the_head_count(
    first: Direction,
    times: list[float],
    people_in: int,
    people_out: int,
    u_turns: int,
    re_entries: int,
) -> None:
    events = crossing_at(times, first)
    # An undoing undoes a crossing each way, and is in the records of both.
    assert summed(events) == {
        "in": (people_in, u_turns, re_entries),
        "out": (people_out, u_turns, re_entries),
    }
    totals = Totals(["gate"], [])
    totals.take(events)
    assert totals.lines() == [
        {
            "name": "gate",
            "in": people_in,
            "out": people_out,
            "u_turns": u_turns,
            "re_entries": re_entries,
        }
    ]


def test_who_came_back_round_the_lines_end_crossed_twice_the_same_way() -> None:
    for first in ("in", "out"):
        events = crossing_at([0, 5], first, round_after={0})  # type: ignore[arg-type]
        assert [type(event) for event in events] == [Crossing, Crossing]
        assert summed(events)[first] == (2, 0, 0)
    # The nearer of the two is undone.
    events = crossing_at([0, 5, 8], "out", round_after={0})
    assert summed(events) == {"in": (0, 0, 1), "out": (1, 0, 1)}
    assert events[-1] == ReEntry("gate", 1, NOON + 5, NOON + 8)


@pytest.mark.parametrize(
    ("met", "re_entries"),
    [
        pytest.param(70, 0, id="outside"),
        pytest.param(60 + 1.5 * STEP, 0, id="as they have stepped out"),
        pytest.param(30, 1, id="before they step out"),
        pytest.param(90, 1, id="after they came back"),
    ],
)
def test_who_met_somebody_outside_may_be_somebody_else(met: float, re_entries: int) -> None:
    events = crossing_at([0, 60, 80, 200], met={met})
    left = 1 + (1 - re_entries)
    assert summed(events) == {"in": (left, 0, re_entries), "out": (left, 0, re_entries)}


def test_who_turns_back_beside_a_companion_still_turns_back() -> None:
    assert summed(crossing_at([0, 6], met={3}))["in"] == (0, 1, 0)


def test_each_crossing_is_undone_in_its_own_minute() -> None:
    found = records(crossing_at([50, 70], "out"))
    assert [
        (each.start.timestamp() - NOON, each.direction, each.people, each.re_entries)
        for each in found
    ] == [(0, "out", 0, 1), (60, "in", 0, 1)]


def test_the_event_names_both_crossings() -> None:
    assert crossing_at([0, 20], "out")[-1] == ReEntry("gate", 1, NOON, NOON + 20)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (replace(SETTINGS, reentry_seconds=0), {"in": (0, 1, 0), "out": (1, 1, 0)}),
        (replace(SETTINGS, refund_seconds=0), {"in": (0, 0, 1), "out": (1, 0, 1)}),
        (
            replace(SETTINGS, refund_seconds=0, reentry_seconds=0),
            {"in": (1, 0, 0), "out": (2, 0, 0)},
        ),
    ],
)
def test_each_window_can_be_switched_off(
    settings: LineSettings, expected: dict[str, tuple[int, int, int]]
) -> None:
    assert summed(crossing_at([0, 4, 8], "out", settings)) == expected


def test_somebody_who_left_the_view_is_somebody_new() -> None:
    counter = LineCounter("gate", GATE, SETTINGS)
    events = counter.see(1, 0, (30, 50), BODY) + counter.see(1, 1, (-30, 50), BODY)
    counter.end(1)
    # The process numbers nobody twice; were it to, the number alone would bring nothing back.
    events += counter.see(1, 4, (-30, 50), BODY) + counter.see(1, 5, (30, 50), BODY)
    assert [type(event) for event in events] == [Crossing, Crossing]


quarters = st.integers(2, 240).map(lambda number: number / 4)
"""Seconds between two crossings."""
windows = st.integers(0, 240).map(lambda number: number / 4)


detours = st.sets(st.integers(0, 11), max_size=3)
ways: st.SearchStrategy[Direction] = st.sampled_from(["in", "out"])


@given(st.lists(quarters, max_size=12), ways, windows, windows, detours)
def test_whatever_the_sequence(
    gaps: list[float], first: Direction, refund: float, reentry: float, detour: set[int]
) -> None:
    times = list(accumulate(gaps))
    settings = LineSettings(refund_seconds=refund, reentry_seconds=reentry)
    events = crossing_at(times, first, settings, round_after=detour)
    found = summed(events)
    for way in ("in", "out"):
        # A person who counts by hand sees everybody: that is what an audit compares.
        assert sum(found[way]) == raw(events, way)
    # No record of one minute is negative either: the contract refuses it.
    assert found["in"][1:] == found["out"][1:]
    # Nobody appears in the shop, or vanishes from it, by being undone.
    assert found["in"][0] - found["out"][0] == raw(events, "in") - raw(events, "out")
    undone = [
        (time, way)
        for event in events
        if isinstance(event, UTurn | ReEntry)
        for time, way, _ in event.undone
    ]
    crossed = [(event.time, event.direction) for event in events if isinstance(event, Crossing)]
    assert len(undone) == len(set(undone))
    assert set(undone) <= set(crossed)


@given(st.lists(quarters, max_size=12), ways, windows, windows, detours)
def test_a_re_entry_is_a_u_turn_seen_in_the_mirror(
    gaps: list[float], first: Direction, refund: float, reentry: float, detour: set[int]
) -> None:
    times = list(accumulate(gaps))
    settings = LineSettings(refund_seconds=refund, reentry_seconds=reentry)
    mirrored = LineSettings(refund_seconds=reentry, reentry_seconds=refund)
    other_first: Direction = "out" if first == "in" else "in"
    here = summed(crossing_at(times, first, settings, round_after=detour))
    there = summed(crossing_at(times, other_first, mirrored, round_after=detour))
    for way, other in (("in", "out"), ("out", "in")):
        people, u_turns, re_entries = here[way]
        assert there[other] == (people, re_entries, u_turns)
