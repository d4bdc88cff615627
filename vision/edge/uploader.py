"""From the outbox to a server."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from vision.edge.outbox import Outbox
from vision.records import Batch


class Server(Protocol):
    """What the uploader needs of a server."""

    def ingest(self, batch: Batch) -> object:
        """Return once the server has committed the batch, or had it already; raise otherwise."""
        ...


@dataclass(frozen=True, slots=True)
class Delivery:
    sent: int
    left: int


def deliver(
    outbox: Outbox, server: Server, progress: Callable[[int], None] = lambda _: None
) -> Delivery:
    """Send every waiting batch, oldest first. What the server did not acknowledge stays.

    An error of the server passes through; the batches before it are delivered and gone.
    """
    sent = 0
    for batch in outbox.batches():
        server.ingest(batch)
        outbox.acknowledge(batch)
        sent += 1
        progress(sent)
    return Delivery(sent, outbox.pending())
