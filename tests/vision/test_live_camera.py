"""Live cameras, against a server that really does what cameras do to one."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.vision.clip import Clip, make_clip
from tests.vision.decoders import Learning
from tests.vision.films import write_film
from tests.vision.rtsp_server import Authentication, RtspServer
from tests.vision.watching import Watch, feed_of
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


def test_a_stream_that_always_breaks_the_rules_is_taken_as_it_is(clip: Clip) -> None:
    cut_short = bytes([6, 5, 200]) + b"an SEI message that ends before its length"
    sloppy = replace(clip, frames=tuple((cut_short, *frame) for frame in clip.frames))
    with RtspServer(sloppy) as server, Watch(feed_of(server.url)) as watch:
        (feed,) = watch.feeds
        watch.until(lambda: feed.reason is Reason.UNSOUND)
        watch.more(feed, 3)
        assert feed.settings.tolerant


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


def test_a_view_goes_from_one_reader_to_the_next(server: RtspServer) -> None:
    with Watch(feed_of(server.url, decoder="tests.vision.decoders:Learning")) as watch:
        (feed,) = watch.feeds
        watch.until(lambda: feed.settings.signature == Learning.SIGNATURE)
        assert {look.view for look in watch.looks[feed]} == {"ok"}
        assert feed.pid is not None
        os.kill(feed.pid, signal.SIGKILL)
        watch.until(lambda: feed.counts.restarts == 1)
        watch.more(feed, 2)
        assert watch.looks[feed][-1].view == "moved"


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


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("rtsp://127.0.0.1:1/live", Reason.REFUSED),
        ("{other}", Reason.NOT_FOUND),
        ("{silent}", Reason.SILENT),
        ("usb:99", Reason.MISSING),
        ("file:missing.mp4", Reason.MISSING),
        (f"file:{__file__}", Reason.UNREADABLE),
    ],
)
def test_the_reason_is_told(server: RtspServer, clip: Clip, source: str, reason: Reason) -> None:
    with RtspServer(clip) as silent:
        silent.stall()
        url = source.format(other=server.url.replace("live", "other"), silent=silent.url)
        with Watch(feed_of(url, patience=1.0)) as watch:
            (feed,) = watch.feeds
            watch.until(lambda: feed.reason is not None)
            assert (feed.state, feed.reason) == ("offline", reason)
            assert feed.counts.frames == 0
            assert feed.last_frame_age is None
