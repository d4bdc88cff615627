"""From a camera's packets to looks, decoding no more than is needed.

While something moves every packet is decoded and frames are taken at the analysis rate. Where
nothing has moved for a while, only keyframes are decoded and the packets between them are kept: if
the next keyframe shows motion, or a packet between is larger than packets of a still scene are, the
kept ones are decoded after all, so that whoever came in between is seen from the first frame on.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import av
import numpy as np
from av.error import FFmpegError
from av.video.frame import VideoFrame
from av.video.reformatter import Interpolation, VideoReformatter
from av.video.stream import VideoStream

from vision.records import View
from vision.source.gate import Luma, MotionGate
from vision.source.look import Look
from vision.source.mask import RelativePolygon, blank
from vision.source.sampling import Sampling

CaptureTime = Callable[[float, float], float]
"""From a frame's timestamp in the stream and its packet's arrival on the monotonic clock, both in
seconds, to its capture time, POSIX seconds."""
Judge = Callable[[Luma, float], View]
"""From a small grey picture and its capture time to what the view is fit for."""

LONGEST_SIDE = 640
"""Pixels of the working picture. Detectors see no more of it."""
LUMA_SIZE = (160, 90)
"""(width, height) of the gate's picture, over the whole of the camera's."""
SETTLED_SECONDS = 1.0
"""After motion, until packets are as small as a still scene's."""


@dataclass(frozen=True, slots=True)
class DecoderSettings:
    """Defaults for a shop's cameras, main stream or substream."""

    idle_after: float = 4.0
    """Seconds without motion after which only keyframes are decoded."""
    longest_group: float = 12.0
    """Seconds between keyframes above which everything is decoded always: what is kept undecoded
    would be told too late, and would take too much room."""
    surprising_packet: float = 2.5
    """A packet this many times as large as the largest of quiet times speaks of motion."""
    skip_loop_filter_above: int = 640 * 480
    """Pixels above which H.264's loop filter is left out: it is a third of the decoder's time, and
    a picture made this much smaller hardly shows it."""


