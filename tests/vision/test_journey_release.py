"""Nothing that is released of waits and journeys describes fewer than k people, and the attack that
looks for it finds each way in which it could."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.privacy.journey_mutations import JOURNEY_MUTATIONS
from tests.privacy.released import (
    Gone,
    Waited,
    released_journeys,
    released_waits,
    smallest_of_journeys,
    smallest_of_waits,
)
from vision.journey.moves import OTHERS, releasable_moves
from vision.journey.paths import Path, releasable
from vision.journey.release import JourneyRelease, WaitRelease
from vision.journey.visit import ShopVisit
from vision.record import DWELL_BIN_COUNT
from vision.records import FlowRecord, JourneyRecord, PathRecord
from vision.release import dwell_bin

NINE = 1_780_000_000 // 86_400 * 1440 + 9 * 60
"""Minutes from the POSIX epoch."""
DAYS = [range(NINE, NINE + 240), range(NINE + 240, NINE + 480)]
PATHS: list[Path] = [(), ("a",), ("b",), ("a", "b"), ("a", "b", "a"), ("a", "b") * 7]

visits = st.lists(
    st.builds(
        Gone,
        st.integers(NINE, NINE + 479),
        st.builds(
            ShopVisit,
            st.sampled_from(["door", "unseen"]),
            st.sampled_from(["door", "unseen", "cut"]),
            st.sampled_from(PATHS),
        ),
    ),
    max_size=60,
).map(lambda gone: sorted(gone, key=lambda one: one.minute))
waits = st.lists(
    st.builds(
        Waited,
        st.integers(NINE, NINE + 479),
        st.sampled_from(["till", "desk"]),
        st.floats(0, 20_000),
        st.sampled_from(["served", "abandoned", "censored"]),
    ),
    max_size=60,
).map(lambda waited: sorted(waited, key=lambda one: one.minute))
K = st.integers(5, 9)


@settings(max_examples=80, deadline=None)
@given(visits, K)
def test_no_difference_describes_fewer_than_k_visits(people: list[Gone], k: int) -> None:
    found = smallest_of_journeys(released_journeys(people, k, DAYS), people)
    assert found is None or found >= k


@settings(max_examples=80, deadline=None)
@given(waits, K)
def test_no_difference_describes_fewer_than_k_waits(waited: list[Waited], k: int) -> None:
    found = smallest_of_waits(released_waits(waited, k, DAYS), waited)
    assert found is None or found >= k


CROWD = [
    Gone(NINE + minute, ShopVisit("door", "door", path))
    for start, size, path in (
        (3, 9, ("a",)),
        (4, 10, ("b",)),
        (17, 4, ("a",)),
        (29, 8, ("a",)),
        (31, 5, ("a", "b")),
        (40, 7, ("a",)),
        (52, 6, ("b",)),
        (200, 3, ("b",)),
    )
    for minute in (start,) * size
]
QUEUE = [Waited(one.minute, "till", 30.0, "served") for one in CROWD]


@pytest.mark.parametrize("mutation", JOURNEY_MUTATIONS)
def test_the_attack_finds_a_release_that_is_not_safe(
    mutation: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    k = 10
    assert smallest_of_journeys(released_journeys(CROWD, k, DAYS), CROWD) >= k  # type: ignore[operator]
    assert smallest_of_waits(released_waits(QUEUE, k, DAYS), QUEUE) >= k  # type: ignore[operator]
    mutation(monkeypatch)
    found = [
        smallest_of_journeys(released_journeys(CROWD, k, DAYS), CROWD),
        smallest_of_waits(released_waits(QUEUE, k, DAYS), QUEUE),
    ]
    assert min(each for each in found if each is not None) < k


@pytest.mark.parametrize(
    ("taken", "told", "untold"),
    [
        ({}, [], 0),
        ({("a",): 9, ("b",): 9}, [], 18),
        ({("a",): 10}, [(("a",), 10)], 0),
        ({(): 10, ("a",): 12}, [((), 10), (("a",), 12)], 0),
        ({("a",): 10, ("b",): 6, ("c",): 4}, [(("a",), 10), (None, 10)], 0),
        # Three others would be three people: the rarest told path goes to them.
        ({("a",): 12, ("b",): 11, ("c",): 3}, [(("a",), 12), (None, 14)], 0),
        ({("a",): 12, ("c",): 3}, [(None, 15)], 0),
        ({("a",): 10, ("b",): 10, ("c",): 1}, [(("b",), 10), (None, 11)], 0),
        ({("a", "b") * 7: 30, ("a",): 11}, [(("a",), 11), (None, 30)], 0),
        ({("a", "b") * 7: 30}, [], 30),
    ],
)
def test_paths(taken: dict[Path, int], told: list[Any], untold: int) -> None:
    assert releasable(Counter(taken), 10) == (told, untold)


def times(record: Any) -> tuple[int, int]:
    def minute(instant: datetime) -> int:
        return int(instant.timestamp()) // 60 - NINE

    return minute(record.start), minute(record.end)


def test_quarters_are_merged_until_enough_went() -> None:
    release = JourneyRelease(5, street=True, window=True)
    visit = ShopVisit("door", "door", ("a", "b"), confidence=0.5, reached=True, stopped=True)
    for minute in (3, 4, 16):
        release.add(NINE + minute, visit)
    release.add_passer(NINE + 5, looked=True, came_in=False)
    release.add_passer(NINE + 6, looked=False, came_in=False)
    release.add_passer(NINE + 7, looked=True, came_in=True)
    release.add_passer(NINE + 7, looked=False, came_in=True)
    assert release.release(NINE + 15) == release.release(NINE + 30) == []
    release.add(
        NINE + 31, ShopVisit("unseen", "door", ("a", "b", "a"), reached=True, hesitated=True)
    )
    release.add(NINE + 32, ShopVisit("door", "door", turned_back=True))
    (journey,) = release.release(NINE + 45)
    assert isinstance(journey, JourneyRecord)
    assert times(journey) == (0, 45)
    assert journey.model_dump(exclude={"start", "end", "rev", "camera", "kind"}) == {
        "visits": 5, "whole": 4, "confidence_sum": 3.5, "passed_by": 2, "looked": 2,
        "looked_entered": 1, "entered": 4, "turned_back": 1, "reached": 4, "stopped": 3,
        "queued": None, "served": None, "abandoned": None, "backtracked": 1, "hesitated": 1,
    }  # fmt: skip


def test_flows_are_told_by_the_day_and_rare_ones_together() -> None:
    release = JourneyRelease(5)
    ways = [("a", "b")] * 6 + [("a", "c")] * 3 + [("c",)] * 2
    for zones in ways:
        release.add(NINE + 3, ShopVisit("door", "door", zones))
    assert [one.kind for one in release.release(NINE + 15)] == ["journey"]
    flows = [one for one in release.end_day(NINE + 60) if isinstance(one, FlowRecord)]
    assert [(f.origin, f.destination, f.people) for f in flows] == [
        (":door", "a", 9),
        ("a", "b", 6),
        ("b", ":door", 6),
        ("c", ":door", 5),
        (":other", ":other", 5),
    ]
    assert {times(flow) for flow in flows} == {(0, 60)}


@pytest.mark.parametrize(
    ("visits", "told"),
    [
        pytest.param([["x"]] * 4, [], id="too few"),
        pytest.param([["x"]] * 5, [("x", 5)], id="enough"),
        pytest.param([["x", "x"]] * 4, [], id="often, but by few"),
        pytest.param([["x", "x"]] * 5, [("x", 10)], id="more than once"),
        pytest.param([["x"]] * 5 + [["y"]] * 5, [("x", 5), ("y", 5)], id="two"),
        pytest.param([["x"]] * 6 + [["y"]] * 5 + [["z"]], [("x", 6), ("others", 6)], id="folded"),
        pytest.param([["x"]] * 6 + [["z"]], [], id="nothing is left to tell"),
        pytest.param([["x"]] * 9 + [["y", "z"]] * 4 + [["w"]], [("x", 9), ("others", 9)], id="-"),
    ],
)
def test_moves(visits: list[list[str]], told: list[tuple[str, int]]) -> None:
    moves = [[(one, one) for one in visit] for visit in visits]
    names = [("others" if move == OTHERS else move[0], n) for move, n in releasable_moves(moves, 5)]
    assert names == told


def test_a_day_s_paths_are_those_of_its_released_stretches() -> None:
    release = JourneyRelease(5)
    for minute in (3, 3, 4, 5, 5):
        release.add(NINE + minute, ShopVisit("door", "door", ("a",)))
    assert len(release.release(NINE + 15)) == 1
    for minute in (20, 21):
        release.add(NINE + minute, ShopVisit("door", "door", ("a",)))
    path = release.end_day(NINE + 60)[-1]
    assert isinstance(path, PathRecord)
    assert (path.zones, path.people, times(path)) == (("a",), 5, (0, 60))
    assert (release.withheld, release.paths_withheld) == (2, 0)
    for minute in (61, 62, 63, 64, 65):
        release.add(NINE + minute, ShopVisit("door", "door", (str(minute),)))
    assert {one.kind for one in release.end_day(NINE + 120)} == {"journey"}
    assert (release.withheld, release.paths_withheld) == (2, 5)


def test_what_comes_late_is_counted_in_the_next_stretch() -> None:
    release = JourneyRelease(5)
    waits = WaitRelease(5)
    spans = []
    for until, minutes in ((15, (9, 1, 2, 3, 4)), (30, (14, 16, 17, 18, 19))):
        for minute in minutes:
            release.add(NINE + minute, ShopVisit("door", "door"))
            waits.add("till", NINE + minute, 10, "served")
        spans += [{times(one) for one in release.release(NINE + until)}]
        spans += [{times(one) for one in waits.release(NINE + until)}]
    assert spans == [{(0, 15)}, {(0, 15)}, {(15, 30)}, {(15, 30)}]


def test_waits_are_released_by_zone_with_all_their_ends_together() -> None:
    release = WaitRelease(5)
    for end, seconds in (("served", 61.0), ("abandoned", 7.0), ("censored", 0.2)):
        for zone in ("till", "desk"):
            release.add(zone, NINE + 3, seconds, end)  # type: ignore[arg-type]
    for _ in range(2):
        release.add("till", NINE + 20, 61.0, "served")
    [record] = release.release(NINE + 30)
    assert (record.zone, times(record)) == ("till", (0, 30))
    expected = [0] * DWELL_BIN_COUNT
    expected[dwell_bin(61.0)] = 3
    assert list(record.served) == expected
    assert (sum(record.abandoned), sum(record.censored), record.censored[0]) == (1, 1, 1)
    assert release.end_day(NINE + 60) == []
    assert release.withheld == {"desk": 3}


@pytest.mark.parametrize(
    ("zones", "backtracked"),
    [((), False), (("a", "b"), False), (("a", "a"), False), (("a", "b", "a"), True)],
)
def test_who_comes_back_to_a_zone_after_another_went_back(zones: Path, backtracked: bool) -> None:
    assert ShopVisit("door", "door", zones).backtracked is backtracked
