"""Decoders that fail in the ways that decoders do, for the tests of live cameras."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from av.packet import Packet
from av.video.stream import VideoStream

from vision.source.capture_clock import CaptureClock
from vision.source.every_frame import EveryFrame
from vision.source.look import Look
from vision.source.reader_settings import ReaderSettings
from vision.source.signature import Signature


class Hanging(EveryFrame):
    """Decodes five frames, then never returns."""

    def take(self, packet: Packet[VideoStream], arrived: float) -> Iterator[Look]:
        while self.decoded >= 5:
            time.sleep(1)
        yield from super().take(packet, arrived)


class Crashing(EveryFrame):
    """Decodes five frames, then is killed as by a fault in its machine code."""

    def take(self, packet: Packet[VideoStream], arrived: float) -> Iterator[Look]:
        if self.decoded >= 5:
            os.kill(os.getpid(), signal.SIGSEGV)
        yield from super().take(packet, arrived)


class Learning(EveryFrame):
    """Knows a view at its first frame; one that knew it before says "moved"."""

    SIGNATURE = Signature(np.full((9, 16), 0.5 + 0.25j, np.complex64), 3.0).text()

    def __init__(self, stream: VideoStream, settings: ReaderSettings, clock: CaptureClock) -> None:
        super().__init__(stream, settings, clock)
        self._known = settings.signature

    @property
    def signature(self) -> str | None:
        return self.SIGNATURE if self.decoded else self._known

    def take(self, packet: Packet[VideoStream], arrived: float) -> Iterator[Look]:
        for look in super().take(packet, arrived):
            yield replace(look, view="moved" if self._known == self.SIGNATURE else "ok")


class Raising(EveryFrame):
    """Raises an error that quotes what it should not."""

    def take(self, packet: Packet[VideoStream], arrived: float) -> Iterator[Look]:
        if self.decoded >= 5:
            raise RuntimeError(f"cannot decode {packet.stream.container.name}")
        yield from super().take(packet, arrived)
