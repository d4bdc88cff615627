"""What cameras and boxes told, minute by minute, and what the server makes of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from api.database import Database
from api.health.answers import CameraAnswer, DeviceAnswer, StoreHealth
from api.health.route import POLICY, store_health
from api.stores import described
from vision.records import CoverageRecord, DeviceRecord, HealthRecord, Record

NOW = datetime.now(UTC).replace(second=0, microsecond=0)


def ago(minutes: float) -> datetime:
    return NOW - timedelta(minutes=minutes)


def seen(minutes: Iterable[int], *, camera: str = "door", status: str = "ok") -> list[Record]:
    return [
        CoverageRecord.model_validate(
            {
                "camera": camera,
                "start": ago(each),
                "frames_expected": 300,
                "frames_analysed": 0 if status == "offline" else 300,
                "status": status,
            }
        )
        for each in minutes
    ]


def did(minutes: Iterable[int], *, camera: str = "door", **how: Any) -> list[Record]:
    well = {"fps": 5.0, "reconnects": 0, "frames_dropped": 0, "view": "ok"}
    return [
        HealthRecord.model_validate({"camera": camera, "start": ago(each), **(well | how)})
        for each in minutes
    ]


def box_did(minutes: Iterable[int], **how: Any) -> list[Record]:
    well: dict[str, Any] = {"outbox_batches": 0, "disk_free_bytes": 2**34}
    return [DeviceRecord.model_validate({"start": ago(each), **(well | how)}) for each in minutes]


def well(minutes: range = range(1, 31)) -> list[Record]:
    """Half an hour in which nothing went wrong."""
    return [
        *box_did(minutes),
        *(
            each
            for camera in ("door", "aisle")
            for each in [*seen(minutes, camera=camera), *did(minutes, camera=camera)]
        ),
    ]


def judged(database: Database) -> StoreHealth:
    """As of NOW, however long ago that is."""
    with database.read() as session:
        return store_health(session, described(session, "lyon"), NOW, POLICY)


def codes(health: StoreHealth) -> list[tuple[str, str]]:
    return [(each.code, each.subject.id) for each in health.findings]


def camera(health: StoreHealth, name: str = "door") -> CameraAnswer:
    return next(each for each in health.cameras if each.camera == name)


def device(health: StoreHealth, name: str = "box-1") -> DeviceAnswer:
    return next(each for each in health.devices if each.device == name)
