"""What a running box tells of itself: its status by the second, its record by the minute."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from vision.edge.outbox import Outbox
from vision.edge.running_box import RunningBox
from vision.edge.status import CameraState, Status
from vision.edge.uploader import UploadStats
from vision.minutes import minute_of, start_of
from vision.source.camera_feed import State

_STATES: Final[dict[State, CameraState]] = {
    "stopped": "offline",
    "ended": "offline",
    "starting": "starting",
    "offline": "offline",
    "live": "live",
}


class Reporter:
    """Of the thread that counts, like the box and the outbox that it reads.

    Args:
        delivery: the uploader's figures; None: nothing is sent from here.
    """

    def __init__(
        self,
        box: RunningBox,
        outbox: Outbox,
        status: Status,
        delivery: Callable[[], UploadStats] | None,
    ) -> None:
        self._box = box
        self._outbox = outbox
        self._status = status
        self._delivery = delivery
        self._minute: int | None = None
        self._batches = 0
        self._heard: float | None = None

    def tend(self) -> None:
        """To be called about once a second."""
        now = self._box.clock.now()
        self._cameras()
        self._own()
        if now is not None:
            self._record(minute_of(now))

    def _cameras(self) -> None:
        for name, channel in self._box.channels.items():
            feed = self._box.feeds[name]
            age = feed.last_frame_age
            self._status.camera(name).set(
                state=_STATES[feed.state],
                view=channel.view,
                current_fps=channel.camera.analysis_fps * self._box.box.pace,
                analysed=channel.analysed,
                unchanged=channel.unchanged,
                dropped=feed.counts.dropped,
                damaged=feed.counts.damaged,
                reconnects=feed.counts.reconnects,
                restarts=feed.counts.restarts,
                detections=channel.analysed - channel.unchanged,
                detect_seconds=channel.detect_seconds,
                last_frame=None if age is None else time.monotonic() - age,
            )

    def _own(self) -> None:
        state, clock = self._outbox.state(), self._box.clock
        batches = sum(channel.batches for channel in self._box.channels.values())
        if batches != self._batches:
            self._batches = batches
            self._status.set(last_minute=time.monotonic())
        self._status.set(
            outbox_batches=state.waiting + self._box.backlog.held,
            outbox_oldest_seconds=state.oldest_seconds,
            outbox_set_aside=state.set_aside,
            heat_discarded=state.heat_discarded,
            clock_skew_seconds=clock.skew,
            clock_wrong=clock.is_wrong,
            clock_waits_for=clock.waits_for,
        )
        if self._delivery is None:
            return
        sent = self._delivery()
        self._status.set(unauthorised=sent.unauthorised, last_delivery=sent.last_success)
        skew = sent.clock_skew_seconds
        # Once for each answer: after a jump of the system's clock an old one would vouch for it.
        if skew is not None and skew != self._heard:
            self._heard = skew
            clock.hear(time.time() - skew)

    def _record(self, minute: int) -> None:
        """The box's record of the minute that is over."""
        if self._minute is None:
            self._minute = minute
        if minute == self._minute:
            return
        record = self._status.device_record(start_of(minute - 1))
        self._minute = minute
        if record is not None:
            self._box.backlog.put(self._box.epoch, [record])
