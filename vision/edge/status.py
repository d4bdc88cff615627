"""How the box does: written by its threads, read by `/metrics`, `/healthz` and the records.

It holds no address, no secret and nothing about people: how many are in view right now is not among
it, as a scrape every few seconds would tell when one person comes and goes.
"""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Literal

from vision.edge.clock import Wait
from vision.records import DeviceRecord
from vision.view import View

CameraState = Literal["starting", "live", "offline"]

WRITTEN_WITHIN: Final = 600.0
"""Seconds after which a minute must have been written: minutes settle for some minutes first."""
SHORT_OF_DISK: Final = 500_000_000
"""Bytes free below which the outbox may soon be unable to grow."""
OLD_BATCH: Final = 86_400.0
"""Seconds that a batch may wait before somebody should look."""
HOT: Final = 85.0
"""Degrees Celsius from which small boxes slow down."""
THERMAL: Final = Path("/sys/class/thermal")


@dataclass(frozen=True, slots=True)
class CameraHealth:
    """Counts are since the process was started."""

    camera: str
    asked_fps: float
    """Frames analysed a second that the site file asks for."""
    current_fps: float
    """What the box gives it under its present load."""
    state: CameraState = "starting"
    view: View | None = None
    """None: not judged."""
    analysed: int = 0
    """Frames counted, those in which nothing had moved among them."""
    unchanged: int = 0
    """Of these, those."""
    dropped: int = 0
    """Frames given up for want of time."""
    damaged: int = 0
    """Frames that could not be decoded."""
    reconnects: int = 0
    """Times its stream was opened again."""
    restarts: int = 0
    """Times its reader was stopped and started again."""
    detections: int = 0
    """Frames that the detector was given."""
    detect_seconds: float = 0.0
    """Time it took for them."""
    last_frame: float | None = None
    """Monotonic time of the last frame; None: none yet."""


@dataclass(frozen=True, slots=True)
class BoxHealth:
    """``None``: not known."""

    outbox_batches: int | None = None
    outbox_oldest_seconds: float | None = None
    outbox_set_aside: int = 0
    """Batches that the server refused for what they are."""
    heat_discarded: int = 0
    unauthorised: bool = False
    """The server does not take the box's token."""
    last_delivery: float | None = None
    """Monotonic time at which the server last took something."""
    last_minute: float | None = None
    """Monotonic time at which a minute was last written."""
    clock_skew_seconds: float | None = None
    clock_wrong: bool = False
    clock_waits_for: Wait | None = None
    """Why no minute is opened; None: minutes are opened."""


@dataclass(frozen=True, slots=True)
class Finding:
    """``critical``: counts are being lost. ``camera``: None when it is of the box."""

    code: str
    critical: bool
    what: str
    mend: str
    camera: str | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All of it at one instant; ``now`` is on the monotonic clock."""

    now: float
    started: float
    box: BoxHealth
    cameras: tuple[CameraHealth, ...]
    disk_free_bytes: int | None
    temperature_celsius: float | None


class CameraStatus:
    """One camera's part of a Status. Any thread may write."""

    def __init__(self, health: CameraHealth, lock: threading.Lock) -> None:
        self._health = health
        self._lock = lock

    @property
    def health(self) -> CameraHealth:
        return self._health

    def set(self, **changes: Any) -> None:
        """Fields of CameraHealth that have a new value."""
        with self._lock:
            self._health = replace(self._health, **changes)

    def looked(
        self,
        monotonic: float,
        *,
        detect_seconds: float | None,
        dropped: int = 0,
        damaged: int = 0,
        view: View | None = None,
    ) -> None:
        """A frame was counted. ``detect_seconds``: None when nothing had moved in it, so that the
        detector was not asked. ``view``: None leaves it as it was."""
        with self._lock:
            old = self._health
            self._health = replace(
                old,
                state="live",
                view=view or old.view,
                analysed=old.analysed + 1,
                unchanged=old.unchanged + (detect_seconds is None),
                dropped=old.dropped + dropped,
                damaged=old.damaged + damaged,
                detections=old.detections + (detect_seconds is not None),
                detect_seconds=old.detect_seconds + (detect_seconds or 0.0),
                last_frame=monotonic,
            )


