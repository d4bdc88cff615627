"""A live camera's stream of packets, opened through PyAV."""

from __future__ import annotations

import errno
import time
from collections.abc import Iterator
from contextlib import suppress
from threading import Event

import av
from av.codec.hwaccel import HWAccel, hwdevices_available
from av.container import InputContainer
from av.error import FFmpegError
from av.packet import Packet
from av.video.stream import VideoStream

from vision.source.camera_error import CameraError, Reason
from vision.source.credentials import Secret, with_credentials
from vision.source.reader_settings import ReaderSettings

HARDWARE = ("vaapi", "cuda", "videotoolbox")
"""Devices that decode for FFmpeg, in the order in which they are tried. PyAV's own wheels for Linux
have only cuda; vaapi, for Intel and AMD, needs a PyAV built on the system's FFmpeg."""


class Stream:
    """An open stream.

    Raises:
        CameraError: it cannot be opened.
    """

    def __init__(self, settings: ReaderSettings, credentials: Secret | None) -> None:
        self._address = settings.address
        failed: Reason | None = None
        began = time.monotonic()
        try:
            self._container = self._open(settings, credentials)
        except Exception as error:
            failed = reason_of(error)
            # To FFmpeg no answer at all is an answer that makes no sense.
            if failed is Reason.UNREADABLE and time.monotonic() - began >= settings.patience:
                failed = Reason.SILENT
        # raised out here, so that FFmpeg's error is not this one's context
        if failed is not None:
            raise CameraError(failed)
        videos = self._container.streams.video
        if not videos or videos[0].width == 0:
            self._container.close()
            raise CameraError(Reason.NO_PICTURE)
        self.video: VideoStream = videos[0]
        codec = self.video.codec_context
        codec.thread_count = 1
        # By default FFmpeg fills what is damaged with grey or with what was there before, and
        # hardly ever says so: a detector would see ghosts.
        codec.options = {} if settings.tolerant else {"err_detect": "explode"}
        if not settings.loop_filter:
            codec.options |= {"skip_loop_filter": "all"}

    def _open(self, settings: ReaderSettings, credentials: Secret | None) -> InputContainer:
        kind = self._address.kind
        options, form = {}, None
        if kind == "rtsp":
            options = {
                "rtsp_transport": "tcp",
                "allowed_media_types": "video",
                "timeout": str(round(settings.patience * 1e6)),
                # The frame rate is not asked for, so nothing is waited for to guess it: 0.3 s to
                # open instead of 1 to 3. `nobuffer` is left out: it throws away the key frame
                # that was read to learn the codec, and the picture waits for the next.
                "fpsprobesize": "0",
                "analyzeduration": "1000000",
            }
        elif kind == "usb":
            form = "v4l2"
        container: InputContainer = av.open(
            with_credentials(self._address, credentials).reveal(),
            format=form,
            options=options,
            timeout=(settings.patience, settings.patience),
            hwaccel=hardware() if settings.hardware and kind != "usb" else None,
            metadata_errors="replace",
        )
        return container

    def packets(self, stopping: Event) -> Iterator[tuple[Packet[VideoStream] | None, float]]:
        """Packets and when they arrived, by ``time.monotonic()``; (None, …) where a film that
        loops begins anew, so that the decoder is emptied.

        Raises:
            CameraError: the stream broke off.
        """
        played = self._address.kind == "file"
        while not stopping.is_set():
            failed: Reason | None = None
            packets = self._paced(stopping) if played else self._container.demux(self.video)
            try:
                for packet in packets:
                    if stopping.is_set():
                        return
                    if packet.size:
                        yield packet, time.monotonic()
            except FFmpegError as error:
                failed = reason_of(error)
            if failed is not None or not played:
                raise CameraError(failed or Reason.CLOSED)
            yield None, time.monotonic()
            if not self._address.loops:
                raise CameraError(Reason.OVER)
            self._container.seek(0)
            self.video.codec_context.flush_buffers()

    def _paced(self, stopping: Event) -> Iterator[Packet[VideoStream]]:
        """A film's packets, each at its time."""
        began: float | None = None
        for packet in self._container.demux(self.video):
            if packet.dts is not None:
                stamp = float(packet.dts * packet.time_base)
                now = time.monotonic()
                began = now - stamp if began is None else began
                stopping.wait(max(0.0, began + stamp - now))
            yield packet

    def close(self) -> None:
        # A camera that is gone cannot be told good-bye.
        with suppress(FFmpegError):
            self._container.close()


def hardware() -> HWAccel | None:
    """A decoding device that this machine has; None: it has none that FFmpeg here can use."""
    for name in HARDWARE:
        if name in hwdevices_available():
            with suppress(Exception):
                if av.CodecContext.create("h264", "r", hwaccel=HWAccel(name)).is_hwaccel:
                    return HWAccel(name, allow_software_fallback=True)
    return None


def reason_of(error: BaseException) -> Reason:
    """Why, told by the kind of error alone."""
    number = getattr(error, "errno", None)
    return _REASONS.get(type(error).__name__) or _NUMBERS.get(number or 0, Reason.UNREADABLE)


_REASONS = {
    "HTTPUnauthorizedError": Reason.CREDENTIALS,
    "HTTPForbiddenError": Reason.FORBIDDEN,
    "HTTPNotFoundError": Reason.NOT_FOUND,
    "ConnectionRefusedError": Reason.REFUSED,
    "ConnectionResetError": Reason.CLOSED,
    "ConnectionAbortedError": Reason.CLOSED,
    "BrokenPipeError": Reason.CLOSED,
    "EOFError": Reason.CLOSED,
    "TimeoutError": Reason.SILENT,
    "ExitError": Reason.SILENT,
    "FileNotFoundError": Reason.MISSING,
    "PermissionError": Reason.NOT_PERMITTED,
}
_NUMBERS = {
    errno.EHOSTUNREACH: Reason.UNREACHABLE,
    errno.ENETUNREACH: Reason.UNREACHABLE,
    errno.EIO: Reason.UNREACHABLE,
    errno.EBUSY: Reason.BUSY,
    errno.ENODEV: Reason.MISSING,
    errno.ENXIO: Reason.MISSING,
}
