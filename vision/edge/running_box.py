"""A box at work: everything that runs in its process, wired together."""

from __future__ import annotations

import fcntl
import logging
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

import numpy as np

from vision.detect.detector import Detector
from vision.detect.uniform import Uniform
from vision.edge.absence import Absence
from vision.edge.backlog import Backlog
from vision.edge.box import Box
from vision.edge.camera import CameraCounter
from vision.edge.channel import LATEST_SECONDS, Channel, Size
from vision.edge.clock import Clock
from vision.edge.outbox import Outbox
from vision.edge.plan import PlanCounter
from vision.edge.views import Views
from vision.errors import InputError
from vision.journey.step import PLAN
from vision.minutes import MINUTE, minute_of
from vision.site import CameraPart
from vision.site_file import SiteFile
from vision.source.camera_feed import CameraFeed, wait_for
from vision.source.reader_settings import ReaderSettings

_log = logging.getLogger(__name__)

DECODER: Final = "vision.source.decoder:gated"
OUTBOX: Final = "outbox.db"
USUAL_SIZE: Final = (640, 360)
"""(width, height) of a picture as it is analysed, where a camera's is not known yet."""
_CLOCK_WAIT: Final = 1.0


@contextmanager
def sole_box(state: Path) -> Iterator[None]:
    """Keeps a second box out of the folder: two would write the same minutes.

    Raises:
        InputError: the folder cannot be used, or another box uses it.
    """
    try:
        state.mkdir(parents=True, exist_ok=True)
        lock = (state / "lock").open("w")
    except OSError as error:
        raise InputError(
            f"{state}: cannot be used as the box's folder ({error.strerror}). Name one that may be "
            "written with --state."
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise InputError(
                f"{state}: another box is at work in this folder. Stop it, or give this one a "
                "folder of its own with --state."
            ) from error
        yield


class RunningBox:
    """One process's cameras, from their feeds to the outbox.

    Args:
        device: the box's name in its batches.
        outbox: of this thread; the uploader opens its own.
        views: what the cameras' views were before.
        trusted: the operator says that the system's clock is right.
    """

    def __init__(
        self,
        site_file: SiteFile,
        detector: Detector,
        outbox: Outbox,
        *,
        device: str,
        views: Views,
        trusted: bool = False,
    ) -> None:
        site = site_file.site
        self._site_file = site_file
        self._detector = detector
        self._views = views
        self.backlog = Backlog(outbox)
        self.epoch = outbox.resume_epoch(site.store.id, device)
        written = {camera.id: outbox.last_minute(camera.id) for camera in site.cameras}
        self.clock = Clock(closed_until=_closed_until(written.values()), trusted=trusted)
        self.plan = self._plan_counter(outbox.last_minute(PLAN))
        self.feeds: dict[str, CameraFeed] = {}
        self.channels: dict[str, Channel] = {}
        for camera in site.cameras:
            self.feeds[camera.id] = self._feed(camera)
            self.channels[camera.id] = self._channel(camera, written[camera.id])
        self.box = Box(list(self.channels.values()), wait=self._wait, now=self.now, tend=self._tend)
        self.on_tend: Callable[[], None] = lambda: None
        """Called about once a second, from the thread that counts."""

    def now(self) -> float:
        """The box's own time, POSIX seconds."""
        now = self.clock.now()
        assert now is not None  # noqa: S101  (nothing runs before there is a time)
        return now

    def run(self, stopping: Callable[[], bool]) -> None:
        """Until ``stopping`` says so; then every minute is closed, as far as it went."""
        self._warm_up()
        told: str | None = None
        while self.clock.now() is None:
            if stopping():
                return
            if self.clock.waits_for != told:
                told = self.clock.waits_for
                _log.warning("%s", _WAITS.get(told or "", "Waiting for the clock."))
            self.on_tend()
            time.sleep(_CLOCK_WAIT)
        if self.plan is not None:
            self.plan.expect(self.now())
        for channel in self.channels.values():
            channel.start(self.now())
        self.box.run(stopping)
        if self.plan is not None:
            self.plan.finish(self.now())
        self.backlog.flush()

    def _warm_up(self) -> None:
        """Have the network compiled for the cameras' pictures before any comes: it takes seconds,
        of which the looks would be lost."""
        known = [self._views.of(camera) for camera in self._site_file.site.cameras]
        for width, height in sorted({USUAL_SIZE if view is None else view.size for view in known}):
            self._detector.detect([np.zeros((height, width, 3), np.uint8)])
            self.on_tend()

    def _feed(self, camera: CameraPart) -> CameraFeed:
        known = self._views.of(camera)
        settings = ReaderSettings(
            self._site_file.address(camera),
            camera.analysis_fps,
            masks=tuple(tuple(corners) for corners in camera.masks),
            hardware=camera.hardware_decoding,
            decoder=DECODER,
            signature=None if known is None else known.signature,
        )
        return CameraFeed(settings, self._site_file.credentials(camera), wall=self._wall)

    def _wall(self, instant: float) -> float:
        return self.now() - (time.monotonic() - instant)

    def _channel(self, camera: CameraPart, written: datetime | None) -> Channel:
        site = self._site_file.site

        def build(size: Size) -> CameraCounter:
            return CameraCounter(
                site,
                camera,
                size=size,
                fps=camera.analysis_fps,
                outbox=self.backlog,
                epoch=self.epoch,
                live=True,
                plan=self.plan,
            )

        return Channel(
            camera,
            self.feeds[camera.id],
            self._detector,
            build,
            absence=Absence(camera, lambda records: self.backlog.put(self.epoch, records)),
            uniform=Uniform(site.staff.colours) if site.staff.uniform else None,
            written=written,
        )

    def _plan_counter(self, written: datetime | None) -> PlanCounter | None:
        site = self._site_file.site
        fps = sum(camera.analysis_fps for camera in site.cameras if camera.floor)
        if site.plan is None or not fps:
            return None
        return PlanCounter(
            site,
            fps=fps,
            outbox=self.backlog,
            epoch=self.epoch,
            opens=None if written is None else minute_of(written.timestamp()) + 1,
            live=True,
        )

    def _wait(self, seconds: float) -> None:
        wait_for(self.feeds.values(), seconds)

    def _tend(self) -> None:
        if self.plan is not None:
            self.plan.advance(self.now() - LATEST_SECONDS)
        self.backlog.flush()
        self._keep_views()
        self.on_tend()

    def _keep_views(self) -> None:
        for camera in self._site_file.site.cameras:
            feed = self.feeds[camera.id]
            if feed.size is not None:
                self._views.keep(camera, feed.size, feed.settings.signature)


def _closed_until(written: Iterable[datetime | None]) -> float | None:
    ends = (start.timestamp() + MINUTE for start in written if start is not None)
    return max(ends, default=None)


_WAITS: Final = {
    "unsynchronised": "Nothing is counted before the clock is known to be right: no time server "
    "keeps it, and no server's time agreed with it yet. Set up NTP, or say --trust-clock.",
    "absurd": "Nothing is counted: the system's clock is years off. Set it.",
    "written": "Nothing is counted yet: minutes after the system's clock are written already. Was "
    "it set back?",
}
