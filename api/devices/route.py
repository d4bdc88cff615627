"""The routes of enrolment codes and devices."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy import select

from api.authorization import device_of, may_write
from api.devices import enrolment
from api.devices.answers import (
    CodeAnswer,
    CodeAsked,
    DeviceAnswer,
    Devices,
    Enrolment,
    TokenAnswer,
)
from api.devices.attempts import Attempts
from api.devices.tokens import Holder
from api.errors import ApiError
from api.models import Device
from api.stores import DatabaseDependency, described

router = APIRouter(tags=["devices"])


@router.post("/stores/{store}/enrolment-codes", dependencies=[Depends(may_write)], status_code=201)
def post_code(
    store: str, database: DatabaseDependency, asked: CodeAsked | None = None
) -> CodeAnswer:
    """A code with which one device becomes one of the store's."""
    with database.write() as session:
        described(session, store)
        return enrolment.make_code(session, store, asked or CodeAsked(), datetime.now(UTC))


@router.post("/enrol", status_code=201)
def post_enrolment(
    asked: Enrolment, request: Request, response: Response, database: DatabaseDependency
) -> TokenAnswer:
    """Gives the device its token for the code."""
    attempts: Attempts = request.app.state.attempts
    address = request.client.host if request.client else ""
    wait = attempts.spend(address)
    if wait is not None:
        raise ApiError(
            429,
            "too_many_attempts",
            f"{attempts.limit} enrolments failed from this address.",
            f"Try again in {wait} seconds.",
        )
    with database.write() as session:
        answer = enrolment.enrol(session, asked.code, asked.device, datetime.now(UTC))
    attempts.give_back(address)
    response.headers["Cache-Control"] = "no-store"
    return answer


@router.get("/stores/{store}/devices", dependencies=[Depends(may_write)])
def get_devices(store: str, database: DatabaseDependency) -> Devices:
    with database.read() as session:
        described(session, store)
        rows = session.scalars(
            select(Device).where(Device.store_id == store).order_by(Device.device)
        )
        return Devices(
            store=store,
            devices=[
                DeviceAnswer(
                    device=row.device,
                    enrolled=row.enrolled,
                    rotated=row.rotated,
                    pending=row.next_sha256 is not None,
                    revoked=row.revoked,
                )
                for row in rows
            ],
        )


@router.post("/stores/{store}/devices/{device}/rotate")
def post_rotation(
    store: str,
    device: str,
    holder: Annotated[Holder | None, Depends(device_of)],
    response: Response,
    database: DatabaseDependency,
) -> TokenAnswer:
    """A new token for the device that carries the old one."""
    if holder is None:
        raise ApiError(
            401,
            "unauthorized",
            "A device changes its token with the one that it has.",
            "Send the header Authorization: Bearer TOKEN with the device's own token.",
        )
    if holder != (store, device):
        raise ApiError(403, "forbidden", "This token is of another device.")
    with database.write() as session:
        answer = enrolment.rotate(session, holder, datetime.now(UTC))
    response.headers["Cache-Control"] = "no-store"
    return answer


@router.delete(
    "/stores/{store}/devices/{device}/token", dependencies=[Depends(may_write)], status_code=204
)
def delete_token(store: str, device: str, database: DatabaseDependency) -> None:
    with database.write() as session:
        described(session, store)
        enrolment.revoke(session, Holder(store, device), datetime.now(UTC))
