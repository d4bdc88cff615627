"""The process that reads one camera.

A process of its own, so that a decoder that hangs or crashes takes nothing with it and can be
killed. It starts from a fork server that has FFmpeg and NumPy loaded already, which a camera's
process therefore shares with the others.

Three threads: the main one reads packets and decodes, one writes looks to the box, one listens to
the box. Only the newest looks wait for the writer, so a slow box never holds up the camera.
"""

from __future__ import annotations

import ctypes
import os
import pkgutil
import resource
import signal
import threading
from collections.abc import Iterable
from multiprocessing.connection import Connection

import av.logging

from vision.source.camera_error import CameraError, Reason
from vision.source.capture_clock import CaptureClock
from vision.source.credentials import Secret
from vision.source.look import Look
from vision.source.look_pipe import LookWriter
from vision.source.look_queue import LookQueue
from vision.source.packet_decoder import PacketDecoder
from vision.source.reader_settings import ReaderSettings
from vision.source.stream import Stream

PULSE_SECONDS = 1.0
GOODBYE_SECONDS = 1.0
"""Time to say good-bye to the camera, which else keeps the session for a minute or more."""

UNSOUND_PACKETS = 25
"""From the first key frame on, without one frame that could be decoded."""

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE = 1, 4


def run(control: Connection, looks: Connection) -> None:
    """Read a camera until the box closes ``control``, or the camera fails.

    ``control`` gives the settings, the credentials as bytes (empty: none), then new rates in looks
    a second. ``looks`` takes what ``LookWriter`` writes.
    """
    _shut_in()
    settings = control.recv()
    given = control.recv_bytes().decode()
    reader = _Reader(settings, Secret(given) if given else None, control, looks)
    reader.run()


def _shut_in() -> None:
    """Leave no trace of pictures or passwords: no core dump, no message of FFmpeg's, no reading
    of this process's memory by others; and do not outlive the fork server, nor it the box."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    libc = ctypes.CDLL(None)
    libc.prctl(_PR_SET_DUMPABLE, 0)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    av.logging.set_level(None)


class _Reader:
    def __init__(
        self,
        settings: ReaderSettings,
        credentials: Secret | None,
        control: Connection,
        looks: Connection,
    ) -> None:
        self._settings = settings
        self._credentials = credentials
        self._control = control
        self._writer = LookWriter(looks.fileno())
        self._queue = LookQueue()
        self._stopping = threading.Event()
        self._decoder: PacketDecoder | None = None
        self._fps = settings.fps
        self._signature = settings.signature

    @property
    def _decoded(self) -> int:
        return self._decoder.decoded if self._decoder is not None else 0

    def run(self) -> None:
        threading.Thread(target=self._listen, daemon=True).start()
        writing = threading.Thread(target=self._write, daemon=True)
        writing.start()
        reason = Reason.CRASHED
        try:
            self._read()
        except CameraError as error:
            reason = error.reason
        except Exception:  # noqa: S110 - what it says may hold the address; CRASHED is the word
            pass
        self._queue.close()
        writing.join()
        if not self._stopping.is_set():
            self._writer.end(reason.name, self._decoded)
        os._exit(0)

    def _read(self) -> None:
        stream = Stream(self._settings, self._credentials)
        try:
            factory = pkgutil.resolve_name(self._settings.decoder)
            decoder = self._decoder = factory(stream.video, self._settings, CaptureClock())
            tried = 0
            for packet, arrived in stream.packets(self._stopping):
                if decoder.fps != self._fps:
                    decoder.fps = self._fps
                self._put(decoder.flush() if packet is None else decoder.take(packet, arrived))
                if decoder.decoded == 0 and not self._settings.tolerant:
                    tried += 1 if tried or (packet is not None and packet.is_keyframe) else 0
                    if tried > UNSOUND_PACKETS:
                        raise CameraError(Reason.UNSOUND)
        finally:
            stream.close()

    def _put(self, looks: Iterable[Look]) -> None:
        for look in looks:
            self._queue.put(look)

    def _write(self) -> None:
        try:
            while (look := self._queue.get()) is not None:
                self._writer.look(look, self._decoded)
                self._tell_signature()
        except OSError:  # the box wants no more, and says so on the other pipe too
            self._stopping.set()

    def _tell_signature(self) -> None:
        """Once it is another than the box knows."""
        found = self._decoder.signature if self._decoder is not None else None
        if found is not None and found != self._signature:
            self._signature = found
            self._writer.signature(found, self._decoded)

    def _listen(self) -> None:
        try:
            while True:
                if self._control.poll(PULSE_SECONDS):
                    self._fps = self._control.recv()
                else:
                    self._writer.pulse(self._decoded)
        except (EOFError, OSError):
            self._stopping.set()
        threading.Event().wait(GOODBYE_SECONDS)
        os._exit(0)
