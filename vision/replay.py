"""Everything behind the detector, run on detections that somebody else made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from vision.detect.detections import Detections
from vision.scene import Scene
from vision.totals import Totals
from vision.track.gaps import fill_gaps
from vision.track.sighting import Sighting
from vision.track.two_stage import TwoStageTracker
from vision.zones.line import LineCounter
from vision.zones.zone import ZoneMonitor


@dataclass(frozen=True, slots=True)
class Replay:
    """What came of it. ``sightings``: (frame, sighting), gaps filled, for a tracks file."""

    lines: list[dict[str, Any]]
    zones: list[dict[str, Any]]
    tracks: int
    sightings: list[tuple[int, Sighting]]

    def summary(self) -> dict[str, Any]:
        keys = ("name", "visits", "passes", "dwell_seconds")
        return {
            "lines": self.lines,
            "zones": [{key: zone[key] for key in keys} for zone in self.zones],
            "tracks": self.tracks,
        }


def replay(
    detections: dict[int, Detections],
    *,
    fps: float,
    size: tuple[float, float],
    lines: Sequence[LineCounter] = (),
    zones: Sequence[ZoneMonitor] = (),
) -> Replay:
    """Run tracker, lines and zones over frames 1 to the last that has a detection.

    Frame n is taken to be captured (n - 1) / fps seconds after the first; frames without a
    detection were analysed and empty.
    """
    scene = Scene(size, 1 / fps, TwoStageTracker(size), lines=lines, zones=zones)
    totals = Totals([line.name for line in lines], [zone.name for zone in zones])
    sightings: list[tuple[int, Sighting]] = []

    def note() -> None:
        sightings.extend((round(s.time * fps) + 1, s) for s in scene.last_update.sightings)

    for number in range(1, max(detections, default=0) + 1):
        frame = detections.get(number, Detections.none())
        totals.take(scene.update(frame, (number - 1) / fps))
        note()
    totals.take(scene.finish())
    note()
    return Replay(totals.lines(), totals.zones(), scene.tracks, fill_gaps(sightings))
