"""The box's side of a live camera: its reader process, kept running."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from multiprocessing.connection import wait
from typing import Literal

from vision.backoff import Backoff
from vision.source.camera_error import Reason
from vision.source.credentials import Secret
from vision.source.look import Look
from vision.source.look_pipe import Arrival, PipeError
from vision.source.reader_process import ReaderProcess
from vision.source.reader_settings import ReaderSettings

WATCHDOG_SECONDS = 20.0
"""Without a decoded frame for so long, a reader is killed."""
WELL_SECONDS = 60.0
"""A camera that was read for so long starts with short pauses again."""
FIRST_PAUSE = 1.0
LONGEST_PAUSE = 60.0
"""Seconds before a lost camera is opened again: the first bound, and the last."""
LOCKED_OUT = 300.0
"""Seconds of every pause after a refused password: cameras lock out who tries again and again."""

State = Literal["stopped", "starting", "live", "offline", "ended"]


@dataclass(slots=True)
class FeedCounts:
    """What became of a camera's frames since its feed was made."""

    frames: int = 0
    """Frames decoded."""
    looks: int = 0
    """Looks that reached the box."""
    dropped: int = 0
    """Looks given up, for the box was busy."""
    damaged: int = 0
    """Frames that could not be decoded."""
    reconnects: int = 0
    """Times the camera was opened again, restarts included."""
    restarts: int = 0
    """Times its reader was killed, or crashed."""


STARTING_SECONDS = 40.0
"""For which a reader may take to give its first frame."""


