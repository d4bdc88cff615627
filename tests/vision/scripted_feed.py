"""A camera's feed that follows a script, and a box around such feeds, for the tests of a box."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from vision.detect.detections import Detections
from vision.detect.detector import Image
from vision.edge.absence import Absence
from vision.edge.camera import CameraCounter
from vision.edge.channel import Channel, Size
from vision.edge.outbox import Outbox
from vision.records import Record
from vision.site import CameraPart, Site
from vision.source.look import Look

SIZE = (64, 48)
FPS = 5.0
START = 1_780_000_020.0
"""On a minute."""
ZONE = [(0.0, 0.5), (1.0, 0.5), (1.0, 1.0), (0.0, 1.0)]


@dataclass
class Counts:
    reconnects: int = 0


@dataclass
class ScriptedFeed:
    looks: deque[Look] = field(default_factory=deque)
    counts: Counts = field(default_factory=Counts)
    rates: list[float] = field(default_factory=list)
    polls: int = 0
    running: bool = False

    def start(self) -> None:
        self.running = True

    def poll(self) -> Look | None:
        self.polls += 1
        return self.looks.popleft() if self.looks else None

    def set_rate(self, fps: float) -> None:
        self.rates.append(fps)

    def stop(self) -> None:
        self.running = False


class ScriptedDetector:
    """Finds a person where a picture's first pixel says: its blue is x, its green y, of the feet in
    shares of 255; nobody where both are 0."""

    name = "scripted"

    def __init__(self) -> None:
        self.calls = 0

    def detect(self, images: Sequence[Image]) -> list[Detections]:
        self.calls += len(images)
        return [self._one(image) for image in images]

    def _one(self, image: Image) -> Detections:
        height, width = image.shape[:2]
        x, y = image[0, 0, 0] / 255 * width, image[0, 0, 1] / 255 * height
        if not image[0, 0].any():
            return Detections.none()
        box = (x - width / 16, y - height / 4, x + width / 16, y)
        return Detections(np.array([box], np.float32), np.array([0.9], np.float32))


def picture(at: tuple[float, float] | None = None, size: Size = SIZE) -> Image:
    image = np.zeros((size[1], size[0], 3), np.uint8)
    if at is not None:
        image[0, 0, :2] = round(at[0] * 255), round(at[1] * 255)
    return image


def looks(
    seconds: float,
    start: float = START,
    *,
    at: tuple[float, float] | None = None,
    changed: int = 1,
    size: Size = SIZE,
    **more: Any,
) -> list[Look]:
    """Of a person who stands ``at`` some place; every ``changed``-th has a picture."""
    return [
        Look(start + n / FPS, picture(at, size) if n % changed == 0 else None, **more)
        for n in range(round(seconds * FPS))
    ]


def site(*cameras: str) -> Site:
    zone = {"id": "hall", "name": "Hall", "role": "area", "polygon": ZONE}
    return Site.model_validate(
        {
            "version": 1,
            "store": {"id": "lyon", "name": "Lyon", "timezone": "Europe/Paris"},
            "privacy": {"controller": "a", "contact": "b", "notice": "c"},
            "detector": {"model": "model"},
            "cameras": [
                {
                    "id": name,
                    "source": "rtsp://camera/",
                    "analysis_fps": FPS,
                    "zones": [zone | {"id": f"hall-{name}"}],
                }
                for name in cameras
            ],
        }
    )


class Shop:
    """Channels of real counters that write into a real outbox."""

    def __init__(self, outbox: Outbox, *cameras: str) -> None:
        self.site = site(*cameras)
        self.outbox = outbox
        self.epoch = outbox.begin_epoch("lyon", "box")
        self.detector = ScriptedDetector()
        self.sizes: list[Size] = []

    def channel(self, feed: ScriptedFeed, camera: int = 0, **more: Any) -> Channel:
        part = self.site.cameras[camera]
        return Channel(
            part,
            feed,
            self.detector,
            lambda size: self._counter(part, size),
            absence=Absence(part, lambda records: self.outbox.put(self.epoch, records)),
            **more,
        )

    def _counter(self, part: CameraPart, size: Size) -> CameraCounter:
        self.sizes.append(size)
        return CameraCounter(
            self.site, part, size=size, fps=part.analysis_fps,
            outbox=self.outbox, epoch=self.epoch, live=True,
        )  # fmt: skip

    def records(self) -> list[Record]:
        return [record for batch in self.outbox.batches() for record in batch.records]


def feed(*scripts: Iterable[Look]) -> ScriptedFeed:
    return ScriptedFeed(deque(look for script in scripts for look in script))
