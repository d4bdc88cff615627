"""Codes and tokens in the database."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from api.devices.answers import CodeAnswer, CodeAsked, TokenAnswer
from api.devices.tokens import Holder, code_read, matches, new_code, new_token, sha256
from api.errors import ApiError
from api.models import Device, EnrolmentCode


def make_code(session: Session, store: str, asked: CodeAsked, now: datetime) -> CodeAnswer:
    """Forgets the store's codes that have expired."""
    session.execute(
        delete(EnrolmentCode).where(EnrolmentCode.store_id == store, EnrolmentCode.expires <= now)
    )
    code = new_code(store)
    read = code_read(code)
    assert read is not None  # noqa: S101  (it was made by the same rule)
    expires = (now + timedelta(minutes=asked.valid_minutes)).replace(microsecond=0)
    session.add(
        EnrolmentCode(
            store_id=store,
            sha256=read[1],
            device=asked.device,
            made=now,
            expires=expires,
            used=None,
        )
    )
    return CodeAnswer(store=store, device=asked.device, code=code, expires=expires)


def enrol(session: Session, typed: str, device: str, now: datetime) -> TokenAnswer:
    """Raises ApiError 401, 409 or 410; the code then stays as it was."""
    read = code_read(typed)
    code = None if read is None else session.get(EnrolmentCode, read, with_for_update=True)
    if code is None:
        raise ApiError(
            401,
            "unknown_code",
            "This is not an enrolment code of this server.",
            "Check what was typed, for example lyon:7Q2M-K9XD-4T8C-W3HF, or make a new one: "
            "chaland device code STORE.",
        )
    again = f"Make a new one: chaland device code {code.store_id} --device {device}."
    if code.used is not None:
        raise ApiError(410, "code_used", "This enrolment code was used already.", again)
    if now >= code.expires:
        raise ApiError(410, "code_expired", "This enrolment code has expired.", again)
    if code.device not in (None, device):
        raise ApiError(409, "other_device", f"This enrolment code is for device {code.device!r}.")
    known = session.get(Device, (code.store_id, device), with_for_update=True)
    if known is not None and known.revoked is None and code.device is None:
        raise ApiError(
            409,
            "already_enrolled",
            f"Store {code.store_id!r} has a device {device!r} with a token.",
            f"Choose another name or, if this is the same box, make a code for it: chaland device "
            f"code {code.store_id} --device {device}.",
        )
    if known is None:
        known = Device(store_id=code.store_id, device=device)
        session.add(known)
    token = new_token(code.store_id, device)
    known.enrolled, known.rotated, known.revoked = now, None, None
    known.token_sha256, known.next_sha256 = sha256(token), None
    code.used = now
    return TokenAnswer(store=code.store_id, device=device, token=token)


def rotate(session: Session, holder: Holder, now: datetime) -> TokenAnswer:
    """The old token stays good until the new one is first used: a reply that is lost locks nobody
    out."""
    known = session.get_one(Device, holder, with_for_update=True)
    token = new_token(*holder)
    known.next_sha256, known.rotated = sha256(token), now
    return TokenAnswer(store=holder.store, device=holder.device, token=token)


def revoke(session: Session, holder: Holder, now: datetime) -> None:
    """Raises ApiError 404."""
    known = session.get(Device, holder, with_for_update=True)
    if known is None:
        raise ApiError(
            404,
            "unknown_device",
            f"Store {holder.store!r} has no enrolled device {holder.device!r}.",
            f"GET /v1/stores/{holder.store}/devices lists them.",
        )
    known.revoked = known.revoked or now


def is_first_use(known: Device, token: str) -> bool | None:
    """Whether it is the new token of a rotation; None when it is no token of the device. Both are
    compared always."""
    current, following = matches(token, known.token_sha256), matches(token, known.next_sha256)
    return following if current or following else None


def end_rotation(session: Session, holder: Holder, token: str) -> None:
    """The token was used: the one before ends."""
    session.execute(
        update(Device)
        .where(
            Device.store_id == holder.store,
            Device.device == holder.device,
            Device.next_sha256 == sha256(token),
        )
        .values(token_sha256=Device.next_sha256, next_sha256=None)
    )
