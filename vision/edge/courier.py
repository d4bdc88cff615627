"""What goes to the server from a running box: the store's description once, then batches."""

from __future__ import annotations

import threading
from typing import Final

from vision.backoff import Backoff
from vision.description import StoreDescription
from vision.edge.link import Link, NoAnswerError
from vision.edge.uploader import Uploader

_FIRST_WAIT: Final = 1.0
_LONGEST_WAIT: Final = 300.0


class Courier:
    """A thread of its own. The counting does not depend on it."""

    def __init__(self, link: Link, description: StoreDescription, uploader: Uploader) -> None:
        self._link = link
        self._description = description
        self._uploader = uploader
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="courier", daemon=True)
        self.refusal: str | None = None
        """The server's word for why it will not have the description; None: it took it, or has not
        answered yet."""

    def start(self) -> None:
        self._thread.start()

    def stop(self, patience: float) -> None:
        """After the request under way, or ``patience`` seconds."""
        self._stop.set()
        self._thread.join(patience)

    def _run(self) -> None:
        backoff = Backoff(_FIRST_WAIT, _LONGEST_WAIT)
        while not self._stop.is_set():
            try:
                reply = self._link.describe(self._description)
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
