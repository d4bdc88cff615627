"""What goes wrong with one camera, done to it by a real server, and what it does to another."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.vision.clip import Clip, make_clip
from tests.vision.rtsp_server import RtspServer
from tests.vision.watching import Watch, feed_of, gone
from vision.source.address import parse_address
from vision.source.camera_error import Reason
from vision.source.camera_feed import CameraFeed
from vision.source.reader_settings import ReaderSettings


@pytest.fixture(scope="module")
def clip() -> Clip:
    return make_clip()


@pytest.fixture
def server(clip: Clip) -> Iterator[RtspServer]:
    with RtspServer(clip) as running:
        yield running


def stalls(server: RtspServer, watch: Watch, feed: CameraFeed) -> Iterator[None]:
    # A reader that was slow to start may have been restarted before.
    before = feed.counts.restarts
    server.stall()
    watch.until(lambda: feed.reason is Reason.STALLED)
    assert feed.counts.restarts > before
    yield
    server.resume()


def drops(server: RtspServer, watch: Watch, feed: CameraFeed) -> Iterator[None]:
    server.drop()
    yield
    watch.until(lambda: feed.counts.reconnects >= 1)


def restarts(server: RtspServer, watch: Watch, feed: CameraFeed) -> Iterator[None]:
    server.refuse()
    watch.until(lambda: feed.reason is Reason.REFUSED)
    assert feed.state == "offline"
    yield
    server.listen()


def garbles_rtsp(server: RtspServer, watch: Watch, feed: CameraFeed) -> Iterator[None]:
    server.garble_rtsp()
    yield


def garbles_pictures(server: RtspServer, watch: Watch, feed: CameraFeed) -> Iterator[None]:
    server.garble_rtp(True)
    sent = server.frames_sent
    watch.until(lambda: server.frames_sent > sent + 10)
    yield
    server.garble_rtp(False)
    watch.until(lambda: feed.counts.damaged > 0)
    # what could not be decoded was not looked at: beside the block that moves, all stands still
    still, *others = [look.image[80:].astype(int) for look in watch.looks[feed]]
    assert all(np.abs(other - still).mean() < 8 for other in others)


def slows(server: RtspServer, watch: Watch, feed: CameraFeed) -> Iterator[None]:
    server.slowness = 8
    watch.more(feed, 2)
    yield
    server.slowness = 1


@pytest.mark.parametrize(
    "fault",
    [
        stalls,
        restarts,
        garbles_rtsp,
        garbles_pictures,
        pytest.param(drops, marks=pytest.mark.long),
        pytest.param(slows, marks=pytest.mark.long),
    ],
)
def test_a_camera_comes_back_from_a_fault_and_no_other_is_touched_by_it(
    server: RtspServer,
    clip: Clip,
    fault: Callable[[RtspServer, Watch, CameraFeed], Iterator[None]],
) -> None:
    with (
        RtspServer(clip) as well,
        Watch(feed_of(server.url, watchdog=2), feed_of(well.url)) as watch,
    ):
        faulty, other = watch.feeds
        watch.more(other, 3)
        watch.more(faulty, 3)
        reader = other.pid
        for _ in fault(server, watch, faulty):
            watch.more(other, 3)
        watch.more(faulty, 5)
        watch.until(lambda: faulty.state == "live")
        times = [look.time for look in watch.looks[faulty]]
        assert all(np.diff(times) > 0)
        # not one frame of the other camera was missed
        sent = well.frames_sent
        watch.until(lambda: other.counts.frames >= sent)
        assert (other.pid, other.counts.reconnects, other.counts.damaged) == (reader, 0, 0)


def test_a_stalled_reader_is_killed_by_the_clock_of_the_box_alone(server: RtspServer) -> None:
    ahead = 0.0
    feed = CameraFeed(
        ReaderSettings(parse_address(server.url), 10.0),
        wall=float,
        monotonic=lambda: time.monotonic() + ahead,
    )
    with Watch(feed) as watch:
        watch.more(feed, 2)
        pid = feed.pid
        assert pid is not None
        os.kill(pid, signal.SIGSTOP)
        while feed.poll() is not None:
            pass
        age = feed.last_frame_age
        assert age is not None
        ahead = 19.0 - age
        feed.poll()
        assert (feed.pid, feed.counts.restarts) == (pid, 0)
        ahead += 1.5
        feed.poll()
        assert (feed.pid, feed.counts.restarts) == (None, 1)
        assert (feed.state, feed.reason) == ("offline", Reason.STALLED)
        watch.until(lambda: gone(pid))
        watch.more(feed, 2)
        assert feed.counts.reconnects == 1


@pytest.mark.parametrize(
    "kind", ["Hanging", "Crashing", pytest.param("Raising", marks=pytest.mark.long)]
)
def test_a_decoder_that_fails_takes_nothing_with_it(
    server: RtspServer, kind: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with Watch(
        feed_of(server.url, watchdog=2, decoder=f"tests.vision.decoders:{kind}"),
        feed_of(server.url),
    ) as watch:
        failing, other = watch.feeds
        reason = Reason.STALLED if kind == "Hanging" else Reason.CRASHED
        watch.until(lambda: failing.reason is reason)
        assert failing.counts.restarts > 0
        watch.more(failing, 2)
        watch.more(other, 2)
        assert other.counts.restarts == 0
    assert server.url not in "".join(capfd.readouterr())


def test_a_camera_that_is_away_for_long_costs_no_descriptor() -> None:
    with Watch(feed_of("rtsp://127.0.0.1:1/live")) as watch:
        (feed,) = watch.feeds
        watch.until(lambda: feed.counts.reconnects > 3)
        before = len(list(Path("/proc/self/fd").iterdir()))
        watch.until(lambda: feed.counts.reconnects > 15)
        assert len(list(Path("/proc/self/fd").iterdir())) <= before + 3
        assert feed.counts.restarts == 0


def test_cameras_come_back_when_what_starts_their_readers_was_killed(server: RtspServer) -> None:
    with Watch(feed_of(server.url), feed_of(server.url)) as watch:
        for feed in watch.feeds:
            watch.more(feed, 2)
        status = Path(f"/proc/{watch.feeds[0].pid}/stat").read_text()
        starter = int(status.rpartition(")")[2].split()[1])
        assert starter != os.getpid()
        os.kill(starter, signal.SIGKILL)
        watch.until(lambda: all(feed.counts.restarts for feed in watch.feeds))
        for feed in watch.feeds:
            watch.more(feed, 2)