class Status:
    """The box's.

    Args:
        cameras: each camera's id and the frames a second that it is to be analysed at.
        folder: where the outbox is; the room that is left there is told.
    """

    def __init__(
        self,
        cameras: Sequence[tuple[str, float]],
        *,
        folder: Path,
        monotonic: Callable[[], float] = time.monotonic,
        thermal: Path = THERMAL,
    ) -> None:
        self._lock = threading.Lock()
        self._folder = folder
        self._monotonic = monotonic
        self._thermal = thermal
        self._started = monotonic()
        self._box = BoxHealth()
        self._cameras = {
            name: CameraStatus(CameraHealth(name, fps, fps), self._lock) for name, fps in cameras
        }

    def camera(self, name: str) -> CameraStatus:
        return self._cameras[name]

    def set(self, **changes: Any) -> None:
        """Fields of BoxHealth that have a new value."""
        with self._lock:
            self._box = replace(self._box, **changes)

    def snapshot(self) -> Snapshot:
        with self._lock:
            box = self._box
            cameras = tuple(each.health for each in self._cameras.values())
        return Snapshot(
            self._monotonic(),
            self._started,
            box,
            cameras,
            _disk_free(self._folder),
            _temperature(self._thermal),
        )

    def device_record(self, minute: datetime) -> DeviceRecord | None:
        """The record of the minute that starts then, from what is known now; None: the outbox was
        not looked at yet."""
        seen = self.snapshot()
        if seen.box.outbox_batches is None:
            return None
        return DeviceRecord(
            start=minute,
            outbox_batches=seen.box.outbox_batches,
            outbox_oldest_seconds=seen.box.outbox_oldest_seconds,
            heat_discarded=seen.box.heat_discarded,
            disk_free_bytes=seen.disk_free_bytes,
            clock_skew_seconds=seen.box.clock_skew_seconds,
            temperature_celsius=seen.temperature_celsius,
        )


def findings(seen: Snapshot) -> list[Finding]:
    """What is wrong and what mends it, the critical first."""
    found = [finding for camera in seen.cameras for finding in _of_camera(camera)]
    found += _of_box(seen)
    return sorted(found, key=lambda finding: not finding.critical)


_VIEWS: Final[dict[View, tuple[str, str]]] = {
    "dark": ("is too dark to see people", "Put light on, or see to the camera's infrared."),
    "covered": ("is covered", "Clean the lens and take away what stands before it."),
    "moved": (
        "no longer has the view that its lines and zones were drawn on",
        "Turn it back, or draw its lines and zones anew.",
    ),
}


def _of_camera(camera: CameraHealth) -> list[Finding]:
    found = []
    name = f"camera {camera.camera}"
    if camera.state != "live":
        what = "gives no picture" if camera.state == "offline" else "has given no picture yet"
        mend = "Check its power, its cable, its address and its password."
        found.append(Finding(f"camera_{camera.state}", True, f"{name} {what}", mend, camera.camera))
    if camera.view is not None and camera.view != "ok":
        what, mend = _VIEWS[camera.view]
        found.append(Finding(camera.view, False, f"{name} {what}", mend, camera.camera))
    if camera.current_fps < 0.8 * camera.asked_fps:
        what = (
            f"{name} is analysed at {camera.current_fps:g} of {camera.asked_fps:g} frames a second"
        )
        mend = "Give the box fewer cameras, their substreams, or a lower analysis_fps."
        found.append(Finding("fps_low", False, what, mend, camera.camera))
    return found


def _of_box(seen: Snapshot) -> list[Finding]:
    box, found = seen.box, []

    def add(code: str, critical: bool, what: str, mend: str) -> None:
        found.append(Finding(code, critical, what, mend))

    set_clock = "Let the box set its clock by the network (NTP)."
    if box.clock_waits_for is not None:
        add("clock_unknown", True, "the time is not known, so nothing is counted", set_clock)
    elif box.clock_wrong:
        add("clock_wrong", False, "the system's clock is wrong", set_clock)
    since = seen.started if box.last_minute is None else box.last_minute
    if seen.now - since > WRITTEN_WITHIN:
        mend = "Check that a camera is live and that the outbox's disk has room."
        add("nothing_written", True, "no minute was written for a while", mend)
    if seen.disk_free_bytes is not None and seen.disk_free_bytes < SHORT_OF_DISK:
        add("disk_short", False, "the disk is nearly full", "Make room beside the outbox.")
    if box.unauthorised:
        add("unauthorised", False, "the server refuses the box", "Enrol the box again.")
    if box.outbox_oldest_seconds is not None and box.outbox_oldest_seconds > OLD_BATCH:
        mend = "Check the box's network and the server. Nothing is lost yet."
        add("outbox_growing", False, "counts wait for the server for over a day", mend)
    if box.outbox_set_aside:
        mend = (
            "Update the older of box and server, then let them wait again: chaland outbox --retry"
        )
        add("set_aside", False, "the server refused some batches for what they are", mend)
    if seen.temperature_celsius is not None and seen.temperature_celsius >= HOT:
        add("hot", False, "the box is hot", "Give it air.")
    return found


def _disk_free(folder: Path) -> int | None:
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None


def _temperature(thermal: Path) -> float | None:
    """The hottest sensor; None: the machine has none that can be read."""
    told = []
    for file in thermal.glob("thermal_zone*/temp"):
        try:
            told.append(int(file.read_text("ascii")) / 1000)
        except (OSError, ValueError):
            continue
    return max((each for each in told if -40 < each < 150), default=None)