class CameraFeed:
    """One live camera. No method waits, and all of them belong to one thread.

    ``poll`` does all the work: it must be called a few times a second, with or without need.

    Args:
        settings: how the camera is read.
        credentials: ``user:password`` of the camera.
        wall: gives the box's time, POSIX seconds, for an instant of ``time.monotonic()``; it
            must not go back.
        watchdog: seconds without a decoded frame after which the reader is killed.
        monotonic: the clock of the watchdog and of the pauses.
    """

    def __init__(
        self,
        settings: ReaderSettings,
        credentials: Secret | None = None,
        *,
        wall: Callable[[float], float],
        watchdog: float = WATCHDOG_SECONDS,
        backoff: Backoff | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.settings = settings
        self.counts = FeedCounts()
        self.state: State = "stopped"
        self.since = monotonic()
        """Since when it is in this state, by ``monotonic``; when offline, since its last frame."""
        self.reason: Reason | None = None
        """Why it was last lost."""
        self.size: tuple[int, int] | None = None
        """(width, height) of the last picture. When a look changes it, so did the camera."""
        self._credentials = credentials
        self._wall = wall
        self._watchdog = watchdog
        self._backoff = backoff or Backoff(FIRST_PAUSE, LONGEST_PAUSE, jitter=0.5)
        self._monotonic = monotonic
        self._process: ReaderProcess | None = None
        self._start_at = 0.0
        self._alive_at = 0.0
        self._well_since: float | None = None
        self._last_frame: float | None = None
        self._last_time = 0.0
        self._frames_before = 0

    @property
    def pid(self) -> int | None:
        """The reader's process, while there is one."""
        return self._process.pid if self._process is not None else None

    @property
    def last_frame_age(self) -> float | None:
        """Seconds since a frame was last decoded; None: none was yet."""
        return None if self._last_frame is None else self._monotonic() - self._last_frame

    @property
    def _patience(self) -> float:
        """Seconds without a frame after which the reader is killed. One that has not given its
        first yet has also its process to start, perhaps beside many others."""
        starting = self._well_since is None
        return max(self._watchdog, STARTING_SECONDS) if starting else self._watchdog

    def start(self) -> None:
        """Open the camera, at the next ``poll``."""
        if self.state in {"stopped", "ended"}:
            self._become("starting")
            self._start_at = self._monotonic()

    def stop(self) -> None:
        """Let the reader say good-bye to the camera and end."""
        if self._process is not None:
            self._process.dismiss()
            self._process = None
        self._become("stopped")

    def kill(self) -> None:
        """End the reader at once."""
        if self._process is not None:
            self._process.kill()
        self.stop()

    def set_rate(self, fps: float) -> None:
        """Ask for ``fps`` looks a second from now on, also after a reconnection."""
        if fps != self.settings.fps:
            self.settings = replace(self.settings, fps=fps)
            if self._process is not None:
                self._process.set_rate(fps)

    def fileno(self) -> int:
        """What becomes readable when ``poll`` has something; -1 while there is no reader. It is
        another one after each reconnection: ``wait_for`` asks anew each time."""
        return self._process.looks.fileno() if self._process is not None else -1

    def poll(self) -> Look | None:
        """The next look, if one is there. Starts, watches and restarts the reader."""
        if self.state in {"stopped", "ended"}:
            return None
        now = self._monotonic()
        if self._process is None:
            if now >= self._start_at:
                self._open(now)
            return None
        try:
            while (arrival := self._process.pipe.read()) is not None:
                look = self._receive(arrival, now)
                if look is not None:
                    return look
                if self._process is None:
                    return None
        except (EOFError, PipeError):
            self._restart(Reason.CRASHED, now)
        else:
            # Judged only now that the pipe is empty: a box that was busy is no fault of the camera.
            if now - self._alive_at >= self._patience:
                self._restart(Reason.STALLED, now)
        return None

    def _open(self, now: float) -> None:
        if self._last_frame is not None or self.reason is not None:
            self.counts.reconnects += 1
        self._frames_before = self.counts.frames
        self._alive_at = now
        self._well_since = None
        try:
            self._process = ReaderProcess(self.settings, self._credentials)
        except OSError:  # no descriptor to be had just now
            self._restart(Reason.CRASHED, now)

    def _receive(self, arrival: Arrival, now: float) -> Look | None:
        frames = self._frames_before + arrival.frames
        if frames > self.counts.frames:
            self.counts.frames = frames
            self._see_frame(now)
        if arrival.end is not None:
            self._end(arrival.end, now)
            return None
        if arrival.signature is not None:
            # For the next reader, and for whoever keeps it.
            self.settings = replace(self.settings, signature=arrival.signature)
        look = arrival.look
        if look is None:
            return None
        self.counts.looks += 1
        self.counts.dropped += look.dropped
        self.counts.damaged += look.damaged
        if look.image is not None:
            self.size = look.image.shape[1], look.image.shape[0]
        # A new reader sets its clock anew, a hair before the old one's last frame perhaps.
        self._last_time = max(self._wall(look.time), self._last_time + 1e-3)
        return replace(look, time=self._last_time)

    def _see_frame(self, now: float) -> None:
        self._alive_at = self._last_frame = now
        self.reason = None
        if self.state != "live":
            self._become("live")
        if self._well_since is None:
            self._well_since = now
        elif now - self._well_since >= WELL_SECONDS:
            self._backoff.reset()

    def _end(self, name: str, now: float) -> None:
        reason = Reason.__members__.get(name, Reason.CRASHED)
        if reason is Reason.OVER:
            self.stop()
            self.reason = reason
            self._become("ended")
        elif reason is Reason.CRASHED:
            self._restart(reason, now)
        else:
            if reason is Reason.UNSOUND:
                self.settings = replace(self.settings, tolerant=True)
            self._lose(reason, now)

    def _restart(self, reason: Reason, now: float) -> None:
        self.counts.restarts += 1
        if self._process is not None:
            self._process.kill()
        self._lose(reason, now)

    def _lose(self, reason: Reason, now: float) -> None:
        if self._process is not None:
            self._process.dismiss()
            self._process = None
        self.reason = reason
        self._start_at = now + self._backoff.next(LOCKED_OUT if reason.locks_out else 0.0)
        if self.state != "offline":
            self._become("offline")
            self.since = now if self._last_frame is None else self._last_frame

    def _become(self, state: State) -> None:
        self.state = state
        self.since = self._monotonic()


def wait_for(feeds: Iterable[CameraFeed], seconds: float) -> None:
    """Wait until one of the feeds has something to ``poll``, for so long at most."""
    running = [number for feed in feeds if (number := feed.fileno()) >= 0]
    if running:
        wait(running, seconds)
    else:
        time.sleep(seconds)
