"""Batches that a box numbered and the server never got."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from fastapi import APIRouter
from pydantic import BaseModel, Field
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.models import BatchReceipt, Epoch
from api.stores import DatabaseDependency, described

router = APIRouter(tags=["ingest"])

_SHOWN: Final = 100


class Gap(BaseModel):
    """Numbers ``first`` to ``last``, both included."""

    first: int
    last: int


class EpochGaps(BaseModel):
    """Of one life of a device's outbox. While a box catches up there may be gaps that it fills."""

    device: str
    epoch: str
    epoch_started: datetime
    contiguous: int = Field(description="Highest number with none missing below it.")
    highest: int
    missing: int = Field(description="How many numbers between these never came.")
    gaps: list[Gap] = Field(description=f"Where, lowest first, at most {_SHOWN}.")


class Gaps(BaseModel):
    epochs: list[EpochGaps]


@router.get("/stores/{store}/gaps")
def get_gaps(store: str, database: DatabaseDependency) -> Gaps:
    """The epochs that lack batches, the latest first."""
    with database.read() as session:
        described(session, store)
        epochs = session.scalars(
            select(Epoch)
            .where(Epoch.store_id == store, Epoch.highest > Epoch.contiguous)
            .order_by(Epoch.epoch_started.desc(), Epoch.device, Epoch.epoch)
        ).all()
        return Gaps(epochs=[_of(session, epoch) for epoch in epochs])


def _of(session: Session, epoch: Epoch) -> EpochGaps:
    before = func.lag(BatchReceipt.seq, 1, epoch.contiguous).over(order_by=BatchReceipt.seq)
    received = (
        select(BatchReceipt.seq, before.label("before"))
        .where(
            BatchReceipt.store_id == epoch.store_id,
            BatchReceipt.device == epoch.device,
            BatchReceipt.epoch == epoch.epoch,
            BatchReceipt.seq > epoch.contiguous,
        )
        .subquery()
    )
    holes = received.c.seq > received.c.before + 1
    missing = session.scalar(select(func.sum(received.c.seq - received.c.before - 1)).where(holes))
    rows = session.execute(
        select(received.c.before + 1, received.c.seq - 1)
        .where(holes)
        .order_by(received.c.seq)
        .limit(_SHOWN)
    )
    return EpochGaps(
        device=epoch.device,
        epoch=epoch.epoch,
        epoch_started=epoch.epoch_started,
        contiguous=epoch.contiguous,
        highest=epoch.highest,
        missing=int(missing or 0),
        gaps=[Gap(first=first, last=last) for first, last in rows],
    )
