from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vision.minutes import MinuteBook
from vision.records import (
    DWELL_BIN_COUNT,
    DWELL_BIN_EDGES,
    PRESENCE_STEP,
    CoverageRecord,
    LineRecord,
    Record,
    ZoneRecord,
)
from vision.release import DwellRelease, dwell_bin
from vision.zones.events import Crossing, Entry, Presence, Stop, UTurn, Visit

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
T0 = NOON.timestamp()
M0 = int(T0 // 60)


def closed(book: MinuteBook, end: float = T0 + 3600) -> list[Record]:
    return [record for _, records in book.finish(end) for record in records]


def test_an_empty_minute_sends_its_coverage_and_no_zeros() -> None:
    book = MinuteBook("door", fps=5, settle_seconds=10)
    for index in range(300):
        book.frame(T0 + index / 5)
    kinds = [record.kind for record in closed(book)]
    assert kinds == ["coverage", "health"]


@pytest.mark.parametrize(("frames", "status"), [(300, "ok"), (240, "ok"), (239, "degraded")])
def test_coverage_tells_how_much_was_seen(frames: int, status: str) -> None:
    book = MinuteBook("door", fps=5, settle_seconds=10)
    for index in range(frames):
        book.frame(T0 + index / 5, damaged=int(index == 7))
    (coverage,) = (r for r in closed(book) if isinstance(r, CoverageRecord))
    assert coverage.frames_expected == 300
    assert coverage.frames_analysed == frames
    assert coverage.frames_damaged == 1
    assert coverage.status == status


def test_a_camera_that_begins_and_ends_within_a_minute_owes_no_more() -> None:
    book = MinuteBook("door", fps=5, settle_seconds=10)
    for index in range(400):
        book.frame(T0 + 20 + index / 5)
    coverage = [r for r in closed(book, T0 + 100) if isinstance(r, CoverageRecord)]
    assert [(r.frames_expected, r.frames_analysed) for r in coverage] == [(200, 200), (200, 200)]
    assert {r.status for r in coverage} == {"ok"}


def test_a_gap_within_a_minute_is_owed() -> None:
    book = MinuteBook("door", fps=5, settle_seconds=10)
    for index in range(300):
        if not 100 <= index < 250:
            book.frame(T0 + index / 5)
    (coverage,) = (r for r in closed(book) if isinstance(r, CoverageRecord))
    assert (coverage.frames_expected, coverage.frames_analysed) == (300, 150)
    assert coverage.status == "degraded"


def test_a_minute_waits_until_it_has_settled() -> None:
    book = MinuteBook("door", fps=5, settle_seconds=10)
    book.frame(T0 + 59)
    assert book.close(T0 + 69.9) == []
    ((minute, _),) = book.close(T0 + 70)
    assert minute == M0


def test_a_u_turn_leaves_both_counts_and_is_counted_itself() -> None:
    book = MinuteBook("door", fps=5, settle_seconds=30)
    book.take([Crossing("gate", 1, T0 + 58, "in"), Crossing("gate", 2, T0 + 59, "in")])
    book.take([Crossing("gate", 1, T0 + 62, "out"), UTurn("gate", 1, T0 + 58, T0 + 62)])
    lines = [r for r in closed(book) if isinstance(r, LineRecord)]
    assert [(r.start, r.direction, r.people, r.u_turns) for r in lines] == [
        (NOON, "in", 1, 1),
        (NOON + timedelta(minutes=1), "out", 0, 1),
    ]


def test_presence_is_split_at_the_minute_and_peaks_are_of_one_instant() -> None:
    book = MinuteBook("table", fps=5, settle_seconds=30)
    book.take(
        [
            Presence("table", 1, T0 + 30, T0 + 90),
            Presence("table", 2, T0 + 40, T0 + 50),
            Presence("table", 3, T0 + 50, T0 + 55),
        ]
    )
    zones = [r for r in closed(book) if isinstance(r, ZoneRecord)]
    assert [(r.person_seconds, r.peak) for r in zones] == [(45.0, 2), (30.0, 1)]


def test_visits_are_counted_where_they_begin_and_end() -> None:
    book = MinuteBook("table", fps=5, settle_seconds=30)
    book.take(
        [
            Entry("table", 1, T0 + 50, censored=True),
            Stop("table", 1, T0 + 60),
            Visit("table", 1, T0 + 50, T0 + 150, censored_begin=True, censored_end=False),
        ]
    )
    zones = [r for r in closed(book) if isinstance(r, ZoneRecord)]
    assert [(r.entries, r.stops, r.exits, r.censored_begin) for r in zones] == [
        (1, 0, 0, 1),
        (0, 1, 0, 0),
        (0, 0, 1, 0),
    ]


def test_presence_is_told_in_steps_and_right_on_average() -> None:
    """Of stays too short for a step too."""
    rng = np.random.default_rng(4)
    book = MinuteBook("table", fps=5, settle_seconds=30)
    seconds = rng.uniform(1, 12, 2000)
    for minute, stay in enumerate(seconds):
        start = T0 + 60 * minute + 5
        book.take([Presence("table", 1, start, start + stay)])
    told = [r.person_seconds for r in closed(book) if isinstance(r, ZoneRecord)]
    assert set(told) == {0, PRESENCE_STEP}
    # Of n stays the error is some 7 s √n.
    assert sum(told) == pytest.approx(seconds.sum(), abs=3 * 7 * 2000**0.5)


@pytest.mark.parametrize(
    ("seconds", "index"),
    [(0.5, 0), (1.0, 1), (1.2, 1), (1.212, 2), (10, 13), (9999, 48), (10_000, 49), (1e6, 49)],
)
def test_dwell_bins_are_half_open(seconds: float, index: int) -> None:
    assert dwell_bin(seconds) == index


@given(st.floats(1, 9999))
def test_a_bins_middle_is_within_the_stated_error(seconds: float) -> None:
    index = dwell_bin(seconds)
    middle = (DWELL_BIN_EDGES[index - 1] * DWELL_BIN_EDGES[index]) ** 0.5
    assert abs(middle / seconds - 1) <= 0.102


visit_minutes = st.lists(st.integers(0, 600), max_size=60)


@given(visit_minutes, st.integers(5, 15))
def test_no_release_describes_fewer_than_k_and_none_overlap(minutes: list[int], k: int) -> None:
    release = DwellRelease("camera", k)
    records = []
    for quarter in range(M0, M0 + 660, 15):
        for minute in (M0 + m for m in minutes):
            if quarter <= minute < quarter + 15:
                release.add("table", minute, 20)
        records += release.release(quarter + 15)
    records += release.end_day(M0 + 660)
    assert all(sum(r.counts) >= k for r in records)
    assert all(len(r.counts) == DWELL_BIN_COUNT for r in records)
    assert all(a.end <= b.start for a, b in itertools.pairwise(records))
    # Nothing is lost from sight: what was not released is counted as withheld.
    released = sum(sum(r.counts) for r in records)
    assert released + release.withheld.get("table", 0) == len(minutes)
    assert release.withheld.get("table", 0) < k
