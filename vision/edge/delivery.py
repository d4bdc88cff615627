"""An outbox emptied once to a server, for what counts films and ends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from vision.edge.link import QUARANTINED, Verdict
from vision.edge.outbox import Outbox
from vision.records import Batch

_OK: Final = 200


class Acknowledged(Protocol):
    @property
    def status(self) -> str: ...


class Fault(Protocol):
    @property
    def code(self) -> str: ...


class Answer(Protocol):
    """What became of one batch; ``code``: an HTTP status."""

    @property
    def code(self) -> int: ...
    @property
    def acknowledgement(self) -> Acknowledged | None: ...
    @property
    def error(self) -> Fault | None: ...


class Answers(Protocol):
    @property
    def answers(self) -> Sequence[Answer]: ...


class Server(Protocol):
    """What `deliver` needs of a server."""

    def ingest_batches(self, batches: Sequence[Batch]) -> Answers:
        """Return once the server has said what became of each; raise when it said nothing."""
        ...


@dataclass(frozen=True, slots=True)
class Delivery:
    sent: int
    quarantined: int
    """Of these, batches that the server keeps apart: they lie in the future by its clock."""
    set_aside: int
    """Batches that the server refused for what they are: they wait no longer, and stay."""
    left: int
    """Batches that wait: it does not take them yet."""
    refusals: tuple[str, ...]
    """The server's words for why, such as ``409 batch_conflict``, each once."""


def deliver(
    outbox: Outbox, server: Server, progress: Callable[[int], None] = lambda _: None
) -> Delivery:
    """Offer every waiting batch once, counts first. One that is refused holds up no other.

    What the server raises passes through; the batches before it are delivered and gone.
    """
    sent = quarantined = set_aside = 0
    refusals: dict[str, None] = {}
    for offer in outbox.offers():
        (answer,) = server.ingest_batches([offer.batch()]).answers
        verdict = _verdict(answer)
        if verdict.code == _OK:
            outbox.acknowledge(offer)
            sent += 1
            quarantined += verdict.quarantined
            progress(sent)
            continue
        refusals[f"{verdict.code} {verdict.fault}".rstrip()] = None
        if verdict.is_poisoned:
            outbox.set_aside(offer, verdict.code, verdict.fault)
            set_aside += 1
    return Delivery(sent, quarantined, set_aside, outbox.pending(), tuple(refusals))


def _verdict(answer: Answer) -> Verdict:
    acknowledged, error = answer.acknowledgement, answer.error
    return Verdict(
        code=answer.code,
        fault=error.code if error is not None else "",
        quarantined=acknowledged is not None and acknowledged.status == QUARANTINED,
    )
