"""A box's state, from when it was last heard and what it said of itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from analytics.health.finding import Finding
from analytics.health.policy import HealthPolicy

DeviceState = Literal["ok", "silent", "late", "never", "unknown", "revoked", "gone"]


@dataclass(frozen=True, slots=True)
class Gap:
    """Batches of an outbox that never came. ``since``: when the first one numbered after a
    missing one did."""

    missing: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Held:
    """Batches in quarantine that nobody has decided about. ``since``: when the first came."""

    batches: int
    since: datetime


@dataclass(frozen=True, slots=True)
class DeviceReport:
    """What is known of a box. ``last_batch``: when the latest came; ``told``: end of the latest
    minute that it said how it was. All below are of that minute, None: not measured;
    ``heat_discarded_day``: heatmaps given up in the 24 hours to it. Each ``…_since`` is the start
    of the unbroken run of told minutes in which that was beyond its threshold."""

    device: str
    enrolled: bool = False
    revoked: datetime | None = None
    last_batch: datetime | None = None
    told: datetime | None = None
    outbox_batches: int | None = None
    outbox_oldest_seconds: float | None = None
    late_since: datetime | None = None
    clock_skew_seconds: float | None = None
    clock_since: datetime | None = None
    disk_free_bytes: int | None = None
    disk_since: datetime | None = None
    temperature_celsius: float | None = None
    hot_since: datetime | None = None
    heat_discarded: int | None = None
    heat_discarded_day: int | None = None
    gaps: tuple[Gap, ...] = ()
    held: Held | None = None


@dataclass(frozen=True, slots=True)
class DeviceHealth:
    state: DeviceState
    since: datetime | None = None
    findings: tuple[Finding, ...] = ()


def judge_device(report: DeviceReport, policy: HealthPolicy, now: datetime) -> DeviceHealth:
    # What was received waits for a decision, whatever has become of the box.
    held = tuple(_held(report))
    if report.revoked is not None:
        return DeviceHealth("revoked", report.revoked, held)
    missing = (*held, *_gaps(report, policy, now))
    if report.last_batch is None:
        found = Finding("device_never", "notice", report.device)
        return DeviceHealth("never", None, (found,))
    if report.told is None:
        # It sends what was counted from films and does not watch over itself.
        return DeviceHealth("unknown", None, missing)
    silence = now - report.last_batch
    if not report.enrolled and silence > timedelta(days=policy.forgotten_days):
        return DeviceHealth("gone", report.last_batch, held)
    if silence > timedelta(minutes=policy.silent_minutes):
        found = Finding("device_silent", "critical", report.device, report.last_batch)
        # Of a box that is not heard all else is past.
        return DeviceHealth("silent", report.last_batch, (found, *missing))
    findings = (*_own(report, policy), *missing)
    late = _late(report, policy, now)
    if late is not None:
        return DeviceHealth("late", late.since, (late, *findings))
    return DeviceHealth("ok", None, findings)


def _late(report: DeviceReport, policy: HealthPolicy, now: datetime) -> Finding | None:
    limit = timedelta(minutes=policy.late_minutes)
    waits = report.outbox_oldest_seconds
    behind = report.told is not None and now - report.told > limit
    if not behind and (waits is None or waits <= limit.total_seconds()):
        return None
    params = {
        name: float(value)
        for name, value in (("batches", report.outbox_batches), ("oldest_seconds", waits))
        if value is not None
    }
    since = report.told if behind else report.late_since
    return Finding("device_late", "warning", report.device, since, params)


def _own(report: DeviceReport, policy: HealthPolicy) -> Iterator[Finding]:
    skew = report.clock_skew_seconds
    if skew is not None and abs(skew) > policy.clock_seconds:
        yield Finding(
            "clock_wrong", "warning", report.device, report.clock_since, {"seconds": skew}
        )
    free = report.disk_free_bytes
    if free is not None and free < policy.disk_bytes:
        yield Finding(
            "disk_short",
            "critical" if free < policy.disk_critical_bytes else "warning",
            report.device,
            report.disk_since,
            {"bytes": free},
        )
    celsius = report.temperature_celsius
    if celsius is not None and celsius >= policy.temperature_celsius:
        yield Finding(
            "device_hot", "warning", report.device, report.hot_since, {"celsius": celsius}
        )
    discarded = report.heat_discarded_day
    if discarded:
        yield Finding("heat_discarded", "warning", report.device, None, {"count": discarded})


def _held(report: DeviceReport) -> Iterator[Finding]:
    held = report.held
    if held is not None:
        yield Finding("batches_held", "warning", report.device, held.since, {"count": held.batches})


def _gaps(report: DeviceReport, policy: HealthPolicy, now: datetime) -> Iterator[Finding]:
    """One finding for all: a box that catches up may still fill those of the last minutes."""
    lasting = [
        gap
        for gap in report.gaps
        if timedelta(minutes=policy.gap_minutes)
        < now - gap.since
        <= timedelta(days=policy.gap_days)
    ]
    if lasting:
        yield Finding(
            "batches_missing",
            "warning",
            report.device,
            min(gap.since for gap in lasting),
            {"count": sum(gap.missing for gap in lasting)},
        )
