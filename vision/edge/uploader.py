"""From the outbox to a server."""

from __future__ import annotations

import json
import logging
import sqlite3
import threading
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Protocol

from vision.edge.backoff import Backoff
from vision.edge.link import OF_THE_CONTENT, UNAUTHORISED, NoAnswerError, Reply, Verdict
from vision.edge.offer import Offer
from vision.edge.outbox import Outbox
from vision.errors import InputError

_log = logging.getLogger(__name__)

REQUEST_BYTES: Final = 1024 * 1024
_ENOUGH: Final = 10_000
"""Batches in a request that the bytes will not let it reach."""
_SEPARATOR: Final = ", "
_OK: Final = 200
_CONFLICT: Final = 409


class Poster(Protocol):
    """What the uploader needs of a `Link`."""

    def post(self, body: str) -> Reply: ...


@dataclass(frozen=True, slots=True)
class UploadSettings:
    """Times in seconds."""

    request_bytes: int = REQUEST_BYTES
    """Of JSON in one request, before gzip. A batch that is larger by itself goes alone."""
    idle: float = 10.0
    """Between looks at an outbox in which nothing waited."""
    first_wait: float = 1.0
    """Bound of the wait after the first failure."""
    longest_wait: float = 300.0
    """Bound that no wait after a failure grows beyond, what the server asks for left out."""
    longest_held: float = 120.0
    """The same when the server answers and leaves some batches for later."""
    unauthorised: float = 900.0
    """Between requests while the server does not take the token."""


@dataclass(frozen=True, slots=True)
class UploadStats:
    """Counts are since the uploader was made. No field holds an address or a secret."""

    sent: int = 0
    """Batches that the server has, those in quarantine there too."""
    quarantined: int = 0
    """Of these, those it keeps apart: a clock is wrong."""
    set_aside: int = 0
    """Batches refused for what they are. They stay in the file."""
    conflicts: int = 0
    """Of these, those whose number the server had with other content."""
    waiting: int = 0
    """Batches in the outbox after the last request."""
    unauthorised: bool = False
    """The server does not take the token; nothing is sent until it does."""
    last_success: float | None = None
    """`time.monotonic` of the last request that the server took; None: none yet."""
    last_error: str | None = None
    """What went wrong since; None: nothing."""
    clock_skew_seconds: float | None = None
    """The system clock minus the server's at the last answer; None: not known."""