class GatedDecoder:
    """One stream's decoder. ``fps``: looks a second. ``masks``: shares of the picture."""

    def __init__(
        self,
        stream: VideoStream,
        *,
        fps: float,
        capture: CaptureTime,
        masks: Sequence[Sequence[tuple[float, float]]] = (),
        gate: MotionGate | None = None,
        judge: Judge | None = None,
        settings: DecoderSettings | None = None,
    ) -> None:
        self._settings = settings or DecoderSettings()
        self._stream = stream
        self._codec = stream.codec_context
        self._time_base = float(stream.time_base or 0) or 1 / 90_000
        self._capture = capture
        self._masks: Sequence[RelativePolygon] = masks
        self._gate = gate
        self._judge = judge
        self._sampling = Sampling(fps)
        self._picture, self._grey = VideoReformatter(), VideoReformatter()
        self._damaged = 0
        self._moved: float | None = None
        self._idle = False
        self._kept: deque[tuple[av.Packet, float]] = deque()
        self._group: float | None = None
        self._keyframe: float | None = None
        self._largest = 0.0
        self._view: View | None = None
        self.decoded = 0
        """Frames decoded so far."""
        if stream.width * stream.height > self._settings.skip_loop_filter_above:
            self._codec.options = {**self._codec.options, "skip_loop_filter": "all"}

    @property
    def idle(self) -> bool:
        """Whether only keyframes are decoded."""
        return self._idle

    def set_rate(self, fps: float) -> None:
        """Looks a second from now on."""
        self._sampling = Sampling(fps)

    def take(self, packet: av.Packet, arrived: float) -> Iterator[Look]:
        """The looks that a packet completes. ``arrived``: on the monotonic clock, seconds.

        Packets that cannot be decoded are counted in the next look's ``damaged``.
        """
        if packet.is_keyframe:
            yield from self._begin_group(packet, arrived)
        elif self._idle:
            yield from self._keep(packet, arrived)
        else:
            yield from self._decode(packet, arrived)

    def flush(self) -> Iterator[Look]:
        """No packet will come any more."""
        if self._idle:
            yield from self._catch_up(looks=True)
            return
        yield from self._looks(self._frames(None), 0.0)

    def _begin_group(self, packet: av.Packet, arrived: float) -> Iterator[Look]:
        time = self._seconds(packet)
        if time is not None and self._keyframe is not None:
            self._group = time - self._keyframe
        self._keyframe = time
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
        stirred = peeked is None or self._stirs(peeked)
        yield from self._catch_up(looks=stirred)
        self._kept.append((packet, arrived))
        if stirred or peeked is None:
            yield from self._wake()
        else:
            # Before anything else of its group, whose looks then go on after it.
            yield from self._looks(iter([peeked]), arrived)

    def _may_idle(self, time: float | None) -> bool:
        settings = self._settings
        return (
            self._gate is not None
            and time is not None
            and self._group is not None
            and 0 < self._group <= settings.longest_group
            and self._moved is not None
            and time - self._moved >= max(settings.idle_after, self._group)
        )

    def _keep(self, packet: av.Packet, arrived: float) -> Iterator[Look]:
        self._kept.append((packet, arrived))
        time = self._seconds(packet)
        late = (
            time is not None
            and self._keyframe is not None
            and time - self._keyframe > self._settings.longest_group
        )
        if late or packet.size > self._settings.surprising_packet * self._largest:
            yield from self._wake()

    def _wake(self) -> Iterator[Look]:
        """Decode what was kept and go on decoding."""
        kept, self._kept = self._kept, deque()
        self._idle = False
        self._moved = self._keyframe
        self._codec.flush_buffers()
        for packet, arrived in kept:
            yield from self._decode(packet, arrived)

    def _catch_up(self, *, looks: bool) -> Iterator[Look]:
        """Be done with a group that was kept: decode it, or tell its looks as unchanged."""
        kept, self._kept = self._kept, deque()
        if looks:
            self._codec.flush_buffers()
            for packet, arrived in kept:
                yield from self._looks(self._frames(packet), arrived)
            yield from self._looks(self._frames(None), 0.0)
            self._codec.flush_buffers()
            return
        for packet, arrived in kept:
            time = self._seconds(packet)
            if time is None or not self._sampling.takes(time):
                continue
            yield self._look(None, self._capture(time, arrived))

    def _peek(self, packet: av.Packet) -> VideoFrame | None:
        """A lone keyframe's picture; None: it cannot be decoded by itself."""
        self._codec.flush_buffers()
        frames = [*self._frames(packet), *self._frames(None)]
        self._codec.flush_buffers()
        return frames[0] if frames and frames[0].time is not None else None

    def _stirs(self, frame: VideoFrame) -> bool:
        return self._gate is None or self._gate.stirs(self._luma(frame))

    def _decode(self, packet: av.Packet, arrived: float) -> Iterator[Look]:
        time = self._seconds(packet)
        if not packet.is_keyframe and time is not None:
            quiet = self._moved is not None and time - self._moved >= SETTLED_SECONDS
            # Of quiet times only the largest counts, and slowly less: noise differs by the hour.
            self._largest = max(0.999 * self._largest, packet.size) if quiet else self._largest
        yield from self._looks(self._frames(packet), arrived)

    def _looks(self, frames: Iterator[VideoFrame], arrived: float) -> Iterator[Look]:
        for frame in frames:
            time = frame.time
            if time is None or frame.is_corrupt:
                self._damaged += 1
                continue
            if not self._sampling.takes(time):
                continue
            if self._moved is None:
                self._moved = time
            image = None
            if self._opens(frame, time):
                image = blank(self._bgr(frame), self._masks)
            yield self._look(image, self._capture(time, arrived))

    def _opens(self, frame: VideoFrame, time: float) -> bool:
        if self._gate is None and self._judge is None:
            return True
        luma = self._luma(frame)
        if self._judge is not None:
            self._view = self._judge(luma, time)
        if self._gate is None:
            return True
        verdict = self._gate.see(luma, time)
        if verdict.moved:
            self._moved = time
            self._largest = 0.0
        return verdict.look

    def _look(self, image: np.ndarray | None, time: float) -> Look:
        damaged, self._damaged = self._damaged, 0
        return Look(time, image, self._view, damaged)

    def _frames(self, packet: av.Packet | None) -> Iterator[VideoFrame]:
        try:
            frames = self._codec.decode(packet)
        except FFmpegError:
            self._damaged += packet is not None
            return
        for frame in frames:
            self.decoded += 1
            yield frame

    def _seconds(self, packet: av.Packet) -> float | None:
        stamp = packet.pts if packet.pts is not None else packet.dts
        return None if stamp is None else stamp * self._time_base

    def _luma(self, frame: VideoFrame) -> Luma:
        width, height = LUMA_SIZE
        small = self._grey.reformat(
            frame, width, height, "gray", interpolation=Interpolation.AREA
        )
        return np.asarray(small.to_ndarray(), np.uint8)

    def _bgr(self, frame: VideoFrame) -> np.ndarray:
        width, height = working_size(frame.width, frame.height)
        small = self._picture.reformat(
            frame, width, height, "bgr24", interpolation=Interpolation.AREA
        )
        return np.ascontiguousarray(small.to_ndarray())


def working_size(width: int, height: int) -> tuple[int, int]:
    """(width, height) of the picture that is analysed, in pixels: even, and never enlarged."""
    scale = min(1.0, LONGEST_SIDE / max(width, height))
    return max(2, round(width * scale / 2) * 2), max(2, round(height * scale / 2) * 2)
