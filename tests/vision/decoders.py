"""Decoders that fail in the ways that decoders do, for the tests of live cameras."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator

from av.packet import Packet
from av.video.stream import VideoStream

from vision.source.every_frame import EveryFrame
from vision.source.look import Look


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


class Raising(EveryFrame):
    """Raises an error that quotes what it should not."""

    def take(self, packet: Packet[VideoStream], arrived: float) -> Iterator[Look]:
        if self.decoded >= 5:
            raise RuntimeError(f"cannot decode {packet.stream.container.name}")
        yield from super().take(packet, arrived)
