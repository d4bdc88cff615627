"""The minutes of a live camera before there is a picture to count in."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, inf

from vision.minutes import MINUTE, MinuteBook, minute_of
from vision.records import Record
from vision.site import CameraPart


class Absence:
    """Writes that nothing was seen, so that a camera that never answers is a gap and not an empty
    shop.

    Args:
        put: takes the records of one minute, minutes in order.
    """

    def __init__(self, camera: CameraPart, put: Callable[[list[Record]], object]) -> None:
        self._camera = camera
        self._put = put
        self._next: int | None = None
        self.batches = 0
        """Minutes written."""

    @property
    def lasts(self) -> bool:
        return self._next is not None

    @property
    def written_until(self) -> float:
        """POSIX seconds before which nothing may be counted any more."""
        return -inf if self._next is None else float(self._next * MINUTE)

    def begin(self, time: float) -> None:
        """From the minute of ``time`` on, pictures are expected, if they are not already."""
        if self._next is None:
            self._next = minute_of(time)

    def close(self, until: float, reconnects: int = 0) -> bool:
        """Write the whole minutes before ``until``; whether there was one. ``reconnects``: told in
        the last."""
        if self._next is None or minute_of(until) <= self._next:
            return False
        last = minute_of(until)
        book = MinuteBook(
            self._camera.id, fps=self._camera.analysis_fps, settle_seconds=0, live=True
        )
        book.expect(float(self._next * MINUTE))
        book.reconnected(float((last - 1) * MINUTE), reconnects)
        for _, records in book.close(float(last * MINUTE)):
            self._put(records)
            self.batches += 1
        self._next = last
        return True

    def end(self, time: float) -> None:
        """A picture was counted; its minute is the counter's."""
        self.close(time)
        self._next = None

    def finish(self, time: float) -> None:
        """The camera stopped: its last minute is written too, as far as it went."""
        self.close(float(ceil(time / MINUTE) * MINUTE))
        self._next = None
