"""A tracker's tracks, line crossings and visits beside the true ones.

HOTA (J. Luiten et al., IJCV 2021), IDF1 (E. Ristani et al., 2016) and MOTA (K. Bernardin and
R. Stiefelhagen, 2008) as TrackEval computes them, MOTChallenge's distractors left out as it does.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from vision.detect.detections import Detections
from vision.errors import InputError
from vision.evaluation.crossings import CrossingScore
from vision.evaluation.true_tracks import KnownTracks, Truth, write_truth
from vision.scene import Scene
from vision.track.gaps import fill_gaps
from vision.track.motfile import write_tracks
from vision.track.sighting import Sighting, Tracker
from vision.track.two_stage import TwoStageTracker
from vision.zones.events import Crossing, Event, Visit
from vision.zones.line import LineCounter
from vision.zones.zone import ZoneMonitor

Numbered = tuple[int, Sighting]
"""(frame, sighting)"""


@dataclass(frozen=True, slots=True)
class Identities:
    """How well tracks are people: shares, and counts. Boxes match at IoU 0.5, for HOTA at all
    from 0.05 to 0.95."""

    hota: float
    det_a: float
    ass_a: float
    idf1: float
    mota: float
    switches: int
    tracks: int
    people: int


@dataclass(frozen=True, slots=True)
class VisitScore:
    """Stays in one zone. Seconds are summed over all visits; medians are of those that ended in
    sight, None without any."""

    visits: int
    true_visits: int
    seconds: float
    true_seconds: float
    median: float | None
    true_median: float | None


@dataclass(frozen=True, slots=True)
class TrackingScore:
    identities: Identities
    lines: Mapping[str, CrossingScore]
    zones: Mapping[str, VisitScore]

    def summary(self) -> dict[str, Any]:
        return {
            **asdict(self.identities),
            "lines": [{"name": name, **one.summary()} for name, one in self.lines.items()],
            "zones": [{"name": name, **asdict(one)} for name, one in self.zones.items()],
        }


def evaluate(
    detections: Mapping[int, Detections],
    truth: Truth,
    *,
    fps: float,
    size: tuple[float, float],
    lines: Callable[[], Sequence[LineCounter]] = list,
    zones: Callable[[], Sequence[ZoneMonitor]] = list,
) -> TrackingScore:
    """Track and count ``detections``, and count the true tracks over the same lines and zones.

    Frame n is taken to be captured (n - 1) / fps seconds after the first. A track's gaps are filled
    with straight lines, as the truth of hidden people is.

    Args:
        lines: makes the lines, twice: for what is found and for what is true.
        zones: the same for zones.

    Raises:
        InputError: the extra ``evaluation`` is not installed, or nothing was tracked.
    """
    frames = range(1, max([*detections, *truth]) + 1)

    def play(tracker: Tracker) -> tuple[list[Event], list[Numbered]]:
        scene = Scene(size, 1 / fps, tracker, lines=lines(), zones=zones())
        events: list[Event] = []
        sightings: list[Numbered] = []
        for number in frames:
            events += scene.update(detections.get(number, Detections.none()), (number - 1) / fps)
            sightings += [(round(s.time * fps) + 1, s) for s in scene.last_update.sightings]
        events += scene.finish()
        return events, sightings

    ours, sightings = play(TwoStageTracker(size))
    theirs, _ = play(KnownTracks(truth, fps, size))
    return TrackingScore(
        identities(fill_gaps(sightings), truth),
        {line.name: _crossings(line.name, ours, theirs) for line in lines()},
        {zone.name: _visits(zone.name, ours, theirs) for zone in zones()},
    )


def identities(sightings: Sequence[Numbered], truth: Truth) -> Identities:
    """Raises InputError: the extra ``evaluation`` is not installed, or there are no tracks."""
    if not sightings:
        raise InputError("no tracks came of these detections; is their confidence in column 7?")
    try:
        from trackers.eval import evaluate_mot_sequence
    except ImportError as error:
        raise InputError(
            "HOTA needs the package `trackers`, which is not installed: "
            "pip install 'chaland[evaluation]'."
        ) from error
    with tempfile.TemporaryDirectory() as folder:
        true, found = Path(folder) / "truth.txt", Path(folder) / "tracks.txt"
        write_truth(true, truth)
        tracks = write_tracks(found, sightings)
        result = evaluate_mot_sequence(true, found, ["HOTA", "CLEAR", "Identity"])
    people = {box.person for boxes in truth.values() for box in boxes if box.wanted}
    return Identities(
        hota=float(result.HOTA.HOTA),
        det_a=float(result.HOTA.DetA),
        ass_a=float(result.HOTA.AssA),
        idf1=float(result.Identity.IDF1),
        mota=float(result.CLEAR.MOTA),
        switches=int(result.CLEAR.IDSW),
        tracks=tracks,
        people=len(people),
    )


def _crossings(line: str, ours: Sequence[Event], theirs: Sequence[Event]) -> CrossingScore:
    counted, true = (
        [(e.time, e.direction) for e in events if isinstance(e, Crossing) and e.line == line]
        for events in (ours, theirs)
    )
    return CrossingScore.of(counted, true)


def _visits(zone: str, ours: Sequence[Event], theirs: Sequence[Event]) -> VisitScore:
    counted, true = (
        [event for event in events if isinstance(event, Visit) and event.zone == zone]
        for events in (ours, theirs)
    )
    return VisitScore(
        visits=len(counted),
        true_visits=len(true),
        seconds=round(sum(visit.dwell for visit in counted), 2),
        true_seconds=round(sum(visit.dwell for visit in true), 2),
        median=_median(counted),
        true_median=_median(true),
    )


def _median(visits: Sequence[Visit]) -> float | None:
    whole = [visit.dwell for visit in visits if not (visit.censored_begin or visit.censored_end)]
    return round(float(np.median(whole)), 2) if whole else None
