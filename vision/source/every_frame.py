"""The plain decoder: every frame is decoded, those that are due are looked at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from av.error import FFmpegError
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.reformatter import Interpolation, VideoReformatter
from av.video.stream import VideoStream

from vision.source.capture_clock import CaptureClock
from vision.source.look import Look
from vision.source.mask import blank
from vision.source.packet_decoder import working_size
from vision.source.reader_settings import ReaderSettings
from vision.source.sampling import Sampling


class EveryFrame:
    """A ``PacketDecoder`` without a motion gate."""

    def __init__(self, stream: VideoStream, settings: ReaderSettings, clock: CaptureClock) -> None:
        self._codec = stream.codec_context
        self._time_base = float(stream.time_base or 0)
        self._masks = settings.masks
        self._clock = clock
        self._reformatter = VideoReformatter()
        self._damaged = 0
        self._arrived = 0.0
        self.decoded = 0
        self.fps = settings.fps

    @property
    def signature(self) -> str | None:
        """Views are not judged."""
        return None

    @property
    def fps(self) -> float:
        return self._fps

    @fps.setter
    def fps(self, value: float) -> None:
        self._fps = value
        self._sampling = Sampling(value)

    def take(self, packet: Packet[VideoStream], arrived: float) -> Iterator[Look]:
        self._arrived = arrived
        try:
            frames = self._codec.decode(packet)
        except FFmpegError:
            self._damaged += 1
            return
        yield from self._looks(frames, packet.is_corrupt)

    def flush(self) -> Iterator[Look]:
        try:
            frames = self._codec.decode(None)
        except FFmpegError:
            return
        yield from self._looks(frames, damaged=False)

    def _looks(self, frames: Sequence[VideoFrame], damaged: bool) -> Iterator[Look]:
        for frame in frames:
            if damaged or frame.is_corrupt:
                self._damaged += 1
                continue
            self.decoded += 1
            time = self._clock.time(self._seconds(frame), self._arrived)
            if not self._sampling.takes(time):
                continue
            width, height = working_size(frame.width, frame.height)
            small = self._reformatter.reformat(
                frame, width, height, "bgr24", interpolation=Interpolation.AREA
            )
            image = blank(small.to_ndarray().astype(np.uint8, copy=False), self._masks)
            yield Look(time, image, damaged=self._damaged)
            self._damaged = 0

    def _seconds(self, frame: VideoFrame) -> float | None:
        # PyAV tells no time base of a frame that the decoder held back until it was emptied.
        return None if frame.pts is None or not self._time_base else frame.pts * self._time_base
