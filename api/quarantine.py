"""Batches made or sent under a wrong clock: kept apart until somebody decides about them.

They are received: acknowledged, in the contiguous numbers, and not sent again. They are in no
figure until they are released.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final, Literal, Self

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field, model_validator
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.authorization import may_write
from api.errors import ApiError
from api.models import QuarantinedBatch, Store
from api.records import store_records
from api.stores import DatabaseDependency, described
from vision.records import Batch, DwellRecord, HeatRecord

router = APIRouter(tags=["ingest"])

TOLERANCE: Final = timedelta(minutes=5)
"""How far a box's clock may be from the server's, the time under way included."""
_SHOWN: Final = 1000

Reason = Literal["future", "clock"]
"""``future``: a record lies in time that has not come. ``clock``: the box's clock and the server's
differed when it was sent."""


class Quarantined(BaseModel):
    device: str
    epoch: str
    seq: int
    reason: Reason
    skew_seconds: float | None = Field(
        description="The box's clock minus the server's when it was sent; None: not said."
    )
    first: datetime = Field(description="Start of the earliest record.")
    last: datetime = Field(description="Start of the latest record, or its end if it has one.")
    received: datetime


class Quarantine(BaseModel):
    """``total`` batches wait for a decision; the first of them, by device and number."""

    total: int
    batches: list[Quarantined]


class Decision(BaseModel):
    """About one device's batches: of one epoch, ``first_seq`` to ``last_seq``, both included; where
    one of these is None, all of them."""

    model_config = ConfigDict(extra="forbid")

    decision: Literal["release", "discard"]
    device: str
    epoch: str | None = None
    first_seq: int | None = Field(default=None, ge=1, lt=2**63)
    last_seq: int | None = Field(default=None, ge=1, lt=2**63)

    @model_validator(mode="after")
    def _numbers_are_of_an_epoch(self) -> Self:
        if self.epoch is None and (self.first_seq is not None or self.last_seq is not None):
            raise ValueError("first_seq and last_seq are numbers of an epoch: name it too")
        return self


class Decided(BaseModel):
    """How many batches were decided about now. Those decided about before stay as they are."""

    decided: int


def clock_doubt(
    batch: Batch, sent_at: datetime | None, now: datetime
) -> tuple[Reason, float | None] | None:
    """Why the batch's times cannot be believed, and by how many seconds the sender's clock is
    ahead of ``now``; None when they can."""
    skew = None if sent_at is None else (sent_at - now).total_seconds()
    if _span(batch)[1] > now + TOLERANCE:
        return "future", skew
    if skew is not None and abs(skew) > TOLERANCE.total_seconds():
        return "clock", skew
    return None


def _span(batch: Batch) -> tuple[datetime, datetime]:
    starts = [record.start for record in batch.records]
    ends = [each.end for each in batch.records if isinstance(each, HeatRecord | DwellRecord)]
    return min(starts), max(starts + ends)


def hold(
    session: Session, batch: Batch, reason: Reason, skew_seconds: float | None, now: datetime
) -> None:
    """Keeps the batch apart. Whoever calls knows that it was not received before."""
    first, last = _span(batch)
    session.add(
        QuarantinedBatch(
            store_id=batch.store,
            device=batch.device,
            epoch=str(batch.epoch),
            seq=batch.seq,
            reason=reason,
            skew_seconds=skew_seconds,
            first=first,
            last=last,
            received=now,
            batch=batch.model_dump(mode="json"),
        )
    )


def is_held(session: Session, batch: Batch) -> bool:
    key = (batch.store, batch.device, str(batch.epoch), batch.seq)
    held = session.get(QuarantinedBatch, key)
    return held is not None and held.decision is None


@router.get("/stores/{store}/quarantine")
def get_quarantine(
    store: str,
    database: DatabaseDependency,
    limit: Annotated[int, Query(ge=1, le=_SHOWN)] = 100,
) -> Quarantine:
    waiting = (QuarantinedBatch.store_id == store, QuarantinedBatch.decision.is_(None))
    with database.read() as session:
        described(session, store)
        total = session.scalar(select(func.count()).select_from(QuarantinedBatch).where(*waiting))
        rows = session.scalars(
            select(QuarantinedBatch)
            .where(*waiting)
            .order_by(QuarantinedBatch.device, QuarantinedBatch.epoch, QuarantinedBatch.seq)
            .limit(limit)
        )
        return Quarantine(
            total=total or 0,
            batches=[Quarantined.model_validate(row, from_attributes=True) for row in rows],
        )


@router.post("/stores/{store}/quarantine/decisions", dependencies=[Depends(may_write)])
def post_decision(store: str, decision: Decision, database: DatabaseDependency) -> Decided:
    """Released batches are stored as if they came now; those discarded are emptied, and their
    numbers remembered. Either is final."""
    with database.write() as session:
        described(session, store)
        # As those who send: batches of one store take turns.
        session.scalar(select(Store.store_id).where(Store.store_id == store).with_for_update())
        held = _named(session, store, decision)
        if not held:
            raise ApiError(
                404,
                "not_in_quarantine",
                "None of these batches is or was in quarantine.",
                f"GET /v1/stores/{store}/quarantine lists those that are.",
            )
        waiting = [each for each in held if each.decision is None]
        for each in waiting:
            if decision.decision == "release":
                store_records(session, Batch.model_validate(each.batch))
            each.batch = None
            each.decision = {"release": "released", "discard": "discarded"}[decision.decision]
            each.decided = datetime.now(UTC)
        return Decided(decided=len(waiting))


def _named(session: Session, store: str, decision: Decision) -> Sequence[QuarantinedBatch]:
    statement = select(QuarantinedBatch).where(
        QuarantinedBatch.store_id == store,
        QuarantinedBatch.device == decision.device,
    )
    if decision.epoch is not None:
        statement = statement.where(QuarantinedBatch.epoch == decision.epoch)
    if decision.first_seq is not None:
        statement = statement.where(QuarantinedBatch.seq >= decision.first_seq)
    if decision.last_seq is not None:
        statement = statement.where(QuarantinedBatch.seq <= decision.last_seq)
    return session.scalars(statement.order_by(QuarantinedBatch.epoch, QuarantinedBatch.seq)).all()
