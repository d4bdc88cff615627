"""An outbox's batches as they are offered to a server."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from vision.records import CONTRACT_VERSION, Batch


@dataclass(frozen=True, slots=True)
class Offer:
    """A batch as it is sent. ``place``: where it stands in the order of sending."""

    place: tuple[int, int, int]
    store: str
    device: str
    epoch: UUID
    epoch_started: datetime
    seq: int
    sha256: str
    records: str
    """JSON, as it lies in the file."""

    def json(self) -> str:
        """A `Batch` in JSON, its records not read again: what is damaged goes as it is, and the
        server says so."""
        head = json.dumps(
            {
                "contract": CONTRACT_VERSION,
                "store": self.store,
                "device": self.device,
                "epoch": str(self.epoch),
                "epoch_started": self.epoch_started.isoformat(),
                "seq": self.seq,
                "sha256": self.sha256,
            }
        )
        return f'{head[:-1]}, "records": {self.records}}}'

    def batch(self) -> Batch:
        return Batch(
            store=self.store,
            device=self.device,
            epoch=self.epoch,
            epoch_started=self.epoch_started,
            seq=self.seq,
            sha256=self.sha256,
            records=tuple(json.loads(self.records)),
        )
