"""The pipe by which a reader process hands its looks to the box.

Pictures go through a pipe and not through shared memory: what is in a pipe is gone with its two
ends, while a killed process would leave its segment in /dev/shm.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import select
import struct
import threading
from dataclasses import dataclass
from typing import get_args

import numpy as np

from vision.source.look import Look
from vision.source.signature import Signature
from vision.view import View

_HEADER = struct.Struct("<4sBIQ")
"""Magic, kind, bytes of the payload, frames decoded so far."""
_LOOK = struct.Struct("<dHHBII")
"""Time, width and height of the picture that follows (0: none), view, damaged, dropped."""
_MAGIC = b"look"
_KIND_LOOK, _KIND_PULSE, _KIND_END, _KIND_SIGNATURE = 1, 2, 3, 4
_VIEWS: tuple[View | None, ...] = (None, *get_args(View))
_LARGEST = _LOOK.size + 4096 * 4096 * 3
LEAST_CAPACITY, LARGEST_CAPACITY = 1 << 16, 1 << 20
"""Bytes that a pipe can be asked to hold."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """What came out of the pipe."""

    frames: int
    """Frames decoded so far by this reader."""
    look: Look | None = None
    """None: no look, only a sign of life."""
    end: str | None = None
    """Why the reader ends; "" when its film is over."""
    signature: str | None = None
    """Of the camera's view, newly learnt."""


class PipeError(Exception):
    """What came is not what a reader writes."""


class LookWriter:
    """The reader's end. Blocks while the pipe is full; several threads may write."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._lock = threading.Lock()
        self._size = 0

    def look(self, look: Look, frames: int) -> None:
        image = look.image
        height, width = (0, 0) if image is None else image.shape[:2]
        self._make_room(height * width * 3)
        head = _LOOK.pack(
            look.time, width, height, _VIEWS.index(look.view), look.damaged, look.dropped
        )
        body = b"" if image is None else np.ascontiguousarray(image).reshape(-1).data
        self._write(_KIND_LOOK, frames, head, body)

    def _make_room(self, size: int) -> None:
        """Let the pipe hold one look: less takes turns to read it, more makes old ones wait."""
        if size in {0, self._size}:
            return
        self._size = size
        room = min(max(size, LEAST_CAPACITY), LARGEST_CAPACITY)
        with contextlib.suppress(OSError):  # the user's share of pipe memory is used up
            fcntl.fcntl(self._descriptor, fcntl.F_SETPIPE_SZ, room)

    def pulse(self, frames: int) -> None:
        """A sign of life. Left out while a look is being written, which is one too, or while the
        pipe is full."""
        if not self._lock.acquire(blocking=False):
            return
        try:
            if select.select([], [self._descriptor], [], 0)[1]:
                self._send(_KIND_PULSE, frames)
        finally:
            self._lock.release()

    def signature(self, text: str, frames: int) -> None:
        self._write(_KIND_SIGNATURE, frames, text.encode())

    def end(self, reason: str, frames: int) -> None:
        self._write(_KIND_END, frames, reason.encode())

    def _write(self, kind: int, frames: int, *parts: bytes | memoryview) -> None:
        with self._lock:
            self._send(kind, frames, *parts)

    def _send(self, kind: int, frames: int, *parts: bytes | memoryview) -> None:
        header = _HEADER.pack(_MAGIC, kind, sum(len(part) for part in parts), frames)
        for part in (header, *parts):
            rest = memoryview(part)
            while rest:
                rest = rest[os.write(self._descriptor, rest) :]


class LookReader:
    """The box's end. Never waits: a look that is half there is kept until the rest comes."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        os.set_blocking(descriptor, False)
        self._header: tuple[int, int] | None = None
        self._begin(_HEADER.size)

    def _begin(self, size: int) -> None:
        self._buffer = bytearray(size)
        self._filled = 0

    def read(self) -> Arrival | None:
        """The next arrival; None: nothing whole has come yet.

        Raises:
            EOFError: the reader is gone.
            PipeError: a reader does not write this.
        """
        while True:
            with memoryview(self._buffer) as view:
                while self._filled < len(view):
                    try:
                        count = os.readv(self._descriptor, [view[self._filled :]])
                    except BlockingIOError:
                        return None
                    if count == 0:
                        raise EOFError
                    self._filled += count
            if self._header is None:
                magic, kind, size, frames = _HEADER.unpack(self._buffer)
                if magic != _MAGIC or size > _LARGEST:
                    raise PipeError
                self._header = (kind, frames)
                self._begin(size)
                continue
            (kind, frames), payload = self._header, self._buffer
            self._header = None
            self._begin(_HEADER.size)
            return _arrival(kind, frames, payload)


def _arrival(kind: int, frames: int, payload: bytearray) -> Arrival:
    if kind == _KIND_PULSE and not payload:
        return Arrival(frames)
    if kind == _KIND_END:
        return Arrival(frames, end=payload.decode("utf-8", "replace"))
    if kind == _KIND_SIGNATURE:
        return Arrival(frames, signature=_signature(payload))
    if kind != _KIND_LOOK or len(payload) < _LOOK.size:
        raise PipeError
    time, width, height, view, damaged, dropped = _LOOK.unpack_from(payload)
    if len(payload) != _LOOK.size + width * height * 3 or view >= len(_VIEWS):
        raise PipeError
    image = None
    if width and height:
        # a view of the buffer, which nothing else keeps
        pixels = np.frombuffer(payload, np.uint8, offset=_LOOK.size)
        image = pixels.reshape(height, width, 3)
    return Arrival(frames, Look(time, image, _VIEWS[view], damaged, dropped))


def _signature(payload: bytearray) -> str:
    """It is kept, so nothing else may come in its place."""
    try:
        text = payload.decode("ascii")
        Signature.parse(text)
    except ValueError as error:
        raise PipeError from error
    return text
