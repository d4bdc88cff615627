"""A box's loop over live cameras, for their tests."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from vision.backoff import Backoff
from vision.source.address import parse_address
from vision.source.camera_feed import CameraFeed, wait_for
from vision.source.credentials import Secret
from vision.source.look import Look
from vision.source.reader_settings import ReaderSettings

DEADLINE = 60
"""Seconds after which a test that waits for something gives up."""


class Watch:
    """A box's loop over some feeds, that keeps the looks."""

    def __init__(self, *feeds: CameraFeed) -> None:
        self.feeds = feeds
        self.looks: dict[CameraFeed, list[Look]] = {feed: [] for feed in feeds}
        for feed in feeds:
            feed.start()

    def until(self, reached: Callable[[], bool]) -> None:
        until = time.monotonic() + DEADLINE
        while not reached():
            assert time.monotonic() < until, [(f.state, f.reason, f.counts) for f in self.feeds]
            wait_for(self.feeds, 0.05)
            for feed in self.feeds:
                look = feed.poll()
                if look is not None:
                    self.looks[feed].append(look)

    def more(self, feed: CameraFeed, looks: int) -> None:
        """Watch until so many more looks of a feed have come."""
        wanted = len(self.looks[feed]) + looks
        self.until(lambda: len(self.looks[feed]) >= wanted)

    def __enter__(self) -> Watch:
        return self

    def __exit__(self, *_: object) -> None:
        for feed in self.feeds:
            feed.kill()


def feed_of(
    source: str, *, credentials: str | None = None, watchdog: float = 20, **settings: object
) -> CameraFeed:
    return CameraFeed(
        ReaderSettings(parse_address(source), **{"fps": 10.0, **settings}),  # type: ignore[arg-type]
        Secret(credentials) if credentials else None,
        wall=lambda instant: instant + 1_000_000,
        watchdog=watchdog,
        backoff=Backoff(0.1, 0.2),
    )


def gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True
