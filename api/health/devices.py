"""What is known of a box's health."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analytics.health.device import DeviceReport, Held
from analytics.health.policy import HealthPolicy
from api.gaps import lacking, missing
from api.health.runs import run_start
from api.models import BatchReceipt, Device, DeviceRow, Epoch, QuarantinedBatch

_MINUTE: Final = timedelta(minutes=1)
_DAY: Final = timedelta(days=1)


def device_reports(session: Session, store: str, policy: HealthPolicy) -> list[DeviceReport]:
    """Of every box that is enrolled or ever sent anything, by name."""
    names = set(session.scalars(select(Device.device).where(Device.store_id == store)))
    names |= set(session.scalars(select(Epoch.device).where(Epoch.store_id == store).distinct()))
    return [_report(session, store, device, policy) for device in sorted(names)]


def _report(session: Session, store: str, device: str, policy: HealthPolicy) -> DeviceReport:
    enrolled = session.get(Device, (store, device))
    of = (DeviceRow.store_id == store, DeviceRow.device == device)
    latest = session.scalars(
        select(DeviceRow).where(*of).order_by(DeviceRow.start.desc()).limit(1)
    ).first()
    common = {
        "device": device,
        "enrolled": enrolled is not None,
        "revoked": None if enrolled is None else enrolled.revoked,
        "last_batch": _last_batch(session, store, device),
        "gaps": tuple(missing(session, epoch) for epoch in lacking(session, store, device)),
        "held": _held(session, store, device),
    }
    if latest is None:
        return DeviceReport(**common)  # type: ignore[arg-type]
    oldest = DeviceRow.outbox_oldest_seconds > 60 * policy.late_minutes
    return DeviceReport(
        **common,  # type: ignore[arg-type]
        told=latest.start + _MINUTE,
        outbox_batches=latest.outbox_batches,
        outbox_oldest_seconds=latest.outbox_oldest_seconds,
        late_since=run_start(session, DeviceRow, of, oldest),
        clock_skew_seconds=latest.clock_skew_seconds,
        clock_since=run_start(
            session,
            DeviceRow,
            of,
            func.abs(DeviceRow.clock_skew_seconds) > policy.clock_seconds,
        ),
        disk_free_bytes=latest.disk_free_bytes,
        disk_since=run_start(session, DeviceRow, of, DeviceRow.disk_free_bytes < policy.disk_bytes),
        temperature_celsius=latest.temperature_celsius,
        hot_since=run_start(
            session, DeviceRow, of, DeviceRow.temperature_celsius >= policy.temperature_celsius
        ),
        heat_discarded=latest.heat_discarded,
        heat_discarded_day=_discarded_of_day(session, latest),
    )


def _last_batch(session: Session, store: str, device: str) -> datetime | None:
    """When the highest batch of the latest epoch came: to look at all receipts takes too long."""
    return session.scalar(
        select(BatchReceipt.received)
        .join(
            Epoch,
            (Epoch.store_id == BatchReceipt.store_id)
            & (Epoch.device == BatchReceipt.device)
            & (Epoch.epoch == BatchReceipt.epoch)
            & (Epoch.highest == BatchReceipt.seq),
        )
        .where(Epoch.store_id == store, Epoch.device == device)
        .order_by(Epoch.epoch_started.desc())
        .limit(1)
    )


def _discarded_of_day(session: Session, latest: DeviceRow) -> int:
    """The count is of the outbox's whole life, and begins again with a new one."""
    before = session.scalar(
        select(DeviceRow.heat_discarded)
        .where(
            DeviceRow.store_id == latest.store_id,
            DeviceRow.device == latest.device,
            DeviceRow.epoch == latest.epoch,
            DeviceRow.start <= latest.start - _DAY,
        )
        .order_by(DeviceRow.start.desc())
        .limit(1)
    )
    return max(0, latest.heat_discarded - (before or 0))


def _held(session: Session, store: str, device: str) -> Held | None:
    batches, since = session.execute(
        select(func.count(), func.min(QuarantinedBatch.received)).where(
            QuarantinedBatch.store_id == store,
            QuarantinedBatch.device == device,
            QuarantinedBatch.decision.is_(None),
        )
    ).one()
    return Held(batches, since) if batches else None
