"""A camera's reader process, as the box holds it."""

from __future__ import annotations

import multiprocessing
import threading
from contextlib import suppress
from multiprocessing.connection import Connection

from vision.source.credentials import Secret
from vision.source.look_pipe import LookReader
from vision.source.reader_settings import ReaderSettings


class ReaderProcess:
    """A reader and the box's two ends of its pipes.

    A thread starts it, for on a busy machine that takes up to seconds, which the other cameras
    need not wait for. Where it cannot be started, its pipe ends as that of one that crashed.
    """

    def __init__(self, settings: ReaderSettings, credentials: Secret | None) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["vision.source.reader", settings.decoder.partition(":")[0]])
        orders, self._control = context.Pipe(duplex=False)
        self.looks, writing = context.Pipe(duplex=False)
        # The credentials go through the pipe: neither arguments nor environment hold them.
        self._control.send(settings)
        self._control.send_bytes((credentials.reveal() if credentials else "").encode())
        self._process = context.Process(
            target=_read, args=(orders, writing), name="camera reader", daemon=True
        )
        self.pipe = LookReader(self.looks.fileno())
        threading.Thread(target=self._start, args=(orders, writing), daemon=True).start()

    def _start(self, orders: Connection, writing: Connection) -> None:
        with suppress(OSError, EOFError), orders, writing:
            self._process.start()

    @property
    def pid(self) -> int | None:
        """None until it has been started."""
        return self._process.pid

    def set_rate(self, fps: float) -> None:
        with suppress(OSError):  # it has ended, as the next poll finds
            self._control.send(fps)

    def kill(self) -> None:
        """One that has not been started yet ends when it finds its pipes closed."""
        if self._process.pid is not None:
            self._process.kill()

    def dismiss(self) -> None:
        """Close the pipes: the reader ends by itself, if it has not."""
        self._control.close()
        self.looks.close()


def _read(control: Connection, looks: Connection) -> None:
    from vision.source.reader import run

    run(control, looks)
