"""Lines and identities on real pedestrian sequences, Chaland beside the public pieces, and what
everything behind the detector costs, in one run.

The pieces at their published best on these data: `trackers` ByteTrack with capture times and
activation at 0.4, and `supervision` LineZone on the feet with threshold 3. The figure is the gross
error, the sum over lines and directions of |counted - true|; the gaps of all tracks are filled with
straight lines before HOTA and IDF1. ``python -m benchmarks.tracking``.
"""

from __future__ import annotations

import json
import time
import warnings
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import supervision as sv
from rich.console import Console
from rich.table import Table
from trackers import ByteTrackTracker

from benchmarks.evaluation import evaluation_folder
from vision.detect.detections import Detections
from vision.evaluation.tracking import Identities, identities
from vision.evaluation.true_tracks import Truth, read_truth, thinned
from vision.replay import replay
from vision.scene import Scene
from vision.track.gaps import Numbered, fill_gaps
from vision.track.motfile import read_detections
from vision.track.sighting import Sighting
from vision.track.two_stage import TwoStageTracker
from vision.track.two_stage_settings import TwoStageSettings
from vision.zones.geometry import Polygon, Segment
from vision.zones.heat import HeatGrid
from vision.zones.line import LineCounter
from vision.zones.zone import ZoneMonitor

Counts = dict[str, tuple[int, int]]

SIZE = (1280.0, 720.0)
WALKERS = 20
FPS = 10.0
SECONDS = 60.0


def ours(found: dict[int, Detections], fps: float, truth: dict[str, Any]) -> Counts:
    return ours_with_tracks(found, fps, truth)[0]


def ours_with_tracks(
    found: dict[int, Detections], fps: float, truth: dict[str, Any]
) -> tuple[Counts, list[Numbered]]:
    lines = [
        LineCounter(
            line["name"],
            Segment(tuple(line["start"]), tuple(line["end"])).opened(tuple(truth["size"])),
        )
        for line in truth["lines"]
    ]
    result = replay(found, fps=fps, size=tuple(truth["size"]), lines=lines)
    return {line["name"]: (line["in"], line["out"]) for line in result.lines}, result.sightings


def theirs(found: dict[int, Detections], fps: float, truth: dict[str, Any]) -> Counts:
    return theirs_with_tracks(found, fps, truth)[0]


def theirs_with_tracks(
    found: dict[int, Detections], fps: float, truth: dict[str, Any]
) -> tuple[Counts, list[Numbered]]:
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
    sightings: list[Numbered] = []
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
        sightings += _sightings(known, number, fps)
    # Their "in" is from right to left; the truth below is told both ways, so only names differ.
    counts = {name: (zone.out_count, zone.in_count) for name, zone in zones.items()}
    return counts, fill_gaps(sightings)


def _sightings(known: sv.Detections, number: int, fps: float) -> Iterator[Numbered]:
    if not len(known):
        return
    for track, (x1, y1, x2, y2) in zip(known.tracker_id, known.xyxy.tolist(), strict=True):
        seen = (number - 1) / fps
        foot = ((x1 + x2) / 2, y2)
        yield (
            number,
            Sighting(int(track), seen, (x1, y1, x2, y2), 1.0, foot, x2 - x1, at_edge=False),
        )


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


