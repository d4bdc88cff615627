"""The public pieces at their best: one core, and frames between the analysed ones only decoded."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import supervision as sv

from benchmarks.edge_box.models import FIXED

LINE = ((0.3928, 0.5143), (0.6072, 0.5143))
"""The door's, in shares of the picture; *in* is downward."""
Counted = tuple[int, int]
"""(in, out)."""
Peer = Callable[[Path, Path, int], Iterator[Counted]]
"""From a film, a model and how many frames make one that is analysed, to the counts so far, after
each analysed frame."""


def track(film: Path, model: Path, stride: int) -> Iterator[Counted]:
    """Ultralytics `track()` with ByteTrack, and supervision's line."""
    zone: sv.LineZone | None = None
    results = _yolo(model).track(
        str(film),
        stream=True,
        persist=True,
        tracker="bytetrack.yaml",
        classes=[0],
        vid_stride=stride,
        imgsz=_size(model),
        verbose=False,
        device="cpu",
    )
    for result in results:
        zone = zone or _line(result.orig_shape)
        found = sv.Detections.from_ultralytics(result)
        if found.tracker_id is not None:
            zone.trigger(found)
        yield zone.out_count, zone.in_count


def object_counter(film: Path, model: Path, stride: int) -> Iterator[Counted]:
    """Ultralytics' `solutions.ObjectCounter`."""
    from ultralytics import solutions

    counter = None
    for image in _frames(film, stride):
        height, width = image.shape[:2]
        counter = counter or solutions.ObjectCounter(
            model=str(model),
            region=[(round(x * width), round(y * height)) for x, y in LINE],
            classes=[0],
            tracker="bytetrack.yaml",
            imgsz=_size(model),
            show=False,
            verbose=False,
            device="cpu",
        )
        counter(image)
        yield counter.in_count, counter.out_count


def trackers(film: Path, model: Path, stride: int) -> Iterator[Counted]:
    """Ultralytics' detector, Roboflow's ByteTrack and supervision's line."""
    from trackers import ByteTrackTracker

    yolo, zone = _yolo(model), None
    tracker = ByteTrackTracker(
        frame_rate=5, track_activation_threshold=0.4, high_conf_det_threshold=0.4
    )
    warnings.simplefilter("ignore")  # it warns of each frame that holds nobody
    for image in _frames(film, stride):
        zone = zone or _line(image.shape)
        (result,) = yolo.predict(
            image, classes=[0], conf=0.1, imgsz=_size(model), verbose=False, device="cpu"
        )
        known = tracker.update(sv.Detections.from_ultralytics(result))
        if len(known):
            zone.trigger(known[known.tracker_id >= 0])
        yield zone.out_count, zone.in_count


def _yolo(model: Path) -> Any:
    from ultralytics import YOLO

    return YOLO(str(model), task="detect")


def _size(model: Path) -> tuple[int, int]:
    """(height, width) of the network's input; torch takes any."""
    return FIXED["small" if "256x448" in model.name else "fixed"]


def _line(shape: tuple[int, ...]) -> sv.LineZone:
    (x1, y1), (x2, y2) = LINE
    height, width = shape[:2]
    return sv.LineZone(
        sv.Point(x1 * width, y1 * height),
        sv.Point(x2 * width, y2 * height),
        triggering_anchors=[sv.Position.BOTTOM_CENTER],
        minimum_crossing_threshold=3,
    )


def _frames(film: Path, stride: int) -> Iterator[np.ndarray]:
    capture = cv2.VideoCapture(str(film))
    number = 0
    while capture.grab():
        if number % stride == 0:
            read, image = capture.retrieve()
            if read:
                yield image
        number += 1
