"""Keeps the sums of hours up to date while a server runs."""

from __future__ import annotations

import logging
import threading
from types import TracebackType
from typing import Self

from sqlalchemy.exc import SQLAlchemyError

from api.database import Database
from api.rollups.rolling import roll_up

LOG = logging.getLogger(__name__)


class Roller:
    """A thread that sums dirty hours every ``seconds``. An error ends one round, not the thread:
    what is not summed is read by the minute."""

    def __init__(self, database: Database, seconds: float = 30.0) -> None:
        self._database = database
        self._seconds = seconds
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="roller", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while True:
            try:
                roll_up(self._database)
            except SQLAlchemyError:
                LOG.exception("hours could not be summed; they are read by the minute")
            if self._stop.wait(self._seconds):
                return
