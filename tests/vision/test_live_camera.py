"""Live cameras, against a server that really does what cameras do to one."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.vision.films import write_film
from tests.vision.rtsp_server import Authentication, Clip, RtspServer, make_clip
from tests.vision.watching import Watch, feed_of, gone
from vision.source.address import parse_address
from vision.source.backoff import Backoff
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


@pytest.mark.parametrize(
    "authentication", ["none", "digest", pytest.param("basic", marks=pytest.mark.long)]
)
def test_looks_come_at_the_asked_rate_with_capture_times(
    clip: Clip, authentication: Authentication
) -> None:
    user, password = "the user", "p@ss:/wörd%#?"
    with (
        RtspServer(clip, authentication=authentication, user=user, password=password) as server,
        Watch(feed_of(server.url, credentials=f"{user}:{password}")) as watch,
    ):
        (feed,) = watch.feeds
        watch.more(feed, 8)
        assert feed.state == "live"
        assert feed.size == clip.size
        times = [look.time for look in watch.looks[feed]]
        assert times[0] > 1_000_000
        # each second frame, by the camera's clock and whenever they arrive
        assert np.median(np.diff(times)) == pytest.approx(0.1, abs=0.01)
        image = watch.looks[feed][-1].image
        assert image is not None
        assert (image.shape, image.max() > 200) == ((192, 320, 3), True)
        feed.stop()
        watch.until(lambda: server.teardowns == 1)


def test_a_refused_password_is_not_tried_again_and_again(clip: Clip) -> None:
    right, wrong = "right", "wrong"
    with (
        RtspServer(clip, authentication="digest", user="a", password=right) as server,
        Watch(feed_of(server.url, credentials=f"a:{wrong}")) as watch,
    ):
        (feed,) = watch.feeds
        watch.until(lambda: feed.state == "offline")
        assert feed.reason is Reason.CREDENTIALS
        asked = server.connections
        for _ in range(20):
            feed.poll()
            time.sleep(0.05)
        assert server.connections == asked
        assert feed.pid is None


def stalls(server: RtspServer, watch: Watch, feed: CameraFeed) -> Iterator[None]:
    server.stall()
    watch.until(lambda: feed.counts.restarts >= 1)
    assert feed.reason is Reason.STALLED
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


def test_a_box_that_was_busy_blames_no_camera(server: RtspServer) -> None:
    ahead = 0.0
    feed = CameraFeed(
        ReaderSettings(parse_address(server.url), 10.0),
        wall=float,
        monotonic=lambda: time.monotonic() + ahead,
    )
    with Watch(feed) as watch:
        watch.more(feed, 2)
        sent = server.frames_sent
        while server.frames_sent < sent + 80:
            time.sleep(0.1)
        ahead = 100.0
        watch.until(lambda: feed.counts.dropped > 5)
        watch.more(feed, 2)
        assert feed.counts.restarts == 0
        assert sum(look.dropped for look in watch.looks[feed]) == feed.counts.dropped
        # what is left are the newest
        assert watch.looks[feed][-1].time > time.monotonic() - 5


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
        watch.until(lambda: failing.counts.restarts == 1)
        assert failing.reason is (Reason.STALLED if kind == "Hanging" else Reason.CRASHED)
        watch.more(failing, 2)
        watch.more(other, 2)
        assert other.counts.restarts == 0
    assert server.url not in "".join(capfd.readouterr())


def test_another_resolution_is_told_with_its_first_look(server: RtspServer) -> None:
    with Watch(feed_of(server.url)) as watch:
        (feed,) = watch.feeds
        watch.more(feed, 2)
        server.show(make_clip((240, 240)))
        watch.until(lambda: feed.size == (240, 240))
        image = watch.looks[feed][-1].image
        assert image is not None
        assert image.shape == (240, 240, 3)
        server.show(make_clip((1280, 720)))
        watch.until(lambda: feed.size == (640, 360))
        assert feed.counts.restarts == 0


def test_the_rate_changes_while_it_runs(server: RtspServer) -> None:
    with Watch(feed_of(server.url)) as watch:
        (feed,) = watch.feeds
        watch.more(feed, 2)
        feed.set_rate(2)
        watch.more(feed, 8)
        steps = np.diff([look.time for look in watch.looks[feed]][-6:])
        assert np.median(steps) == pytest.approx(0.5, abs=0.02)


def test_masks_are_black_before_a_picture_leaves_the_reader(server: RtspServer) -> None:
    mask = ((0.0, 0.0), (0.5, 0.0), (0.5, 1.0), (0.0, 1.0))
    with Watch(feed_of(server.url, masks=(mask,))) as watch:
        (feed,) = watch.feeds
        watch.more(feed, 2)
        image = watch.looks[feed][-1].image
        assert image is not None
        assert image[:, :160].max() == 0
        assert image[:, 164:].mean() > 20


def test_a_film_plays_as_a_camera_once_or_again_and_again(tmp_path: Path) -> None:
    film = write_film(tmp_path / "film.mp4", seconds=1.5)
    with Watch(feed_of(f"file:{film}"), feed_of(f"loop:{film}")) as watch:
        once, again = watch.feeds
        watch.until(lambda: once.state == "ended")
        assert (once.counts.frames, len(watch.looks[once])) == (15, 15)
        assert once.pid is None
        watch.until(lambda: again.counts.frames > 30)
        assert again.state == "live"
        assert all(np.diff([look.time for look in watch.looks[again]]) > 0)


def chance(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - for the pauses only


def test_pauses_grow_are_shortened_by_chance_and_begin_anew() -> None:
    backoff = Backoff(1, 60, chance(1))
    for limit in [1, 2, 4, 8, 16, 32, 60, 60]:
        assert limit / 2 <= backoff.pause() <= limit
    backoff.reset()
    assert backoff.pause() <= 1
    assert backoff.pause(locks_out=True) >= 150
    one, other = Backoff(chance=chance(1)), Backoff(chance=chance(2))
    assert one.pause() != other.pause()
