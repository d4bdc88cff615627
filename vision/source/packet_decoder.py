"""What turns a live camera's packets into looks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol

from av.packet import Packet
from av.video.stream import VideoStream

from vision.source.capture_clock import CaptureClock
from vision.source.look import Look
from vision.source.reader_settings import ReaderSettings

WORKING_SIDE = 640
"""Pixels of the longer side of the pictures that leave a reader, at most."""


class PacketDecoder(Protocol):
    """Decodes one stream. Called from one thread."""

    decoded: int
    """Frames decoded so far: the camera's sign of life."""
    fps: float
    """Looks a second; may be set between two packets."""

    @property
    def signature(self) -> str | None:
        """Of the camera's view, for its next reader; None: not known. May be asked for from
        another thread."""

    def take(self, packet: Packet[VideoStream], arrived: float) -> Iterator[Look]:
        """The looks that a packet completes. ``arrived``: ``time.monotonic()`` when it was read.

        A packet that cannot be decoded is counted in the next look's ``damaged``; it never raises.
        """

    def flush(self) -> Iterator[Look]:
        """What the decoder still holds, at the stream's end."""


DecoderFactory = Callable[[VideoStream, ReaderSettings, CaptureClock], PacketDecoder]
"""``ReaderSettings.decoder`` names one."""


def working_size(width: int, height: int) -> tuple[int, int]:
    """The (width, height) at which a picture is analysed: even, never larger than it is."""
    scale = min(1.0, WORKING_SIDE / max(width, height))

    def even(side: int) -> int:
        return max(2, round(side * scale / 2) * 2 if scale < 1 else side - side % 2)

    return even(width), even(height)
