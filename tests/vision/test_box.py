"""Several cameras that share one detector."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.vision.scripted_feed import START, ScriptedFeed, Shop, feed, looks
from vision.edge import box as box_module
from vision.edge.box import Box
from vision.edge.channel import Channel
from vision.edge.outbox import Outbox
from vision.edge.pace import Pace
from vision.records import CoverageRecord


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with closing(Outbox(tmp_path / "outbox.db")) as outbox:
        yield Shop(outbox, "door", "hall", "till")


def box_of(channels: list[Channel], *, now: float = START + 30, pace: Pace | None = None) -> Box:
    return Box(channels, wait=lambda _: None, now=lambda: now, pace=pace)


def coverage(shop: Shop) -> dict[str, tuple[int, int]]:
    return {
        one.camera: (one.frames_expected, one.frames_analysed)
        for one in shop.records()
        if isinstance(one, CoverageRecord)
    }


def test_a_camera_with_a_flood_of_looks_keeps_no_other_waiting(shop: Shop) -> None:
    feeds = [feed(looks(40)), feed(looks(4)), feed(looks(4))]
    channels = [shop.channel(one, number) for number, one in enumerate(feeds)]
    box = box_of(channels)
    for _ in range(20):
        box.round()
    assert [channel.analysed for channel in channels] == [20, 20, 20]


def test_a_dead_camera_costs_one_poll_a_round(shop: Shop) -> None:
    dead, alive = ScriptedFeed(), feed(looks(4))
    channels = [shop.channel(dead, 0), shop.channel(alive, 1)]
    box = box_of(channels)
    rounds = 0
    while box.round():
        rounds += 1
    assert (rounds, channels[1].analysed) == (20, 20)
    assert dead.polls == alive.polls == 21


def test_the_box_waits_only_when_no_camera_has_anything(shop: Shop) -> None:
    channels = [shop.channel(feed(looks(2)), 0), shop.channel(feed(looks(1)), 1)]
    waited: list[list[int]] = []
    box = Box(
        channels,
        wait=lambda _: waited.append([channel.analysed for channel in channels]),
        now=lambda: START + 2,
    )
    box.run(lambda: len(waited) == 2)
    assert waited == [[10, 5], [10, 5]]


@pytest.mark.parametrize("how", ["told to", "interrupted"])
def test_stopping_closes_every_minute_of_every_camera(shop: Shop, how: str) -> None:
    feeds = [feed(looks(20)), feed(looks(10))]
    channels = [shop.channel(one, number) for number, one in enumerate(feeds)]
    turns = iter(range(1000))

    def stopping() -> bool:
        if next(turns) < 120:
            return False
        if how == "interrupted":
            raise KeyboardInterrupt
        return True

    box = box_of(channels, now=START + 20)
    for channel in channels:
        channel.start(START)
    if how == "interrupted":
        with pytest.raises(KeyboardInterrupt):
            box.run(stopping)
    else:
        box.run(stopping)
    assert coverage(shop) == {"door": (300, 100), "hall": (300, 50)}
    assert not any(one.running for one in feeds)


def test_a_camera_that_cannot_finish_keeps_no_other_from_it(shop: Shop) -> None:
    class Stuck(ScriptedFeed):
        def stop(self) -> None:
            raise OSError("stuck")

    channels = [shop.channel(Stuck(), 0), shop.channel(feed(looks(10)), 1)]
    box = box_of(channels, now=START + 10)
    while box.round():
        pass
    with pytest.raises(OSError, match="stuck"):
        box.finish()
    assert coverage(shop) == {"hall": (300, 50)}


def test_looks_given_up_lower_every_cameras_rate_alike_and_the_coverage_shows_it(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A minute in which the first camera drops looks at full rate, and the cameras obey."""
    instant = 0.0
    monkeypatch.setattr(box_module.time, "monotonic", lambda: instant)
    feeds = [ScriptedFeed(), ScriptedFeed()]
    channels = [shop.channel(one, number) for number, one in enumerate(feeds)]
    box = box_of(channels, now=START + 60)
    due = [0.0, 0.0]
    while instant < 60:
        for number, one in enumerate(feeds):
            rate = one.rates[-1] if one.rates else 5.0
            if instant >= due[number]:
                dropped = int(number == 0 and rate > 3)
                one.looks += looks(0.2, START + instant, dropped=dropped)
                due[number] += 1 / rate
        # One pass of the loop, without the end that closes all minutes.
        box.round()
        box._by_the_clock()
        instant += 0.05
    assert box.pace < 0.65
    assert feeds[0].rates == feeds[1].rates
    assert feeds[0].rates[0] == pytest.approx(4)
    box.finish()
    for expected, analysed in coverage(shop).values():
        assert expected == 300
        assert 150 < analysed < 260
