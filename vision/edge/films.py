"""A site's films, analysed from start to end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from vision.detect.detector import Detector
from vision.detect.uniform import Uniform
from vision.edge.camera import CameraCounter
from vision.edge.outbox import Epoch, Outbox
from vision.scene import Counted
from vision.site import CameraPart
from vision.site_file import SiteFile, film_start
from vision.source.film import Film, FilmTally
from vision.source.mask import blank
from vision.totals import Totals
from vision.zones.events import Event

Progress = Callable[[float, float | None], None]
"""Called with seconds of film read and the film's length, None when unknown."""


@dataclass(frozen=True, slots=True)
class FilmPlan:
    """A camera whose film was opened once and found readable."""

    camera: CameraPart
    path: Path
    starts_at: datetime
    seconds: float | None


@dataclass(frozen=True, slots=True)
class FilmResult:
    """What one film gave. Nothing of it is more than the records hold."""

    plan: FilmPlan
    tally: FilmTally
    tracks: int
    """Somebody who leaves the picture and comes back, or is lost from sight, is several."""
    staff: int | None
    """Of these, by some rule; None: no rule finds staff in this camera."""
    lines: list[dict[str, Any]]
    zones: list[dict[str, Any]]
    withheld: dict[str, int]
    batches: int

    def summary(self) -> dict[str, Any]:
        return {
            "camera": self.plan.camera.id,
            "film": self.plan.path.name,
            "starts_at": self.plan.starts_at.isoformat(),
            "seconds": round(self.tally.read_until, 3),
            "frames": {
                "decoded": self.tally.decoded,
                "analysed": self.tally.analysed,
                "damaged": self.tally.damaged,
            },
            "cut": self.tally.cut,
            "tracks": self.tracks,
            "staff": self.staff,
            "lines": self.lines,
            "zones": self.zones,
            "dwell_withheld": self.withheld,
        }


def plan_films(site_file: SiteFile, *, skip_live: bool = False) -> list[FilmPlan]:
    """Open every film of the site before any is analysed.

    Raises:
        InputError: naming the first film that is missing or unreadable, or has no start; or the
            first camera that is live, unless those are to be left out.
    """
    plans = []
    for camera in site_file.site.cameras:
        if skip_live and camera.live:
            continue
        path = site_file.film(camera)
        with closing(Film(path, starts_at=datetime.now().astimezone(), fps=1)) as film:
            seconds = film.seconds
        plans.append(FilmPlan(camera, path, film_start(camera, path), seconds))
    return plans


def analyse_film(
    site_file: SiteFile,
    plan: FilmPlan,
    detector: Detector,
    outbox: Outbox,
    epoch: Epoch,
    progress: Progress = lambda *_: None,
    on_events: Callable[[Sequence[Event]], None] = lambda _: None,
    on_counted: Callable[[Sequence[Counted]], None] = lambda _: None,
) -> FilmResult:
    """Count one film into the outbox. Minutes that closed before an interruption stay there.

    ``on_events`` is shown every event and ``on_counted`` every sighting that is counted; neither
    may outlive the process.
    """
    camera, site = plan.camera, site_file.site
    uniform = Uniform(site.staff.colours) if site.staff.uniform else None
    totals = Totals([line.id for line in camera.lines], [zone.id for zone in camera.measured_zones])

    def show(events: Sequence[Event]) -> None:
        totals.take(events)
        on_events(events)

    with Film(plan.path, starts_at=plan.starts_at, fps=camera.analysis_fps) as film:
        counter = CameraCounter(
            site,
            camera,
            size=film.size,
            fps=film.fps,
            outbox=outbox,
            epoch=epoch,
            on_events=show,
        )
        damaged = 0
        for frame in film:
            image = blank(frame.image, camera.masks)
            (found,) = detector.detect([image])
            if uniform is not None:
                found = uniform.measure(image, found)
            counter.frame(found, frame.time, damaged=film.tally.damaged - damaged)
            damaged = film.tally.damaged
            on_counted(counter.counted)
            progress(film.tally.read_until, film.seconds)
        counter.finish(plan.starts_at.timestamp() + film.tally.read_until)
        on_counted(counter.counted)
        return FilmResult(
            plan,
            film.tally,
            counter.tracks,
            counter.staff_tracks,
            totals.lines(),
            totals.zones(site.privacy.k),
            counter.withheld,
            counter.batches,
        )
