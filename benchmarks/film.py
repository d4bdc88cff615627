"""Real films with people counted by eye: what Chaland counts, at several analysis rates.

``python -m benchmarks.film`` prints a table; nothing is asserted here.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import supervision as sv
from rich.console import Console
from rich.table import Table

from benchmarks.evaluation import evaluation_folder
from vision.detect.detections import Detections
from vision.detect.detector import Detector, load_detector
from vision.edge.camera import build_scene
from vision.scene import Scene
from vision.site import CameraPart
from vision.source.film import Film
from vision.source.frame import Frame
from vision.source.sampling import Sampling
from vision.track.two_stage import TwoStageTracker
from vision.zones.events import Crossing, Event, Visit

START = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
EVERY_FRAME = 60.0
Analysed = list[tuple[Frame, Detections]]


def analyse(film: Path, detector: Detector) -> Analysed:
    """Every frame of a film with what the detector found in it."""
    with Film(film, starts_at=START, fps=EVERY_FRAME) as frames:
        return [(frame, detector.detect([frame.image])[0]) for frame in frames]


def count(analysed: Analysed, camera: CameraPart, fps: float) -> tuple[Scene, list[Event]]:
    """The events of a film sampled at ``fps``; their times are from its start."""
    height, width = analysed[0][0].image.shape[:2]
    size = (width, height)
    scene = build_scene(camera, size, 1 / fps, TwoStageTracker(size))
    sampling = Sampling(fps)
    events: list[Event] = []
    for frame, detections in analysed:
        elapsed = frame.time - START.timestamp()
        if sampling.takes(elapsed):
            events += scene.update(detections, elapsed)
    return scene, events + scene.finish()


def camera_of(truth: dict[str, Any]) -> CameraPart:
    """The line and the zone of a truth file, and the whole view as another zone."""
    width, height = truth["size"]

    def share(points: Sequence[Sequence[float]]) -> list[list[float]]:
        return [[x / width, y / height] for x, y in points]

    start, end = share([truth["line"]["start"], truth["line"]["end"]])
    return CameraPart.model_validate(
        {
            "id": "camera",
            "source": truth["file"],
            "lines": [{"id": "line", "start": start, "end": end}],
            "zones": [
                {"id": "table", "polygon": share(truth["table_zone_feet"])},
                {"id": "view", "polygon": [[0, 0], [1, 0], [1, 1], [0, 1]]},
            ],
        }
    )


WHOLE_VIEW = CameraPart.model_validate(
    {
        "id": "view",
        "source": "-",
        "zones": [{"id": "view", "polygon": [[0, 0], [1, 0], [1, 1], [0, 1]]}],
    }
)


def pairing(ours: Detector, theirs: Detector, frames: Analysed) -> tuple[int, int]:
    """(detections that pair at IoU 0.9, detections in all) of two detectors."""
    paired = total = 0
    for frame, _ in frames:
        (a,), (b,) = ours.detect([frame.image]), theirs.detect([frame.image])
        total += max(len(a), len(b))
        if len(a) and len(b):
            paired += int((sv.box_iou_batch(a.xyxy, b.xyxy).max(axis=1) >= 0.9).sum())
    return paired, total


def main() -> None:
    folder = evaluation_folder()
    model = folder / "weights" / "yolo11n_int8_openvino_model"
    detector = load_detector(model)
    truth = json.loads((folder / "footage" / "one-by-one.truth.json").read_text("utf-8"))
    one_by_one = analyse(folder / "footage" / truth["file"], detector)
    aisle = analyse(folder / "footage" / "store-aisle.mp4", detector)

    table = Table("film", "fps", "in", "out", "table visits", "people", "time in view − true, s")
    in_view = [[frame / truth["fps"] for frame in visit["in_view"]] for visit in truth["visits"]]
    for fps in (10, 5, 3):
        scene, events = count(one_by_one, camera_of(truth), fps)
        ways = [event.direction for event in events if isinstance(event, Crossing)]
        visits = [event for event in events if isinstance(event, Visit)]
        views = [visit for visit in visits if visit.zone == "view"]
        off = [f"{v.dwell - (b - a):+.1f}" for v, (a, b) in zip(views, in_view, strict=False)]
        tables = sum(visit.zone == "table" for visit in visits)
        table.add_row(
            truth["file"],
            str(fps),
            str(ways.count("in")),
            str(ways.count("out")),
            str(tables),
            str(scene.tracks),
            " ".join(off),
        )
    for rate in (EVERY_FRAME, 10.0, 5.0, 3.0):
        scene, _ = count(aisle, WHOLE_VIEW, rate)
        table.add_row("store-aisle.mp4", f"{rate:g}", "", "", "", str(scene.tracks), "")
    console = Console(width=120)
    console.print(table)

    paired, total = pairing(
        load_detector(model, confidence=0.25),
        load_detector(model, runtime="ultralytics", confidence=0.25),
        one_by_one[::4] + aisle,
    )
    console.print(f"both runtimes: {paired} of {total} detections pair at IoU 0.9")


if __name__ == "__main__":
    main()
