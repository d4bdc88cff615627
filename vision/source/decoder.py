"""From a camera's packets to looks, decoding no more than is needed.

While something moves every packet is decoded and frames are taken at the analysis rate. Where
nothing has moved for a while, only keyframes are decoded and the packets between them are kept: if
the next keyframe shows motion, or the packets between are larger than those of a still scene, the
kept ones are decoded after all, so that whoever came in between is seen from the first frame on.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from av.error import FFmpegError
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from vision.source.capture_clock import CaptureClock
from vision.source.decoder_settings import DecoderSettings
from vision.source.gate import Luma, MotionGate
from vision.source.look import Look
from vision.source.mask import blank
from vision.source.packet_sizes import PacketSizes
from vision.source.pictures import Pictures
from vision.source.reader_settings import ReaderSettings
from vision.source.sampling import Sampling
from vision.source.view import ViewJudge
from vision.view import View

VideoPacket: TypeAlias = "Packet[VideoStream]"
Judge = Callable[[Luma, float], View]
"""From a small grey picture and its capture time to what the view is fit for."""

BACK_SECONDS = 1.0
"""By which a packet's time stamp may be before the last one's without being a new beginning."""
SETTLED_SECONDS = 1.0
"""After motion, until packets are as small as a still scene's."""
JUDGED_EVERY = 2.0
"""Seconds: a view changes slowly, and to judge it costs as much as half a look at 360p."""


