"""Our tracking and lines beside the public pieces on the same real detections.

The pieces at their published best on this data: `trackers` ByteTrack with capture times and
activation at 0.4, and `supervision` LineZone on the feet with threshold 3. No figure of theirs
is written here: both are counted in the same test.
"""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import supervision as sv
from trackers import ByteTrackTracker

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


def gross_error(counted: Counts, truth: dict[str, Any]) -> int:
    return sum(
        abs(counted[line["name"]][0] - line["left_to_right"])
        + abs(counted[line["name"]][1] - line["right_to_left"])
        for line in truth["lines"]
    )


@pytest.mark.parametrize("step", [1, 3, 6])
@pytest.mark.parametrize("name", ["MOT17-09", "TUD-Stadtmitte"])
def test_fewer_people_are_miscounted_than_by_the_peers(
    evaluation: Path, name: str, step: int
) -> None:
    folder = evaluation / "tracks" / name
    truth = json.loads((folder / "lines.json").read_text("utf-8"))
    every = read_detections(folder / "det.txt")
    found = {
        (number - 1) // step + 1: every[number] for number in every if number % step == 1 % step
    }
    fps = truth["fps"] / step
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        peers = min(
            gross_error(theirs(found, fps, truth), truth),
            # Whichever way round their counts are read, they get the better.
            gross_error({n: (b, a) for n, (a, b) in theirs(found, fps, truth).items()}, truth),
        )
    assert gross_error(ours(found, fps, truth), truth) <= peers
