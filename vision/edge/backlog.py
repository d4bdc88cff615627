"""Closed minutes that the disk would not take, kept in memory and put again."""

from __future__ import annotations

import logging
from collections import deque
from typing import Final

from vision.edge.epoch import Epoch
from vision.edge.outbox import Outbox
from vision.edge.outbox_file import NotKeptError
from vision.records import HeatRecord, Record

_log = logging.getLogger(__name__)

DEFAULT_LIMIT: Final = 5760
"""Puts: a day of four cameras' minutes, some 10 MB."""


class Backlog:
    """Takes records in an outbox's place and puts them into it in the same order, at once while
    that works and as soon as it does again when not.

    What is in memory is lost with the power: its minutes then have no coverage, which shows.

    Args:
        limit: puts that are kept; one a minute from each camera, so it is a time. Beyond it the
            oldest that holds only heat is given up, or else the oldest, and counted.
    """

    def __init__(self, outbox: Outbox, *, limit: int = DEFAULT_LIMIT) -> None:
        self._outbox = outbox
        self._limit = limit
        self._held: deque[tuple[Epoch, list[Record]]] = deque()
        self.lost = 0
        """Puts that were given up."""
        self.last_error: str | None = None
        """Why the outbox takes nothing; None: it took all."""

    @property
    def held(self) -> int:
        """Puts that are in memory only."""
        return len(self._held)

    def put(self, epoch: Epoch, records: list[Record]) -> None:
        """Raises what `Outbox.put` raises, but for NotKeptError."""
        self._held.append((epoch, records))
        self.flush()
        while len(self._held) > self._limit:
            self._give_one_up()

    def flush(self) -> int:
        """Tries what is held, oldest first; returns how many puts still are. To be called now and
        then where no put comes."""
        while self._held:
            epoch, records = self._held[0]
            try:
                self._outbox.put(epoch, records)
            except NotKeptError as error:
                if self.last_error is None:
                    _log.error("Records stay in memory: %s", error)
                self.last_error = str(error)
                return len(self._held)
            except BaseException:
                # It cannot be put, now or later, and must not keep the others waiting.
                self._held.popleft()
                raise
            self._held.popleft()
        if self.last_error is not None:
            _log.warning("The outbox takes records again")
        self.last_error = None
        return 0

    def _give_one_up(self) -> None:
        only_heat = (
            index
            for index, (_, records) in enumerate(self._held)
            if all(isinstance(record, HeatRecord) for record in records)
        )
        del self._held[next(only_heat, 0)]
        self.lost += 1
        _log.error("A minute's records are lost: the outbox has taken nothing for too long")
