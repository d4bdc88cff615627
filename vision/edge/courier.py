"""What goes to the server from a running box: the store's description once, then batches; and the
server's time, as long as the box knows none."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from typing import Final

from vision.backoff import Backoff
from vision.description import StoreDescription
from vision.edge.clock import Clock
from vision.edge.link import Link, NoAnswerError, Reply
from vision.edge.uploader import Uploader

_FIRST_WAIT: Final = 1.0
_LONGEST_WAIT: Final = 300.0


class Courier:
    """Threads of its own. The counting does not depend on them.

    Args:
        clock: is told the server's time until it knows the box's.
        ask_every: seconds between two questions for it.
    """

    def __init__(
        self,
        link: Link,
        description: StoreDescription,
        uploader: Uploader,
        clock: Clock,
        *,
        ask_every: float = 60.0,
    ) -> None:
        self._link = link
        self._description = description
        self._uploader = uploader
        self._clock = clock
        self._ask_every = ask_every
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._run, name="courier", daemon=True),
            threading.Thread(target=self._ask_time, name="time", daemon=True),
        ]
        self.refusal: str | None = None
        """The server's word for why it will not have the description; None: it took it, or has not
        answered yet."""

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self, patience: float) -> None:
        """After the request under way, or ``patience`` seconds."""
        self._stop.set()
        until = time.monotonic() + patience
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))

    def _run(self) -> None:
        backoff = Backoff(_FIRST_WAIT, _LONGEST_WAIT)
        while not self._stop.is_set():
            try:
                reply = self._describe()
            except NoAnswerError:
                self._stop.wait(backoff.next())
                continue
            if 200 <= reply.status < 300:
                self.refusal = None
                break
            self.refusal = f"{reply.status} {reply.fault}".strip()
            # Batches of a store that the server knows from before are taken all the same.
            if 400 <= reply.status < 500:
                break
            self._stop.wait(max(backoff.next(), reply.retry_after))
        self._uploader.run(self._stop)

    def _ask_time(self) -> None:
        """What answers batches tells its time too; but a box that knows none has no batch to send,
        and would wait for ever."""
        while not self._stop.wait(self._ask_every):
            if self._clock.waits_for is None:
                return
            with suppress(NoAnswerError):
                self._describe()

    def _describe(self) -> Reply:
        reply = self._link.describe(self._description)
        if reply.clock_skew is not None:
            self._clock.hear(time.time() - reply.clock_skew)
        return reply
