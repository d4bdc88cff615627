"""The looks that wait for the box: a few of the newest, and a count of those given up."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import replace

from vision.source.look import Look

PICTURES = 10
"""Looks with pictures that wait at most, 7 MB of them: packets that were kept undecoded are told at
once when somebody turns out to have come in."""
LOOKS = 300
"""Looks that wait at most, those without a picture among them."""


class LookQueue:
    """A bounded queue between two threads. Putting never waits: the oldest look gives way.

    A look without a picture says that what was seen before still holds. When the look that held
    it gives way, its picture goes to the next one, so none ever refers to a picture not delivered.
    """

    def __init__(self, pictures: int = PICTURES, looks: int = LOOKS) -> None:
        self._pictures = pictures
        self._most = looks
        self._looks: deque[Look] = deque()
        self._changed = threading.Condition()
        self._closed = False

    def put(self, look: Look) -> None:
        with self._changed:
            self._looks.append(look)
            while self._full():
                oldest, heir = self._looks.popleft(), self._looks.popleft()
                self._looks.appendleft(_inherit(oldest, heir))
            self._changed.notify()

    def _full(self) -> bool:
        pictures = sum(look.image is not None for look in self._looks)
        return pictures > self._pictures or len(self._looks) > self._most

    def get(self) -> Look | None:
        """The oldest look, once there is one; None: the queue was closed and is empty."""
        with self._changed:
            while not self._looks and not self._closed:
                self._changed.wait()
            return self._looks.popleft() if self._looks else None

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify()


def _inherit(oldest: Look, heir: Look) -> Look:
    return replace(
        heir,
        image=oldest.image if heir.image is None else heir.image,
        view=oldest.view if heir.view is None else heir.view,
        damaged=oldest.damaged + heir.damaged,
        dropped=oldest.dropped + heir.dropped + 1,
    )
