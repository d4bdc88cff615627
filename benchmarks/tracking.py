"""Line counts on real pedestrian sequences: Chaland beside the public pieces, in one run.

The pieces at their published best on these data: `trackers` ByteTrack with capture times and
activation at 0.4, and `supervision` LineZone on the feet with threshold 3. The figure is the gross
error, the sum over lines and directions of |counted - true|. ``python -m benchmarks.tracking``.
"""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import supervision as sv
from rich.console import Console
from rich.table import Table
from trackers import ByteTrackTracker

from benchmarks.evaluation import evaluation_folder
from vision.detect.detections import Detections
from vision.replay import replay
from vision.track.motfile import read_detections
from vision.zones.geometry import Segment
from vision.zones.line import LineCounter

Counts = dict[str, tuple[int, int]]


def ours(found: dict[int, Detections], fps: float, truth: dict[str, Any]) -> Counts:
    lines = [
        LineCounter(
            line["name"],
            Segment(tuple(line["start"]), tuple(line["end"])).opened(tuple(truth["size"])),
        )
        for line in truth["lines"]
    ]
    result = replay(found, fps=fps, size=tuple(truth["size"]), lines=lines)
    return {line["name"]: (line["in"], line["out"]) for line in result.lines}


def theirs(found: dict[int, Detections], fps: float, truth: dict[str, Any]) -> Counts:
    tracker = ByteTrackTracker(
        lost_track_buffer=30,
        frame_rate=fps,
        track_activation_threshold=0.4,
        high_conf_det_threshold=0.4,
    )
    zones = {
        line["name"]: sv.LineZone(
            sv.Point(*line["start"]),
            sv.Point(*line["end"]),
            triggering_anchors=[sv.Position.BOTTOM_CENTER],
            minimum_crossing_threshold=3,
        )
        for line in truth["lines"]
    }
    warnings.simplefilter("ignore")  # it warns of each frame that holds nobody
    for number in range(1, max(found) + 1):
        frame = found.get(number, Detections.none())
        tracked = tracker.update(
            sv.Detections(
                xyxy=frame.xyxy.astype(np.float32),
                confidence=frame.confidence,
                class_id=np.zeros(len(frame), int),
            ),
            timestamp=(number - 1) / fps,
        )
        known = tracked[tracked.tracker_id >= 0] if len(tracked) else tracked
        for zone in zones.values():
            zone.trigger(known)
    # Their "in" is from right to left; the truth below is told both ways, so only names differ.
    return {name: (zone.out_count, zone.in_count) for name, zone in zones.items()}


def sampled(folder: Path, step: int) -> tuple[dict[int, Detections], float, dict[str, Any]]:
    """Every ``step``-th frame's detections, numbered from 1, their rate, and the true counts."""
    truth = json.loads((folder / "lines.json").read_text("utf-8"))
    every = read_detections(folder / "det.txt")
    found = {
        (number - 1) // step + 1: detections
        for number, detections in every.items()
        if number % step == 1 % step
    }
    return found, truth["fps"] / step, truth


def gross_error(counted: Counts, truth: dict[str, Any]) -> int:
    return sum(
        abs(counted[line["name"]][0] - line["left_to_right"])
        + abs(counted[line["name"]][1] - line["right_to_left"])
        for line in truth["lines"]
    )


SEQUENCES = (("MOT17-09", (1, 3, 6)), ("TUD-Stadtmitte", (1, 3, 5)))


def main() -> None:
    table = Table("sequence", "fps", "true", "Chaland", "trackers + supervision", "ratio")
    for name, steps in SEQUENCES:
        for step in steps:
            found, fps, truth = sampled(evaluation_folder() / "tracks" / name, step)
            true = sum(line["left_to_right"] + line["right_to_left"] for line in truth["lines"])
            ours_off = gross_error(ours(found, fps, truth), truth)
            theirs_off = gross_error(theirs(found, fps, truth), truth)
            ratio = "–" if not theirs_off else f"{ours_off / theirs_off:.2f}"
            table.add_row(name, f"{fps:.1f}", str(true), str(ours_off), str(theirs_off), ratio)
    Console(width=100).print(table)


if __name__ == "__main__":
    main()
