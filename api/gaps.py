"""Batches that a box numbered and the server never got."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from fastapi import APIRouter
from pydantic import BaseModel, Field
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from analytics.health.device import Gap
from api.models import BatchReceipt, Epoch
from api.stores import DatabaseDependency, described

router = APIRouter(tags=["ingest"])

_SHOWN: Final = 100


class Numbers(BaseModel):
    """``first`` to ``last``, both included."""

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
    since: datetime = Field(description="When the first batch numbered after a missing one came.")
    gaps: list[Numbers] = Field(description=f"Where, lowest first, at most {_SHOWN}.")


class Gaps(BaseModel):
    epochs: list[EpochGaps]


@router.get("/stores/{store}/gaps")
def get_gaps(store: str, database: DatabaseDependency) -> Gaps:
    """The epochs that lack batches, the latest first."""
    with database.read() as session:
        described(session, store)
        return Gaps(epochs=[_of(session, epoch) for epoch in lacking(session, store)])


def lacking(session: Session, store: str, device: str | None = None) -> Sequence[Epoch]:
    """The epochs of the store, or of one device, that lack batches; the latest first."""
    statement = select(Epoch).where(Epoch.store_id == store, Epoch.highest > Epoch.contiguous)
    if device is not None:
        statement = statement.where(Epoch.device == device)
    return session.scalars(
        statement.order_by(Epoch.epoch_started.desc(), Epoch.device, Epoch.epoch)
    ).all()


def missing(session: Session, epoch: Epoch) -> Gap:
    """What an epoch that lacks batches lacks."""
    came, first = session.execute(
        select(func.count(), func.min(BatchReceipt.received)).where(*_beyond(epoch))
    ).one()
    return Gap(missing=epoch.highest - epoch.contiguous - came, since=first)


def _beyond(epoch: Epoch) -> tuple[ColumnElement[bool], ...]:
    """Receipts of the epoch that came after a gap."""
    return (
        BatchReceipt.store_id == epoch.store_id,
        BatchReceipt.device == epoch.device,
        BatchReceipt.epoch == epoch.epoch,
        BatchReceipt.seq > epoch.contiguous,
    )


def _of(session: Session, epoch: Epoch) -> EpochGaps:
    before = func.lag(BatchReceipt.seq, 1, epoch.contiguous).over(order_by=BatchReceipt.seq)
    received = select(BatchReceipt.seq, before.label("before")).where(*_beyond(epoch)).subquery()
    rows = session.execute(
        select(received.c.before + 1, received.c.seq - 1)
        .where(received.c.seq > received.c.before + 1)
        .order_by(received.c.seq)
        .limit(_SHOWN)
    )
    lack = missing(session, epoch)
    return EpochGaps(
        device=epoch.device,
        epoch=epoch.epoch,
        epoch_started=epoch.epoch_started,
        contiguous=epoch.contiguous,
        highest=epoch.highest,
        missing=lack.missing,
        since=lack.since,
        gaps=[Numbers(first=first, last=last) for first, last in rows],
    )