class Uploader:
    """Sends what waits in an outbox until it is told to stop, through a connection of its own.

    Args:
        outbox: the file, which others may fill meanwhile.
    """

    def __init__(
        self, outbox: Path, server: Poster, settings: UploadSettings = UploadSettings()
    ) -> None:
        self._path = outbox
        self._server = server
        self._settings = settings
        self._backoff = Backoff(settings.first_wait, settings.longest_wait)
        self._held = Backoff(settings.first_wait, settings.longest_held)
        self._most: int | None = None
        self._lock = threading.Lock()
        self._stats = UploadStats()

    @property
    def stats(self) -> UploadStats:
        with self._lock:
            return self._stats

    def run(self, stop: threading.Event) -> None:
        """Returns when ``stop`` is set, after the request that is under way."""
        while not stop.is_set():
            try:
                with closing(Outbox(self._path)) as outbox:
                    while not stop.wait(self._pass(outbox, stop)):
                        pass
            except (sqlite3.Error, InputError) as error:
                self._tell(last_error=f"the outbox cannot be used ({error})")
            except Exception as error:
                # Nobody watches this thread for months: it goes on whatever happens.
                _log.exception("The uploader failed")
                self._tell(last_error=f"the uploader failed ({type(error).__name__})")
            stop.wait(self._backoff.next())

    def _pass(self, outbox: Outbox, stop: threading.Event) -> float:
        """Offers every waiting batch once; returns the seconds until the next pass."""
        place: tuple[int, int, int] | None = None
        held = False
        while not stop.is_set():
            offers = self._load(outbox, place)
            if not offers:
                self._tell(waiting=outbox.pending())
                break
            try:
                reply = self._server.post(_body(offers))
            except NoAnswerError as error:
                return self._again_later(outbox, str(error), 0.0)
            if reply.clock_skew is not None:
                self._tell(clock_skew_seconds=reply.clock_skew)
            verdicts = reply.verdicts
            if reply.status in OF_THE_CONTENT:
                if len(offers) > 1:
                    # Which of them it is shows when it is alone.
                    self._most = len(offers) // 2
                    continue
                if reply.fault:
                    verdicts = [Verdict(reply.status, reply.fault, quarantined=False)]
            if reply.status in UNAUTHORISED:
                return self._stop_for_now(outbox, reply)
            if verdicts is None or len(verdicts) != len(offers):
                said = f"the server answered {reply.status} {reply.fault}".rstrip()
                return self._again_later(outbox, said, reply.retry_after)
            held |= self._settle(outbox, offers, verdicts)
            place = offers[-1].place
            self._most = None if self._most is None else min(self._most * 2, _ENOUGH)
        if held:
            return self._held.next()
        self._held.reset()
        return self._settings.idle

    def _load(self, outbox: Outbox, after: tuple[int, int, int] | None) -> list[Offer]:
        """As many batches as go into one request."""
        offers: list[Offer] = []
        size = len(_body([]))
        for offer in outbox.offers() if after is None else outbox.offers(after):
            size += len(offer.json()) + len(_SEPARATOR)
            if offers and (size > self._settings.request_bytes or len(offers) == self._most):
                break
            offers.append(offer)
        return offers

    def _settle(self, outbox: Outbox, offers: Sequence[Offer], verdicts: Sequence[Verdict]) -> bool:
        """Does what the server said of each; returns whether some are to be offered again."""
        taken, held = [], ""
        aside = conflicts = quarantined = 0
        for offer, verdict in zip(offers, verdicts, strict=True):
            if verdict.code == _OK:
                taken.append(offer)
                quarantined += verdict.quarantined
            elif verdict.is_poisoned:
                outbox.set_aside(offer, verdict.code, verdict.fault)
                aside += 1
                conflicts += verdict.code == _CONFLICT
                _log.error(
                    "Batch %s of epoch %s was refused (%s %s) and set aside%s",
                    *(offer.seq, offer.epoch, verdict.code, verdict.fault),
                    ": do two boxes share an outbox?" if verdict.code == _CONFLICT else "",
                )
            else:
                held = f"{verdict.code} {verdict.fault}".rstrip()
        outbox.acknowledge(*taken)
        self._backoff.reset()
        before = self.stats
        self._tell(
            sent=before.sent + len(taken),
            quarantined=before.quarantined + quarantined,
            set_aside=before.set_aside + aside,
            conflicts=before.conflicts + conflicts,
            waiting=outbox.pending(),
            unauthorised=False,
            last_success=time.monotonic(),
            last_error=f"the server does not take some batches yet ({held})" if held else None,
        )
        return bool(held)

    def _again_later(self, outbox: Outbox, why: str, retry_after: float) -> float:
        self._tell(waiting=outbox.pending(), last_error=why)
        return self._backoff.next(retry_after)

    def _stop_for_now(self, outbox: Outbox, reply: Reply) -> float:
        why = f"the server does not take this box's token ({reply.status} {reply.fault})"
        _log.error("Nothing is sent: %s", why)
        self._tell(waiting=outbox.pending(), unauthorised=True, last_error=why)
        return max(self._settings.unauthorised, reply.retry_after)

    def _tell(self, **changes: object) -> None:
        with self._lock:
            self._stats = replace(self._stats, **changes)  # type: ignore[arg-type]


def _body(offers: Sequence[Offer]) -> str:
    sent_at = json.dumps(datetime.now(UTC).isoformat())
    batches = _SEPARATOR.join(offer.json() for offer in offers)
    return f'{{"sent_at": {sent_at}, "batches": [{batches}]}}'
