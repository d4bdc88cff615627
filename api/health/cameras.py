"""What is known of a camera's health."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analytics.business_day import BusinessCalendar
from analytics.health.camera import CameraReport, View
from analytics.health.policy import HealthPolicy
from api.health.runs import run_start
from api.models import CoverageRow, Epoch, HealthRow
from vision.description import CameraDescription

_MINUTE: Final = timedelta(minutes=1)
_HOUR: Final = timedelta(hours=1)
_WITH_PICTURE: Final = ("ok", "degraded", "blind")


@dataclass(frozen=True, slots=True)
class CameraKnown:
    """``view`` as it was judged last, `ok` too; None: not in the latest hour."""

    report: CameraReport
    device: str | None
    view: str | None


def camera_known(
    session: Session,
    store: str,
    camera: CameraDescription,
    told: Mapping[str, datetime],
    calendar: BusinessCalendar,
    policy: HealthPolicy,
    now: datetime,
) -> CameraKnown:
    """``told``: of each box that ever said how it was, the end of the latest minute of that."""
    seen = (CoverageRow.store_id == store, CoverageRow.camera == camera.camera)
    of = (HealthRow.store_id == store, HealthRow.camera == camera.camera)
    newest = session.execute(
        select(CoverageRow.epoch).where(*seen).order_by(CoverageRow.start.desc()).limit(1)
    ).scalar()
    device = _device(session, store, newest)
    picture = session.scalar(
        select(CoverageRow.start)
        .where(*seen, CoverageRow.status.in_(_WITH_PICTURE))
        .order_by(CoverageRow.start.desc())
        .limit(1)
    )
    latest = session.scalars(
        select(HealthRow).where(*of).order_by(HealthRow.start.desc()).limit(1)
    ).first()
    damaged, reconnects, dropped = session.execute(
        select(
            func.sum(HealthRow.decode_errors),
            func.sum(HealthRow.reconnects),
            func.sum(HealthRow.frames_dropped),
        ).where(*of, HealthRow.start >= now - _HOUR)
    ).one()
    # A camera that never sent is missed as soon as any box reports.
    heard = max(told.values(), default=None) if device is None else told.get(device)
    # A view is not judged in every minute: those in which it was not break no run.
    judged = (*of, HealthRow.view.is_not(None))
    recent = () if latest is None else (HealthRow.start > latest.start - _HOUR,)
    view = session.scalar(
        select(HealthRow.view).where(*judged, *recent).order_by(HealthRow.start.desc()).limit(1)
    )

    def seen_since(status: str) -> datetime | None:
        return run_start(session, CoverageRow, seen, CoverageRow.status == status)

    report = CameraReport(
        camera=camera.camera,
        heard=heard,
        picture=None if picture is None else picture + _MINUTE,
        blind_since=seen_since("blind"),
        degraded_since=seen_since("degraded"),
        view=None if view in (None, "ok") else cast(View, view),
        view_since=(
            None
            if view in (None, "ok")
            else run_start(session, HealthRow, judged, HealthRow.view == view)
        ),
        slow_since=run_start(
            session, HealthRow, of, HealthRow.fps < policy.fps_share * camera.analysis_fps
        ),
        fps=None if latest is None else latest.fps,
        asked_fps=camera.analysis_fps,
        decode_errors=_whole(damaged),
        reconnects=_whole(reconnects),
        frames_dropped=_whole(dropped),
        is_open=None if picture is None else _is_open(calendar, picture),
    )
    return CameraKnown(report, device, view)


def _device(session: Session, store: str, epoch: str | None) -> str | None:
    return session.scalar(
        select(Epoch.device).where(Epoch.store_id == store, Epoch.epoch == epoch).limit(1)
    )


def _is_open(calendar: BusinessCalendar, instant: datetime) -> bool | None:
    if calendar.opening_hours is None:
        return None
    spans = calendar.open_spans(calendar.day_of(instant))
    return any(span.start <= instant < span.end for span in spans)


def _whole(total: object) -> int | None:
    # PostgreSQL sums 64-bit integers to a decimal.
    return None if total is None else int(cast(int, total))
