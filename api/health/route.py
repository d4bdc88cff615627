"""GET /v1/stores/{store}/health."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from fastapi import APIRouter
from sqlalchemy.orm import Session

from analytics.coverage import Coverage
from analytics.health.camera import CameraHealth, judge_camera
from analytics.health.device import DeviceHealth, DeviceReport, judge_device
from analytics.health.finding import Finding, ordered
from analytics.health.policy import HealthPolicy
from api import measures
from api.health.answers import (
    CameraAnswer,
    DeviceAnswer,
    FindingAnswer,
    Kind,
    StoreHealth,
    Subject,
)
from api.health.cameras import CameraKnown, camera_known
from api.health.devices import device_reports
from api.observation import Observation, grid_of
from api.stores import DatabaseDependency, calendar_of, described
from vision.description import CameraDescription, StoreDescription

router = APIRouter(tags=["health"])

POLICY: Final = HealthPolicy()
_MINUTE: Final = timedelta(minutes=1)


@router.get("/stores/{store}/health")
def get_health(store: str, database: DatabaseDependency) -> StoreHealth:
    """What is wrong with the store's cameras and boxes, and how each of them does."""
    with database.read() as session:
        return store_health(session, described(session, store), datetime.now(UTC), POLICY)


def store_health(
    session: Session, description: StoreDescription, now: datetime, policy: HealthPolicy
) -> StoreHealth:
    store = description.store
    reports = device_reports(session, store, policy)
    # A box whose token was taken back is not waited for, and its cameras are not judged by it.
    told = {
        each.device: each.told for each in reports if each.told is not None and each.revoked is None
    }
    devices = [(report, judge_device(report, policy, now)) for report in reports]
    calendar = calendar_of(description)
    cameras = []
    for camera in description.cameras:
        known = camera_known(session, store, camera, told, calendar, policy, now)
        cameras.append((camera, known, judge_camera(known.report, policy, now)))
    reported = any(report.told is not None for report in reports)
    findings = [each for _, judged in devices for each in judged.findings]
    findings += [each for _, _, judged in cameras for each in judged.findings]
    if not reported:
        findings.append(Finding("never_reported", "notice", store))
    coverage = _coverage_of_today(session, description, now)
    names = {camera.camera: camera.name for camera in description.cameras}
    return StoreHealth(
        store=store,
        now=now,
        reported=reported,
        findings=[_finding(each, description, names) for each in ordered(findings)],
        cameras=[_camera(*each, coverage) for each in cameras],
        devices=[_device(*each) for each in devices],
        policy=policy,
    )


def _coverage_of_today(
    session: Session, description: StoreDescription, now: datetime
) -> dict[str, Coverage]:
    calendar = calendar_of(description)
    today = calendar.span_of(calendar.day_of(now))
    grid = grid_of(calendar, today, [today])
    covered = measures.coverage(session, description.store, grid)
    observation = Observation(calendar, grid, covered, now)
    cameras = [camera.camera for camera in description.cameras]
    return {camera: observation.coverage([camera], today) for camera in cameras}


def _finding(
    found: Finding, description: StoreDescription, names: Mapping[str, str]
) -> FindingAnswer:
    kind: Kind = "device"
    name = found.subject
    if found.code == "never_reported":
        kind, name = "store", description.name
    elif found.code.startswith("camera_"):
        kind, name = "camera", names[found.subject]
    return FindingAnswer(
        code=found.code,
        severity=found.severity,
        subject=Subject(kind=kind, id=found.subject, name=name),
        since=found.since,
        params=dict(found.params),
    )


def _camera(
    camera: CameraDescription,
    known: CameraKnown,
    judged: CameraHealth,
    coverage: Mapping[str, Coverage],
) -> CameraAnswer:
    report = known.report
    gone = judged.state == "offline"
    return CameraAnswer.model_validate(
        {
            "camera": camera.camera,
            "name": camera.name,
            "device": known.device,
            "state": judged.state,
            "since": judged.since,
            "last_minute": None if report.picture is None else report.picture - _MINUTE,
            "view": None if gone else known.view,
            "fps": None if gone else report.fps,
            "asked_fps": camera.analysis_fps,
            "decode_errors": report.decode_errors,
            "reconnects": report.reconnects,
            "frames_dropped": report.frames_dropped,
            "coverage": coverage[camera.camera],
        }
    )


def _device(report: DeviceReport, judged: DeviceHealth) -> DeviceAnswer:
    return DeviceAnswer(
        device=report.device,
        enrolled=report.enrolled,
        state=judged.state,
        since=judged.since,
        last_batch=report.last_batch,
        last_minute=None if report.told is None else report.told - _MINUTE,
        outbox_batches=report.outbox_batches,
        outbox_oldest_seconds=report.outbox_oldest_seconds,
        clock_skew_seconds=report.clock_skew_seconds,
        disk_free_bytes=report.disk_free_bytes,
        temperature_celsius=report.temperature_celsius,
        heat_discarded=report.heat_discarded,
        heat_discarded_day=report.heat_discarded_day,
        missing_batches=sum(gap.missing for gap in report.gaps),
        held_batches=0 if report.held is None else report.held.batches,
    )
