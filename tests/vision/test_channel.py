"""One camera at work, with a real counter and a real outbox behind it."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from tests.vision.scripted_feed import FPS, START, ScriptedFeed, Shop, feed, looks
from vision.edge.channel import Channel
from vision.edge.outbox import Outbox
from vision.records import CoverageRecord, DwellRecord, HealthRecord, HeatRecord, ZoneRecord
from vision.source.look import Look

INSIDE, OUTSIDE = (0.5, 0.9), (0.5, 0.3)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with closing(Outbox(tmp_path / "outbox.db")) as outbox:
        yield Shop(outbox, "hall")


def work(channel: Channel) -> None:
    while channel.turn() is not None:
        pass


def coverage(shop: Shop) -> list[tuple[float, int, int]]:
    """(seconds after the start, frames expected, frames analysed)."""
    return [
        (one.start.timestamp() - START, one.frames_expected, one.frames_analysed)
        for one in shop.records()
        if isinstance(one, CoverageRecord)
    ]


def stays(shop: Shop) -> list[tuple[int, int, float]]:
    return [
        (one.entries, one.exits, one.person_seconds)
        for one in shop.records()
        if isinstance(one, ZoneRecord)
    ]


def test_who_stands_still_dwells_on_though_nothing_is_detected_anew(tmp_path: Path) -> None:
    """The same counts as with detection in each look, at a 25th of the price."""
    told = []
    for changed in (1, 25):
        with closing(Outbox(tmp_path / f"{changed}.db")) as outbox:
            shop = Shop(outbox, "hall")
            channel = shop.channel(
                feed(
                    looks(5, at=OUTSIDE, changed=changed),
                    looks(50, START + 5, at=INSIDE, changed=changed),
                    looks(15, START + 55, at=None, changed=changed),
                )
            )
            work(channel)
            channel.finish(START + 70)
            told.append((stays(shop), coverage(shop)))
            assert channel.analysed == 70 * FPS
            assert channel.unchanged == channel.analysed - shop.detector.calls
            assert shop.detector.calls == pytest.approx(70 * FPS / changed, abs=3)
    assert told[0] == told[1]
    assert told[0][0][0][2] in {45, 60}, "person-seconds, in steps of 15"


def test_a_look_that_leans_on_a_picture_that_never_came_is_not_counted(shop: Shop) -> None:
    channel = shop.channel(feed(looks(5, changed=10**6)[1:], looks(5, START + 5)))
    work(channel)
    assert channel.analysed == 5 * FPS


def test_looks_of_written_minutes_are_not_counted_and_those_after_are(shop: Shop) -> None:
    channel = shop.channel(feed(looks(150)), written=datetime.fromtimestamp(START, UTC))
    work(channel)
    channel.finish(START + 150)
    assert channel.late == 60 * FPS
    assert coverage(shop) == [(60, 300, 300), (120, 300, 150)]


def test_what_was_lost_while_nothing_was_counted_is_told_once(shop: Shop) -> None:
    channel = shop.channel(
        feed(
            looks(50, damaged=1),
            # leans on a picture that was not looked at
            [Look(START + 60, None, damaged=2)],
            looks(59, START + 60.2),
        ),
        written=datetime.fromtimestamp(START, UTC),
    )
    work(channel)
    channel.finish(START + 120)
    damaged = [one.frames_damaged for one in shop.records() if isinstance(one, CoverageRecord)]
    assert damaged == [50 * FPS + 2]


def test_a_look_that_is_not_after_the_last_is_not_counted(shop: Shop) -> None:
    twice = looks(5)
    channel = shop.channel(feed(twice, twice, looks(5, START + 5)))
    work(channel)
    assert channel.analysed == 10 * FPS


def test_another_resolution_goes_on_from_the_next_minute_and_none_is_written_twice(
    shop: Shop,
) -> None:
    channel = shop.channel(
        feed(looks(80, at=INSIDE), looks(100, START + 80, size=(128, 96), at=INSIDE))
    )
    work(channel)
    channel.finish(START + 180)
    assert shop.sizes == [(64, 48), (128, 96)]
    assert coverage(shop) == [(0, 300, 300), (60, 300, 100), (120, 300, 300)]


def test_another_resolution_at_the_very_end_of_a_minute_writes_none_twice(shop: Shop) -> None:
    """Who was there is said to have left a moment after, in the minute that follows."""
    channel = shop.channel(
        feed(
            looks(60, START + 0.17, at=INSIDE),
            looks(200, START + 59.99, size=(128, 96), at=INSIDE),
        )
    )
    work(channel)
    channel.finish(START + 260)
    starts = [start for start, *_ in coverage(shop)]
    assert starts == sorted(set(starts))


def test_a_camera_that_begins_on_a_minute_writes_none_before(shop: Shop) -> None:
    """Who is there is said to have come a moment before, in the minute that was written."""
    channel = shop.channel(
        feed(looks(100, at=INSIDE)), written=datetime.fromtimestamp(START - 60, UTC)
    )
    work(channel)
    channel.finish(START + 100)
    assert coverage(shop) == [(0, 300, 300), (60, 300, 200)]


def test_a_resolution_that_goes_back_and_forth_writes_no_minute_twice(shop: Shop) -> None:
    script = [
        look
        for part in range(6)
        for look in looks(70, START + 70 * part, at=INSIDE, size=((64, 48), (128, 96))[part % 2])
    ]
    channel = shop.channel(feed(script))
    work(channel)
    channel.finish(START + 420)
    starts = [start for start, *_ in coverage(shop)]
    assert starts == sorted(set(starts))
    assert len(starts) >= 4


def test_minutes_close_by_the_clock_when_no_look_comes(shop: Shop) -> None:
    channel = shop.channel(feed(looks(90)))
    work(channel)
    channel.idle(START + 91)
    assert (60, 300, 150) not in coverage(shop)
    channel.idle(START + 200)
    assert coverage(shop)[:2] == [(0, 300, 300), (60, 300, 150)]


def test_a_camera_that_is_dead_from_its_start_is_a_gap_and_not_an_empty_shop(shop: Shop) -> None:
    cameras = feed()
    channel = shop.channel(cameras)
    channel.start(START + 30)
    work(channel)
    channel.idle(START + 74)
    assert coverage(shop) == [], "a look of the first minute may still come"
    cameras.counts.reconnects = 3
    channel.idle(START + 200)
    channel.idle(START + 201)
    assert coverage(shop) == [(0, 300, 0), (60, 300, 0), (120, 300, 0)]
    channel.finish(START + 202)
    assert coverage(shop)[3:] == [(180, 300, 0)]
    assert channel.batches == 4
    records = shop.records()
    assert {one.status for one in records if isinstance(one, CoverageRecord)} == {"offline"}
    health = [one for one in records if isinstance(one, HealthRecord)]
    assert [one.reconnects for one in health] == [0, 0, 3, 0]
    assert {one.last_frame_age for one in health} == {None}


def test_a_camera_that_comes_late_is_a_gap_until_then(shop: Shop) -> None:
    cameras = feed()
    channel = shop.channel(cameras)
    channel.start(START)
    cameras.counts.reconnects = 2
    channel.idle(START + 140)
    cameras.looks.extend(looks(60, START + 150))
    work(channel)
    channel.idle(START + 210)
    channel.finish(START + 210)
    assert coverage(shop) == [(0, 300, 0), (60, 300, 0), (120, 300, 150), (180, 300, 150)]
    told = [one.reconnects or 0 for one in shop.records() if isinstance(one, HealthRecord)]
    assert sum(told) == 2


def test_no_look_is_counted_in_a_minute_that_was_told_as_a_gap(shop: Shop) -> None:
    cameras = feed()
    channel = shop.channel(cameras)
    channel.start(START)
    channel.idle(START + 76)
    cameras.looks.extend(looks(20, START + 50))
    work(channel)
    channel.finish(START + 70)
    assert channel.late == 10 * FPS
    assert coverage(shop) == [(0, 300, 0), (60, 300, 50)]


def test_a_gap_begins_after_the_minutes_that_are_written(shop: Shop) -> None:
    channel = shop.channel(feed(), written=datetime.fromtimestamp(START, UTC))
    channel.start(START + 20)
    channel.finish(START + 130)
    assert coverage(shop) == [(60, 300, 0), (120, 300, 0)]


def test_a_camera_that_dies_as_it_changes_its_resolution_is_a_gap_from_then_on(shop: Shop) -> None:
    channel = shop.channel(feed(looks(80), looks(10, START + 80, size=(128, 96))))
    channel.start(START)
    work(channel)
    channel.idle(START + 300)
    assert coverage(shop) == [(0, 300, 300), (60, 300, 100), (120, 300, 0), (180, 300, 0)]
    channel.finish(START + 300)
    assert coverage(shop)[4:] == [(240, 300, 0)]


def test_the_heat_of_an_hour_is_told_in_one_piece(shop: Shop) -> None:
    """Also that of its first seconds, in which the looks of the hour before may still come."""
    # One person is enough here: who waits for k is another test's matter.
    privacy = shop.site.privacy.model_copy(update={"k": 1})
    shop.site = shop.site.model_copy(update={"privacy": privacy})
    hour = START - START % 3600 + 3600
    script = looks(100, hour - 10, at=INSIDE)
    channel = shop.channel(feed(script))
    for look in script:
        channel.turn()
        channel.idle(look.time)
    channel.finish(hour + 90)
    heats = [one for one in shop.records() if isinstance(one, HeatRecord)]
    spans = [(one.start.timestamp() - hour, one.end.timestamp() - hour) for one in heats]
    assert spans == [(-60, 0), (0, 120)]
    grids = [zlib.decompress(base64.b64decode(one.person_milliseconds)) for one in heats]
    seconds = [np.frombuffer(grid, "<u4").sum() / 1000 for grid in grids]
    assert seconds == pytest.approx([10, 90], abs=1)


def test_finishing_stops_the_camera_and_closes_the_minute_that_is_open(shop: Shop) -> None:
    cameras: ScriptedFeed = feed(looks(20))
    channel = shop.channel(cameras)
    channel.start(START)
    work(channel)
    channel.finish(START + 20)
    assert not cameras.running
    assert coverage(shop) == [(0, 300, 100)]
    channel.finish(START + 21)
    assert coverage(shop) == [(0, 300, 100)]


def test_a_kill_costs_the_minutes_not_written_yet_and_they_are_a_gap(shop: Shop) -> None:
    """The one in progress, and the one before until it has settled. The minute in which the box is
    back has what is seen of it from then on."""
    channel = shop.channel(feed(looks(130, at=INSIDE)))
    work(channel)
    channel.idle(START + 130)
    # Killed: nothing is finished.
    back = shop.channel(
        feed(looks(105, START + 135, at=INSIDE)), written=shop.outbox.last_minute("hall")
    )
    work(back)
    back.finish(START + 240)
    assert coverage(shop) == [(0, 300, 300), (120, 300, 225), (180, 300, 300)]
    seconds = [person_seconds for _, _, person_seconds in stays(shop)]
    assert seconds == pytest.approx([60, 45, 60], abs=15)


@pytest.mark.parametrize("killed", [False, True])
def test_a_restart_within_a_quarter_hour_tells_dwell_of_no_time_twice(
    shop: Shop, killed: bool
) -> None:
    def guests(start: float) -> list[Look]:
        return [
            look
            for number in range(12)
            for look in (
                *looks(6, start + 15 * number, at=INSIDE),
                *looks(9, start + 15 * number + 6),
            )
        ]

    quarter = START - START % 900 + 900
    channel = shop.channel(feed(guests(quarter)))
    work(channel)
    if killed:
        channel.idle(quarter + 180)
    else:
        channel.finish(quarter + 180)
    back = shop.channel(feed(guests(quarter + 190)), written=shop.outbox.last_minute("hall"))
    work(back)
    back.finish(quarter + 370)
    told = [one for one in shop.records() if isinstance(one, DwellRecord)]
    spans = [(one.start.timestamp() - quarter, one.end.timestamp() - quarter) for one in told]
    counts = [sum(one.counts) for one in told]
    if killed:
        assert spans == [(180, 420)]
    else:
        assert spans == [(0, 180), (180, 420)]
        assert counts[0] == 12
    assert 10 <= counts[-1] <= 12