class GatedDecoder:
    """A ``PacketDecoder`` behind a motion gate.

    Args:
        gate: None: every frame that is due is looked at.
        judge: None: views are not judged.
        signature: gives the judged view's, once it is known.
    """

    def __init__(
        self,
        stream: VideoStream,
        reader: ReaderSettings,
        clock: CaptureClock,
        *,
        gate: MotionGate | None = None,
        judge: Judge | None = None,
        signature: Callable[[], str | None] = lambda: None,
        settings: DecoderSettings | None = None,
    ) -> None:
        self._settings = settings or DecoderSettings()
        self._codec = stream.codec_context
        self._time_base = float(stream.time_base or 0) or 1 / 90_000
        self._clock = clock
        self._masks = reader.masks
        self._gate = gate
        self._judge = judge
        self._signature = signature
        self._judged = float("-inf")
        self._pictures = Pictures()
        self._damaged = 0
        self._arrived = 0.0
        self._moved: float | None = None
        self._idle = False
        self._kept: deque[tuple[VideoPacket, float]] = deque()
        self._group: float | None = None
        self._keyframe: float | None = None
        self._sizes = PacketSizes()
        self._size: tuple[int, int] | None = None
        self._sent: float | None = None
        self._looked: float | None = None
        self._view: View | None = None
        self.decoded = 0
        self.fps = reader.fps

    @property
    def fps(self) -> float:
        return self._fps

    @fps.setter
    def fps(self, value: float) -> None:
        self._fps = value
        self._sampling = Sampling(value)

    @property
    def signature(self) -> str | None:
        return self._signature()

    @property
    def idle(self) -> bool:
        """Whether only keyframes are decoded."""
        return self._idle

    def take(self, packet: VideoPacket, arrived: float) -> Iterator[Look]:
        if self._begins_anew(packet):
            yield from self.flush()
            self._codec.flush_buffers()
        self._arrived = arrived
        if packet.is_keyframe:
            yield from self._begin_group(packet, arrived)
        elif self._idle:
            yield from self._keep(packet, arrived)
        else:
            yield from self._decode(packet, arrived)

    def flush(self) -> Iterator[Look]:
        if self._idle:
            yield from self._catch_up(decode=True)
        else:
            yield from self._looks(self._frames(None), self._arrived)
        # What comes next need not go on from here, nor have later time stamps.
        self._idle = False
        self._sent = self._looked = self._moved = self._keyframe = self._group = None
        self._sampling = Sampling(self._fps)
        if self._gate is not None:
            self._gate.reset()

    def _begins_anew(self, packet: VideoPacket) -> bool:
        """Whether the camera's time stamps went back: it restarted, or set its clock."""
        if packet.dts is None:
            return False
        sent, self._sent = self._sent, packet.dts * self._time_base
        return sent is not None and self._sent < sent - BACK_SECONDS

    def _begin_group(self, packet: VideoPacket, arrived: float) -> Iterator[Look]:
        time = self._seconds(packet)
        if time is not None and self._keyframe is not None:
            self._group = time - self._keyframe
        self._keyframe = time
        self._sizes.begin(packet.size)
        if not self._idle:
            if self._may_idle(time):
                yield from self._looks(self._frames(None), arrived)
                self._codec.flush_buffers()
                self._idle = True
                self._kept.append((packet, arrived))
                return
            yield from self._decode(packet, arrived)
            return
        peeked = self._peek(packet)
        if peeked is None or self._stirs(peeked):
            yield from self._catch_up(decode=True)
            self._kept.append((packet, arrived))
            yield from self._wake()
            return
        yield from self._catch_up(decode=False)
        self._kept.append((packet, arrived))
        yield from self._looks(iter([peeked]), arrived)

    def _may_idle(self, time: float | None) -> bool:
        settings = self._settings
        longest = settings.longest_group if self._sizes.tell else settings.longest_blind_group
        return (
            self._gate is not None
            and time is not None
            and self._group is not None
            and 0 < self._group <= longest
            and self._moved is not None
            and time - self._moved >= max(settings.idle_after, self._group)
        )

    def _keep(self, packet: VideoPacket, arrived: float) -> Iterator[Look]:
        self._kept.append((packet, arrived))
        time = self._seconds(packet)
        late = (
            time is None
            or self._keyframe is None
            or time - self._keyframe > self._settings.longest_group
        )
        if self._sizes.add(packet.size, still=True) or late:
            yield from self._wake()

    def _wake(self) -> Iterator[Look]:
        """Decode what was kept and go on decoding."""
        kept, self._kept = self._kept, deque()
        self._idle = False
        self._moved = self._keyframe
        self._codec.flush_buffers()
        for packet, arrived in kept:
            yield from self._decode(packet, arrived)

    def _catch_up(self, *, decode: bool) -> Iterator[Look]:
        """Be done with a group that was kept: decode it, or tell its looks as unchanged."""
        kept, self._kept = self._kept, deque()
        if decode:
            self._codec.flush_buffers()
            for packet, arrived in kept:
                yield from self._looks(self._frames(packet), arrived)
            yield from self._looks(self._frames(None), self._arrived)
            self._codec.flush_buffers()
            return
        # Packets come in the order of decoding, and frames no sooner than as many packets.
        times = sorted(time for packet, _ in kept if (time := self._seconds(packet)) is not None)
        # The instant into which the next keyframe falls is left to it: else its picture, and with
        # it the forced look, might never be due.
        slot = self._sampling.slot
        last = None if self._keyframe is None else slot(self._keyframe)
        for time, (_, arrived) in zip(times, kept, strict=False):
            if (last is None or slot(time) < last) and self._due(time):
                yield self._look(None, self._clock.time(time, arrived))

    def _peek(self, packet: VideoPacket) -> VideoFrame | None:
        """A lone keyframe's picture; None: it cannot be decoded by itself."""
        self._codec.flush_buffers()
        damaged = self._damaged
        frames = [*self._frames(packet), *self._frames(None)]
        self._codec.flush_buffers()
        if frames and self._time(frames[0]) is not None and not frames[0].is_corrupt:
            return frames[0]
        self._damaged = damaged  # counted when it is decoded with the rest
        return None

    def _stirs(self, frame: VideoFrame) -> bool:
        luma = self._luma(frame)
        return self._gate is None or self._gate.stirs(luma)

    def _decode(self, packet: VideoPacket, arrived: float) -> Iterator[Look]:
        time = self._seconds(packet)
        if not packet.is_keyframe and time is not None:
            still = self._moved is not None and time - self._moved >= SETTLED_SECONDS
            self._sizes.add(packet.size, still=still)
        yield from self._looks(self._frames(packet), arrived)

    def _looks(self, frames: Iterator[VideoFrame], arrived: float) -> Iterator[Look]:
        for frame in frames:
            time = self._time(frame)
            if time is None or frame.is_corrupt:
                self._damaged += 1
                continue
            if not self._due(time):
                continue
            if self._moved is None:
                self._moved = time
            image = None
            if self._opens(frame, time):
                image = blank(self._pictures.bgr(frame), self._masks)
            yield self._look(image, self._clock.time(time, arrived))

    def _due(self, time: float) -> bool:
        """Whether to look at an instant, that is not before one that was looked at."""
        if (self._looked is not None and time <= self._looked) or not self._sampling.takes(time):
            return False
        self._looked = time
        return True

    def _opens(self, frame: VideoFrame, time: float) -> bool:
        if self._gate is None and self._judge is None:
            return True
        luma = self._luma(frame)
        if self._judge is not None and not 0 <= time - self._judged < JUDGED_EVERY:
            self._view, self._judged = self._judge(luma, time), time
        if self._gate is None:
            return True
        verdict = self._gate.see(luma, time)
        if verdict.moved:
            self._moved = time
        return verdict.look

    def _look(self, image: npt.NDArray[np.uint8] | None, time: float) -> Look:
        damaged, self._damaged = self._damaged, 0
        return Look(time, image, self._view, damaged)

    def _frames(self, packet: VideoPacket | None) -> Iterator[VideoFrame]:
        try:
            frames = self._codec.decode(packet)
        except FFmpegError:
            self._damaged += packet is not None
            return
        if packet is not None and packet.is_corrupt:
            self._damaged += len(frames)
            return
        for frame in frames:
            self.decoded += 1
            yield frame

    def _seconds(self, packet: VideoPacket) -> float | None:
        stamp = packet.pts if packet.pts is not None else packet.dts
        return None if stamp is None else stamp * self._time_base

    def _time(self, frame: VideoFrame) -> float | None:
        # PyAV tells no time base of a frame that the decoder held back until it was emptied.
        return None if frame.pts is None else frame.pts * self._time_base

    def _luma(self, frame: VideoFrame) -> Luma:
        if (frame.width, frame.height) != self._size:
            self._size = frame.width, frame.height
            if self._gate is not None:
                self._gate.reset()
        return self._pictures.luma(frame)


def gated(stream: VideoStream, reader: ReaderSettings, clock: CaptureClock) -> GatedDecoder:
    """A ``DecoderFactory``: the box's own."""
    judge = ViewJudge(reader.signature, reader.masks)
    return GatedDecoder(
        stream,
        reader,
        clock,
        gate=MotionGate(),
        judge=judge.see,
        signature=lambda: judge.signature,
    )
