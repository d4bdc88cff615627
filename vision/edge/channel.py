"""One live camera at work in the box: its feed, and the counting of what it gives."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from vision.detect.detector import Detector
from vision.detect.uniform import Uniform
from vision.edge.absence import Absence
from vision.edge.analyst import Analyst
from vision.edge.camera import CameraCounter
from vision.minutes import MINUTE
from vision.site import CameraPart
from vision.source.look import Look
from vision.view import View

LATEST_SECONDS = 15.0
"""By how much a look may come late: a reader that decodes keyframes only tells a group when it is
over. No minute is closed sooner."""
Size = tuple[int, int]
"""(width, height) in pixels."""


class FeedCounts(Protocol):
    reconnects: int


class Feed(Protocol):
    """What a channel needs of a `CameraFeed`."""

    @property
    def counts(self) -> FeedCounts: ...
    def start(self) -> None: ...
    def poll(self) -> Look | None: ...
    def set_rate(self, fps: float) -> None: ...
    def stop(self) -> None: ...


class Channel:
    """Takes one look at a time, so that no camera keeps the others waiting.

    Args:
        build: makes a counter for pictures of a size.
        absence: writes the minutes in which there is nothing to count in.
        written: start of the last minute of this camera that is in the outbox: it and those
            before are never opened again.
    """

    def __init__(
        self,
        camera: CameraPart,
        feed: Feed,
        detector: Detector,
        build: Callable[[Size], CameraCounter],
        *,
        absence: Absence,
        uniform: Uniform | None = None,
        written: datetime | None = None,
    ) -> None:
        self.camera = camera
        self.feed = feed
        self._detector = detector
        self._build = build
        self._uniform = uniform
        self._absence = absence
        self._open_from = float("-inf") if written is None else written.timestamp() + MINUTE
        self._analyst: Analyst | None = None
        self._size: Size | None = None
        self._dropped = self._damaged = self._reconnects = self._batches = 0
        self.analysed = 0
        """Looks counted, those in which nothing had changed among them."""
        self.unchanged = 0
        """Of these, those."""
        self.view: View | None = None
        """What the picture is fit for; None: not judged."""
        self.detect_seconds = 0.0
        """Time that the detector took for them."""
        self.late = 0
        """Looks of minutes that were written already: not counted."""

    @property
    def batches(self) -> int:
        """Put into the outbox since the channel was made."""
        running = 0 if self._analyst is None else self._analyst.counter.batches
        return self._batches + self._absence.batches + running

    def start(self, now: float) -> None:
        """Open the camera. ``now``: POSIX seconds by the box's clock; from its minute on, what is
        not seen is a gap."""
        self._absence.begin(max(now, self._open_from))
        self.feed.start()

    def turn(self) -> Look | None:
        """Take the next look, if one is there; returns it."""
        look = self.feed.poll()
        if look is None:
            return None
        if look.image is not None:
            self._fit((look.image.shape[1], look.image.shape[0]), look.time)
        late = look.time < max(self._open_from, self._absence.written_until)
        if self._analyst is None or late:
            self._dropped += look.dropped
            self._damaged += look.damaged
            self.late += late
            return look
        if self._dropped or self._damaged:
            look = replace(
                look, dropped=look.dropped + self._dropped, damaged=look.damaged + self._damaged
            )
        self._dropped, self._damaged = look.dropped, look.damaged
        self.view = look.view or self.view
        began = time.monotonic()
        if self._analyst.take(look):
            self._absence.end(look.time)
            if look.image is not None:
                self.detect_seconds += time.monotonic() - began
            self._dropped = self._damaged = 0
            self.analysed += 1
            self.unchanged += look.image is None
        return look

    def idle(self, now: float) -> None:
        """No look came: close what the time closes. ``now``: POSIX seconds by the box's clock."""
        reconnects = self.feed.counts.reconnects
        if self._absence.lasts:
            if self._absence.close(now - LATEST_SECONDS, reconnects - self._reconnects):
                self._reconnects = reconnects
            return
        if self._analyst is None:
            return
        counter = self._analyst.counter
        if reconnects > self._reconnects:
            counter.reconnected(now, reconnects - self._reconnects)
            self._reconnects = reconnects
        counter.idle(now - LATEST_SECONDS)

    def finish(self, now: float) -> None:
        """Close every minute and stop the camera."""
        self.feed.stop()
        self._absence.finish(now)
        if self._analyst is not None:
            self._end(self._analyst.counter, now)
            self._analyst = None

    def _end(self, counter: CameraCounter, now: float) -> None:
        counter.finish(now)
        self._batches += counter.batches

    def _fit(self, size: Size, now: float) -> None:
        """A counter for pictures of this size: lines and zones are shares of the picture, so a
        camera that changes its resolution goes on, from the next minute."""
        if size == self._size:
            return
        if self._analyst is not None:
            self._end(self._analyst.counter, now)
            # Who was in a zone is said to have left it a moment later, in the next minute perhaps.
            left = now + 1 / self.camera.analysis_fps
            self._open_from = (left // MINUTE + 1) * MINUTE
            self._absence.begin(self._open_from)
        self._size = size
        self._analyst = Analyst(self._build(size), self._detector, self._uniform)
