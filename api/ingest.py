"""Taking in batches from the boxes: committed first, acknowledged after."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import select
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session

from api.authorization import Sender, sender
from api.bodies import MEBIBYTE, body_within, decoded
from api.database import Database, insert_into
from api.errors import ApiError, ErrorDetail, invalid, unknown_store
from api.models import BatchReceipt, Epoch, Store
from api.quarantine import clock_doubt, hold, is_held
from api.records import UnfitRecordError, check_fit, store_records
from api.stores import DatabaseDependency
from vision.records import Batch

router = APIRouter(tags=["ingest"])
_log = logging.getLogger(__name__)

MAX_BODY = 16 * MEBIBYTE
MAX_DECODED = 64 * MEBIBYTE
_MAX_SEQ: Final = 2**63 - 1
_MAX_BATCHES: Final = 10_000

Status = Literal["stored", "already stored", "quarantined"]


class Acknowledgement(BaseModel):
    """The batch is in the database. ``contiguous``: highest seq of the epoch with no gap below."""

    device: str
    epoch: str
    seq: int
    status: Status
    contiguous: int


class Batches(BaseModel):
    """What a box sends. The batches are read one by one: a bad one refuses itself alone."""

    model_config = ConfigDict(extra="forbid")

    sent_at: AwareDatetime | None = Field(default=None, description="By the box's clock.")
    batches: list[Any] = Field(min_length=1, max_length=_MAX_BATCHES)


class BatchAnswer(BaseModel):
    """What became of one batch. ``code``: the HTTP status that it alone would have had."""

    code: int
    acknowledgement: Acknowledgement | None = None
    error: ErrorDetail | None = None


class BatchAnswers(BaseModel):
    """In the order in which the batches were sent."""

    answers: list[BatchAnswer]


@router.post("/ingest")
def post_batch(
    request: Request,
    sender: Annotated[Sender, Depends(sender)],
    body: Annotated[bytes, Depends(body_within(MAX_BODY))],
    database: DatabaseDependency,
) -> Acknowledgement:
    """One batch."""
    try:
        batch = Batch.model_validate_json(_decoded(request, body))
    except ValidationError as error:
        raise invalid(error.errors(include_input=False), "batch") from error
    return _take_alone(database, batch, sender, None)


@router.post("/ingest/batches")
def post_batches(
    request: Request,
    sender: Annotated[Sender, Depends(sender)],
    body: Annotated[bytes, Depends(body_within(MAX_BODY))],
    database: DatabaseDependency,
) -> BatchAnswers:
    """Many batches, of which each stands or falls by itself: it is committed before the next is
    looked at, so that a request that is cut off can be sent again whole."""
    try:
        sent = Batches.model_validate_json(_decoded(request, body))
    except ValidationError as error:
        raise invalid(error.errors(include_input=False), "body") from error
    return BatchAnswers(answers=_answers(database, sent.batches, sender, sent.sent_at))


def _decoded(request: Request, body: bytes) -> bytes:
    encoding = request.headers.get("content-encoding", "").strip().lower()
    return decoded(body, encoding, MAX_DECODED)


def _answers(
    database: Database, batches: Sequence[Any], sender: Sender, sent_at: datetime | None
) -> list[BatchAnswer]:
    answers = []
    for each in batches:
        try:
            batch = Batch.model_validate(each)
            acknowledgement = _take_alone(database, batch, sender, sent_at)
        except ValidationError as error:
            refused = invalid(error.errors(include_input=False), "batch")
            answers.append(BatchAnswer(code=refused.status, error=refused.answer().error))
        except ApiError as error:
            answers.append(BatchAnswer(code=error.status, error=error.answer().error))
        except (OperationalError, InterfaceError) as error:
            _log.exception("The database cannot be written")
            raise ApiError(
                503, "database", "The database cannot be written now; the server's log says why."
            ) from error
        except Exception:
            # One that trips a fault of ours must not hold up the others.
            _log.exception("A batch could not be stored")
            failed = ErrorDetail(code="internal", message="The server failed; its log says why.")
            answers.append(BatchAnswer(code=500, error=failed))
        else:
            answers.append(BatchAnswer(code=200, acknowledgement=acknowledgement))
    return answers


def _take_alone(
    database: Database, batch: Batch, sender: Sender, sent_at: datetime | None
) -> Acknowledgement:
    """In a transaction of its own."""
    sender.check(batch.store, batch.device)
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
            return take(session, batch, sent_at)
    except UnfitRecordError as error:
        raise ApiError(422, "invalid", f"The batch is not valid. {error}") from error


def take(session: Session, batch: Batch, sent_at: datetime | None = None) -> Acknowledgement:
    """Stores the batch, once, or keeps it in quarantine. The session's transaction is the whole of
    it. ``sent_at``: by the sender's clock; None: it did not say."""
    # Batches of one store take turns: a late batch and the newer epoch that supersedes it must see
    # each other. SQLite has one writer anyway.
    store = session.scalar(
        select(Store.store_id).where(Store.store_id == batch.store).with_for_update()
    )
    if store is None:
        raise unknown_store(batch.store)
    epoch = _epoch(session, batch)
    now = datetime.now(UTC)
    statement = (
        insert_into(session, BatchReceipt)
        .values(
            store_id=batch.store,
            device=batch.device,
            epoch=str(batch.epoch),
            seq=batch.seq,
            sha256=batch.sha256,
            received=now,
        )
        .on_conflict_do_nothing()
        # rowcount after DO NOTHING is -1 on psycopg: a returned row is what says "inserted".
        .returning(BatchReceipt.seq)
    )
    if session.execute(statement).first() is None:
        key = (batch.store, batch.device, str(batch.epoch), batch.seq)
        _refuse_other_content(session.get_one(BatchReceipt, key), batch)
        return _acknowledgement(
            batch, epoch, "quarantined" if is_held(session, batch) else "already stored"
        )
    status: Status = "stored"
    if (doubt := clock_doubt(batch, sent_at, now)) is None:
        store_records(session, batch)
    else:
        check_fit(batch)
        hold(session, batch, *doubt, now)
        status = "quarantined"
    _advance(session, epoch, batch.seq)
    return _acknowledgement(batch, epoch, status)


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


def _acknowledgement(batch: Batch, epoch: Epoch, status: Status) -> Acknowledgement:
    return Acknowledgement(
        device=batch.device,
        epoch=str(batch.epoch),
        seq=batch.seq,
        status=status,
        contiguous=epoch.contiguous,
    )
