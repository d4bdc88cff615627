"""Taking in batches from the boxes: committed first, acknowledged after."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.authorization import may_write
from api.bodies import MEBIBYTE, body_within, decoded
from api.database import insert_into
from api.errors import ApiError, invalid, unknown_store
from api.models import BatchReceipt, Epoch, Store
from api.records import UnfitRecordError, store_records
from api.stores import DatabaseDependency
from vision.records import Batch

router = APIRouter(tags=["ingest"])

MAX_BODY = 16 * MEBIBYTE
MAX_DECODED = 64 * MEBIBYTE
_MAX_SEQ = 2**63 - 1


class Acknowledgement(BaseModel):
    """The batch is in the database. ``contiguous``: highest seq of the epoch with no gap below."""

    device: str
    epoch: str
    seq: int
    status: Literal["stored", "already stored"]
    contiguous: int


@router.post("/ingest", dependencies=[Depends(may_write)])
def post_batch(
    request: Request,
    body: Annotated[bytes, Depends(body_within(MAX_BODY))],
    database: DatabaseDependency,
) -> Acknowledgement:
    encoding = request.headers.get("content-encoding", "").strip().lower()
    try:
        batch = Batch.model_validate_json(decoded(body, encoding, MAX_DECODED))
    except ValidationError as error:
        raise invalid(error.errors(include_input=False), "batch") from error
    if not batch.is_intact():
        raise ApiError(
            422,
            "hash_mismatch",
            f"The records of batch {batch.seq} of {batch.device!r} do not have the hash it names.",
            "Send it again as it lies in the outbox.",
        )
    if batch.seq > _MAX_SEQ:
        raise ApiError(422, "invalid", "The batch is not valid. seq: beyond 64 bits.")
    try:
        with database.write() as session:
            return take(session, batch)
    except UnfitRecordError as error:
        raise ApiError(422, "invalid", f"The batch is not valid. {error}") from error


def take(session: Session, batch: Batch) -> Acknowledgement:
    """Stores the batch, once. The session's transaction is the whole of it."""
    # Batches of one store take turns: a late batch and the newer epoch that supersedes it must see
    # each other. SQLite has one writer anyway.
    store = session.scalar(
        select(Store.store_id).where(Store.store_id == batch.store).with_for_update()
    )
    if store is None:
        raise unknown_store(batch.store)
    epoch = _epoch(session, batch)
    statement = (
        insert_into(session, BatchReceipt)
        .values(
            store_id=batch.store,
            device=batch.device,
            epoch=str(batch.epoch),
            seq=batch.seq,
            sha256=batch.sha256,
            received=datetime.now(UTC),
        )
        .on_conflict_do_nothing()
        # rowcount after DO NOTHING is -1 on psycopg: a returned row is what says "inserted".
        .returning(BatchReceipt.seq)
    )
    if session.execute(statement).first() is None:
        key = (batch.store, batch.device, str(batch.epoch), batch.seq)
        _refuse_other_content(session.get_one(BatchReceipt, key), batch)
        return _acknowledgement(batch, epoch, "already stored")
    store_records(session, batch)
    _advance(session, epoch, batch.seq)
    return _acknowledgement(batch, epoch, "stored")


def _epoch(session: Session, batch: Batch) -> Epoch:
    epoch = session.get(Epoch, (batch.store, batch.device, str(batch.epoch)))
    if epoch is None:
        epoch = Epoch(
            store_id=batch.store,
            device=batch.device,
            epoch=str(batch.epoch),
            epoch_started=batch.epoch_started,
            contiguous=0,
            highest=0,
        )
        session.add(epoch)
    elif epoch.epoch_started != batch.epoch_started:
        raise ApiError(
            409,
            "epoch_conflict",
            f"Epoch {batch.epoch} of {batch.device!r} was said to have started at "
            f"{epoch.epoch_started.isoformat()}, now at {batch.epoch_started.isoformat()}.",
            "Two outboxes share an epoch: give the device a new outbox.",
        )
    return epoch


def _refuse_other_content(receipt: BatchReceipt, batch: Batch) -> None:
    if receipt.sha256 != batch.sha256:
        raise ApiError(
            409,
            "batch_conflict",
            f"Batch {batch.seq} of {batch.device!r}, epoch {batch.epoch}, was already stored with "
            "other content.",
            "Two outboxes share an epoch: give the device a new outbox.",
        )


def _advance(session: Session, epoch: Epoch, seq: int) -> None:
    """Moves ``contiguous`` over the batches that now follow it without a gap."""
    epoch.highest = max(epoch.highest, seq)
    if seq != epoch.contiguous + 1:
        return
    later = session.scalars(
        select(BatchReceipt.seq)
        .where(
            BatchReceipt.store_id == epoch.store_id,
            BatchReceipt.device == epoch.device,
            BatchReceipt.epoch == epoch.epoch,
            BatchReceipt.seq > seq,
        )
        .order_by(BatchReceipt.seq)
    )
    epoch.contiguous = seq
    for next_seq in later:
        if next_seq != epoch.contiguous + 1:
            break
        epoch.contiguous = next_seq


def _acknowledgement(
    batch: Batch, epoch: Epoch, status: Literal["stored", "already stored"]
) -> Acknowledgement:
    return Acknowledgement(
        device=batch.device,
        epoch=str(batch.epoch),
        seq=batch.seq,
        status=status,
        contiguous=epoch.contiguous,
    )
