"""Who comes back at once, either way: what each sequence of crossings leaves of the head count."""

from __future__ import annotations

from collections.abc import Sequence
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
    times: Sequence[float], first: Direction = "in", settings: LineSettings = SETTINGS
) -> list[LineEvent]:
    """Somebody who starts outside, or inside where the first crossing is an out, and is over the
    line at each of ``times``."""
    side = -30.0 if first == "in" else 30.0
    counter = LineCounter("gate", GATE, settings)
    events: list[LineEvent] = []
    for time in times:
        events += counter.see(1, NOON + time - STEP, (side, 50), BODY)
        side = -side
        events += counter.see(1, NOON + time + STEP, (side, 50), BODY)
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


@given(st.lists(quarters, max_size=12), st.sampled_from(["in", "out"]), windows, windows)
def test_whatever_the_sequence(
    gaps: list[float], first: Direction, refund: float, reentry: float
) -> None:
    times = list(accumulate(gaps))
    settings = LineSettings(refund_seconds=refund, reentry_seconds=reentry)
    events = crossing_at(times, first, settings)
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


@given(st.lists(quarters, max_size=12), st.sampled_from(["in", "out"]), windows, windows)
def test_a_re_entry_is_a_u_turn_seen_in_the_mirror(
    gaps: list[float], first: Direction, refund: float, reentry: float
) -> None:
    times = list(accumulate(gaps))
    settings = LineSettings(refund_seconds=refund, reentry_seconds=reentry)
    mirrored = LineSettings(refund_seconds=reentry, reentry_seconds=refund)
    here = summed(crossing_at(times, first, settings))
    there = summed(crossing_at(times, "out" if first == "in" else "in", mirrored))
    for way, other in (("in", "out"), ("out", "in")):
        people, u_turns, re_entries = here[way]
        assert there[other] == (people, re_entries, u_turns)
