"""Films as cameras, decoded through PyAV."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType

import av
import numpy as np
from av.container import InputContainer
from av.error import FFmpegError
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from vision.errors import InputError
from vision.source.frame import Frame
from vision.source.sampling import Sampling

FASTEST_CAMERA = 240.0
"""Frames a second. A higher stated rate is a container's time base, not a camera's."""


@dataclass(slots=True)
class FilmTally:
    """What became of a film's frames so far."""

    decoded: int = 0
    analysed: int = 0
    damaged: int = 0
    read_until: float = 0.0
    """Seconds from the film's start to the end of the last frame that was decoded."""
    cut: bool = False
    """The film ended before the length that it states, or in the middle of a packet."""


class Film:
    """A film file, read once from start to end.

    Capture times are ``starts_at`` plus the container's own timestamps, counted from its first
    frame. Frames that cannot be decoded are skipped and counted.

    Raises:
        InputError: the file is missing, is no film, or has no picture in it.
    """

    def __init__(self, path: Path, *, starts_at: datetime, fps: float) -> None:
        self.path = path
        self._starts_at = starts_at.timestamp()
        self._container, self._stream = _open(path)
        self._native_fps = _native_fps(self._stream) or fps
        self._fps = min(fps, self._native_fps)
        self.tally = FilmTally()

    def __enter__(self) -> Film:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self._container.close()

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) in pixels."""
        return self._stream.width, self._stream.height

    @property
    def fps(self) -> float:
        """Frames analysed a second: the rate asked for, or the film's own if that is lower."""
        return self._fps

    @property
    def seconds(self) -> float | None:
        """The length that the container states."""
        if self._stream.duration is not None and self._stream.time_base is not None:
            return float(self._stream.duration * self._stream.time_base)
        if self._container.duration is not None:
            return float(self._container.duration / av.time_base)
        return None

    def __iter__(self) -> Iterator[Frame]:
        sampling = Sampling(self._fps)
        first: float | None = None
        for decoded in self._decode():
            if decoded.time is None:
                self.tally.damaged += 1
                continue
            first = decoded.time if first is None else first
            elapsed = decoded.time - first
            self.tally.decoded += 1
            self.tally.read_until = max(self.tally.read_until, elapsed + 1 / self._native_fps)
            if not sampling.takes(elapsed):
                continue
            image = decoded.to_ndarray(format="bgr24")
            self.tally.analysed += 1
            yield Frame(np.ascontiguousarray(image), self._starts_at + elapsed)
        stated = self.seconds
        # Containers round their length: half a second less is no cut.
        if stated is not None and self.tally.read_until < stated - 0.5:
            self.tally.cut = True

    def _decode(self) -> Iterator[VideoFrame]:
        packets = self._container.demux(self._stream)
        while True:
            try:
                packet = next(packets)
            except StopIteration:
                return
            except FFmpegError:
                self.tally.damaged += 1
                self.tally.cut = True
                return
            try:
                frames = packet.decode()
            except FFmpegError:
                self.tally.damaged += 1
                continue
            for frame in frames:
                if packet.is_corrupt or frame.is_corrupt:
                    self.tally.damaged += 1
                else:
                    yield frame


def creation_time(path: Path) -> datetime | None:
    """When a film was captured, if its container says so with a time zone."""
    container, _ = _open(path)
    with container:
        text = container.metadata.get("creation_time")
    try:
        created = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    # Encoders that know no date write the container's own epoch, 1904 or 1970.
    if created is None or created.tzinfo is None or created.year < 2000:
        return None
    return created


def _open(path: Path) -> tuple[InputContainer, VideoStream]:
    if not path.exists():
        raise InputError(f"no such film: {path}. Check `source:` of this camera.")
    if path.is_dir():
        raise InputError(f"{path} is a folder, a film is needed.")
    try:
        container = av.open(str(path))
    except (FFmpegError, UnicodeDecodeError) as error:
        raise InputError(_why_unreadable(path)) from error
    if not container.streams.video or container.streams.video[0].width == 0:
        container.close()
        raise InputError(f"{path}: there is no picture in this file. Is it a film?")
    stream = container.streams.video[0]
    stream.thread_type = "AUTO"
    return container, stream


def _native_fps(stream: VideoStream) -> float | None:
    """Frames a second that the camera made. Gaps lower the average, so the larger is taken."""
    rates = [float(rate) for rate in (stream.average_rate, stream.guessed_rate) if rate]
    return max((rate for rate in rates if rate <= FASTEST_CAMERA), default=None)


def _why_unreadable(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(4096)
    if not head:
        return f"{path}: this film is empty (0 bytes). Copy it again."
    if head[4:8] == b"ftyp":
        return (
            f"{path}: this MP4 is cut: the index at its end is missing, so none of it can be read. "
            "Copy it again, or record to .mkv or .ts, which survive a cut."
        )
    if b"\0" not in head:
        return f"{path}: this is a text file, not a film."
    return f"{path}: this is no film that FFmpeg can read, or its beginning is damaged."