def walkers() -> Iterator[tuple[float, Detections]]:
    """People who walk to and fro at different depths, one frame in ten without each, and boxes that
    shake by 3 % of the height."""
    rng = np.random.default_rng(0)
    depth = rng.uniform(0.2, 1.0, WALKERS)
    height = 60 + 240 * depth
    speed = rng.uniform(0.3, 0.9, WALKERS) * height
    start = rng.uniform(0, 2 * SIZE[0], WALKERS)
    for index in range(round(SECONDS * FPS)):
        way = (start + speed * index / FPS) % (2 * SIZE[0])
        x = np.minimum(way, 2 * SIZE[0] - way)
        foot = SIZE[1] * (0.3 + 0.68 * depth)
        boxes = np.stack([x - 0.2 * height, foot - height, x + 0.2 * height, foot], axis=1)
        boxes += rng.normal(0, 0.03, boxes.shape) * height[:, None]
        boxes = boxes.clip(0, [*SIZE, *SIZE])
        seen = (rng.random(WALKERS) < 0.9) & (boxes[:, 2] - boxes[:, 0] > 5)
        confidence = rng.uniform(0.3, 0.95, WALKERS)
        yield (
            index / FPS,
            Detections(boxes[seen].astype(np.float32), confidence[seen].astype(np.float32)),
        )


def cost() -> tuple[list[float], list[float]]:
    """Milliseconds of each frame for tracker, three lines, four zones and heat: by the clock, and
    of the processor, which other programs on the machine do not lengthen."""
    width, height = SIZE
    lines = [
        LineCounter(str(share), Segment((width * share, height), (width * share, 0.0)))
        for share in (0.25, 0.5, 0.75)
    ]
    zones = [
        ZoneMonitor(
            str(number),
            Polygon(
                (
                    (width * number / 4, 0.0),
                    (width * (number + 1) / 4, 0.0),
                    (width * (number + 1) / 4, height),
                    (width * number / 4, height),
                )
            ),
        )
        for number in range(4)
    ]
    scene = Scene(
        SIZE, 1 / FPS, TwoStageTracker(SIZE), lines=lines, zones=zones, heat=HeatGrid(SIZE)
    )
    clock, processor = [], []
    for captured, detections in walkers():
        begin, busy = time.perf_counter(), time.process_time()
        scene.update(detections, captured)
        processor.append(1000 * (time.process_time() - busy))
        clock.append(1000 * (time.perf_counter() - begin))
    return clock, processor


SEQUENCES = (("MOT17-09", (1, 3, 6)), ("TUD-Stadtmitte", (1, 3, 5)))


def main() -> None:
    lines = Table("sequence", "fps", "true", "Chaland", "trackers + supervision", "ratio")
    names = Table("sequence", "fps", "HOTA", "theirs", "IDF1", "theirs", "MOTA", "theirs")
    for name, steps in SEQUENCES:
        people = read_truth(evaluation_folder() / "tracks" / name / "gt.txt")
        for step in steps:
            found, fps, truth = sampled(evaluation_folder() / "tracks" / name, step)
            true = sum(line["left_to_right"] + line["right_to_left"] for line in truth["lines"])
            our_counts, our_tracks = ours_with_tracks(found, fps, truth)
            their_counts, their_tracks = theirs_with_tracks(found, fps, truth)
            ours_off, theirs_off = gross_error(our_counts, truth), gross_error(their_counts, truth)
            ratio = "–" if not theirs_off else f"{ours_off / theirs_off:.2f}"
            lines.add_row(name, f"{fps:.1f}", str(true), str(ours_off), str(theirs_off), ratio)
            names.add_row(
                name, f"{fps:.1f}", *_shares(our_tracks, their_tracks, thinned(people, step))
            )
    console = Console(width=100)
    console.print(lines, names)
    console.print("settings for all of them:", asdict(TwoStageSettings()))
    for kind, taken in zip(("by the clock", "of the processor"), cost(), strict=True):
        console.print(
            f"behind the detector, {WALKERS} people: {np.median(taken):.2f} ms a frame {kind}, "
            f"95 % within {np.quantile(taken, 0.95):.2f} ms"
        )


def _shares(our: list[Numbered], their: list[Numbered], truth: Truth) -> list[str]:
    both: tuple[Identities, Identities] = identities(our, truth), identities(their, truth)
    return [
        f"{100 * value:.1f}"
        for key in ("hota", "idf1", "mota")
        for value in (getattr(one, key) for one in both)
    ]


if __name__ == "__main__":
    main()
