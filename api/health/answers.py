"""The shape of the answer about a store's health."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel

from analytics.coverage import Coverage
from analytics.health.camera import CameraState, View
from analytics.health.device import DeviceState
from analytics.health.finding import Code, Severity
from analytics.health.policy import HealthPolicy

Kind = Literal["store", "camera", "device"]


class Subject(BaseModel):
    """``id`` names one of its ``kind``; ``name`` is for people."""

    kind: Kind
    id: str
    name: str


class FindingAnswer(BaseModel):
    """``since``: None where it is not known. ``params``: the numbers that a sentence about it
    needs; what was not measured is left out."""

    code: Code
    severity: Severity
    subject: Subject
    since: datetime | None
    params: dict[str, float]


class CameraAnswer(BaseModel):
    """``last_minute``: the latest with a picture. ``device``: the box whose minute that was.
    ``decode_errors``, ``reconnects`` and ``frames_dropped`` are of the last hour, ``fps`` of the
    latest minute and ``view`` as it was judged last; None: not measured, or no picture now.
    ``coverage`` is of today so far."""

    camera: str
    name: str
    device: str | None
    state: CameraState
    since: datetime | None
    last_minute: datetime | None
    view: View | Literal["ok"] | None
    fps: float | None
    asked_fps: float
    decode_errors: int | None
    reconnects: int | None
    frames_dropped: int | None
    coverage: Coverage


class DeviceAnswer(BaseModel):
    """``last_batch``: when the latest came. ``last_minute``: the latest of which the box said how
    it was; what follows is of that minute, None: not measured or never said.
    ``missing_batches``: numbered, and never come. ``held_batches``: in quarantine, undecided."""

    device: str
    enrolled: bool
    state: DeviceState
    since: datetime | None
    last_batch: datetime | None
    last_minute: datetime | None
    outbox_batches: int | None
    outbox_oldest_seconds: float | None
    clock_skew_seconds: float | None
    disk_free_bytes: int | None
    temperature_celsius: float | None
    heat_discarded: int | None
    heat_discarded_day: int | None
    missing_batches: int
    held_batches: int


class StoreHealth(BaseModel):
    """``reported``: whether any box of the store ever said how it was; if not, cameras and boxes
    are not judged. ``findings``: the worst first. ``policy``: the thresholds."""

    store: str
    now: datetime
    reported: bool
    findings: list[FindingAnswer]
    cameras: list[CameraAnswer]
    devices: list[DeviceAnswer]
    policy: HealthPolicy
