"""A camera's state, from the minutes that its box told of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from analytics.health.finding import Code, Finding
from analytics.health.policy import HealthPolicy

CameraState = Literal[
    "ok",
    "offline",
    "never",
    "dark",
    "covered",
    "blind",
    "moved",
    "slow",
    "degraded",
    "no news",
    "unknown",
]
View = Literal["dark", "covered", "moved"]
_SEEN_AS: dict[View, Code] = {
    "dark": "camera_dark",
    "covered": "camera_covered",
    "moved": "camera_moved",
}


@dataclass(frozen=True, slots=True)
class CameraReport:
    """What is known of a camera. Each ``…_since`` is the start of the unbroken run of told minutes,
    up to the latest, in which something held; None: the latest was not so.

    ``heard``: end of the latest minute that the camera's box told of, about whatever; None: no box
    ever reports. ``picture``: end of the latest minute with a picture, good or not. ``view``: what
    the box judged of that picture. ``fps`` of the latest minute, ``asked_fps`` of the site file.
    ``decode_errors``, ``reconnects`` and ``frames_dropped`` of the last hour, None: not measured.
    ``is_open``: the store, in the latest minute with a picture; None: not known.
    """

    camera: str
    heard: datetime | None = None
    picture: datetime | None = None
    blind_since: datetime | None = None
    view: View | None = None
    view_since: datetime | None = None
    slow_since: datetime | None = None
    degraded_since: datetime | None = None
    fps: float | None = None
    asked_fps: float | None = None
    decode_errors: int | None = None
    reconnects: int | None = None
    frames_dropped: int | None = None
    is_open: bool | None = None


@dataclass(frozen=True, slots=True)
class CameraHealth:
    """``since``: when the state began; None for one that needs nothing, or is not known."""

    state: CameraState
    since: datetime | None = None
    findings: tuple[Finding, ...] = ()


def judge_camera(report: CameraReport, policy: HealthPolicy, now: datetime) -> CameraHealth:
    """A camera whose box is not heard has no news rather than no picture: what is wrong then is the
    box, or the network, and the camera may be counting."""
    if report.heard is None:
        return CameraHealth("unknown")
    if report.picture is None:
        return CameraHealth("never", None, (Finding("camera_never", "warning", report.camera),))
    if report.heard - report.picture > timedelta(minutes=policy.offline_minutes):
        found = Finding("camera_offline", "critical", report.camera, report.picture)
        return CameraHealth("offline", report.picture, (found,))
    if now - report.heard > timedelta(minutes=policy.silent_minutes):
        return CameraHealth("no news", report.heard)
    faults = tuple(_faults(report, policy))
    for judged in (_unfit_view(report, policy), _too_slow(report, policy)):
        if judged is not None:
            return CameraHealth(judged.state, judged.since, judged.findings + faults)
    return CameraHealth("ok", None, faults)


def _unfit_view(report: CameraReport, policy: HealthPolicy) -> CameraHealth | None:
    if report.view is not None and _lasts(report, report.view_since, policy.view_minutes):
        if report.view == "dark" and report.is_open is False:
            # The lights are out because nobody is in.
            return CameraHealth("dark", report.view_since)
        found = Finding(_SEEN_AS[report.view], "critical", report.camera, report.view_since)
        return CameraHealth(report.view, report.view_since, (found,))
    if _lasts(report, report.blind_since, policy.view_minutes):
        found = Finding("camera_blind", "critical", report.camera, report.blind_since)
        return CameraHealth("blind", report.blind_since, (found,))
    return None


def _too_slow(report: CameraReport, policy: HealthPolicy) -> CameraHealth | None:
    if _lasts(report, report.slow_since, policy.slow_minutes):
        params = {
            name: float(value)
            for name, value in (
                ("fps", report.fps),
                ("asked", report.asked_fps),
                ("dropped", report.frames_dropped),
            )
            if value is not None
        }
        found = Finding("camera_slow", "warning", report.camera, report.slow_since, params)
        return CameraHealth("slow", report.slow_since, (found,))
    if _lasts(report, report.degraded_since, policy.slow_minutes):
        found = Finding("camera_degraded", "warning", report.camera, report.degraded_since)
        return CameraHealth("degraded", report.degraded_since, (found,))
    return None


def _faults(report: CameraReport, policy: HealthPolicy) -> list[Finding]:
    """What goes wrong beside the state."""
    counts: tuple[tuple[Code, int | None, int], ...] = (
        ("camera_reconnecting", report.reconnects, policy.reconnects_per_hour),
        ("camera_damaged", report.decode_errors, policy.decode_errors_per_hour),
    )
    return [
        Finding(code, "warning", report.camera, None, {"count": count})
        for code, count, limit in counts
        if count is not None and count >= limit
    ]


def _lasts(report: CameraReport, since: datetime | None, minutes: int) -> bool:
    if since is None or report.heard is None:
        return False
    return report.heard - since >= timedelta(minutes=minutes)
