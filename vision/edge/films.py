"""A site's films, analysed from start to end, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack, closing
from datetime import datetime

from vision.detect.detector import Detector
from vision.detect.uniform import Uniform
from vision.edge.camera import CameraCounter
from vision.edge.epoch import Epoch
from vision.edge.outbox import Outbox
from vision.edge.plan import Joining, PlanCounter
from vision.edge.watch import FilmPlan, FilmResult, Watch, Watches
from vision.journey.joiner import Joiner
from vision.site import Site
from vision.site_file import SiteFile, film_start
from vision.source.film import Film
from vision.source.mask import blank
from vision.totals import Totals
from vision.zones.events import Event


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


class _Showing:
    """One film that is being analysed, a frame ahead: its next frame's time tells whose turn it
    is."""

    def __init__(
        self,
        site_file: SiteFile,
        plan: FilmPlan,
        detector: Detector,
        outbox: Outbox,
        epoch: Epoch,
        plan_counter: PlanCounter | None,
        watch: Watch,
    ) -> None:
        camera, self._site = plan.camera, site_file.site
        self.plan = plan
        self._detector = detector
        self._watch = watch
        self._uniform = Uniform(self._site.staff.colours) if self._site.staff.uniform else None
        self._totals = Totals(
            [line.id for line in camera.lines], [zone.id for zone in camera.measured_zones]
        )
        self._film = Film(plan.path, starts_at=plan.starts_at, fps=camera.analysis_fps)
        self._counter = CameraCounter(
            self._site,
            camera,
            size=self._film.size,
            fps=self._film.fps,
            outbox=outbox,
            epoch=epoch,
            on_events=self._hear,
            plan=plan_counter,
        )
        self._frames = iter(self._film)
        self._damaged = 0
        self.next = next(self._frames, None)

    def advance(self) -> None:
        """Analyse the next frame."""
        frame, film, camera = self.next, self._film, self.plan.camera
        if frame is None:
            return
        image = blank(frame.image, camera.masks)
        (found,) = self._detector.detect([image])
        if self._uniform is not None:
            found = self._uniform.measure(image, found)
        self._counter.frame(found, frame.time, damaged=film.tally.damaged - self._damaged)
        self._damaged = film.tally.damaged
        self._watch.on_counted(self.plan, self._counter.counted)
        self._watch.on_progress(self.plan, film.tally.read_until, film.seconds)
        self.next = next(self._frames, None)

    def finish(self) -> FilmResult:
        film, counter = self._film, self._counter
        counter.finish(self.plan.starts_at.timestamp() + film.tally.read_until)
        self._watch.on_counted(self.plan, counter.counted)
        return FilmResult(
            self.plan,
            film.tally,
            counter.tracks,
            counter.staff_tracks,
            self._totals.lines(),
            self._totals.zones(self._site.privacy.k),
            counter.withheld,
            counter.heat_withheld,
            counter.batches,
        )

    def close(self) -> None:
        self._film.close()

    def _hear(self, events: Sequence[Event]) -> None:
        self._totals.take(events)
        self._watch.on_events(self.plan, events)


def analyse_films(
    site_file: SiteFile,
    plans: Sequence[FilmPlan],
    detector: Detector,
    outbox: Outbox,
    epoch: Epoch,
    watches: Sequence[Watch] = (),
    *,
    joining: Joining = Joiner,
) -> list[FilmResult]:
    """Count films into the outbox side by side, in the order in which their frames were captured:
    the cameras of one shop at one time are then told of it together.

    Minutes that closed before an interruption stay in the outbox.
    """
    watch = Watches(watches)
    results: dict[str, FilmResult] = {}
    plan_counter = _plan_counter(site_file.site, plans, outbox, epoch, watch, joining)
    with ExitStack() as open_films:
        showings = []
        for plan in plans:
            showing = _Showing(site_file, plan, detector, outbox, epoch, plan_counter, watch)
            open_films.callback(showing.close)
            showings.append(showing)
        while showings:
            showing = min(showings, key=_due)
            if plan_counter is not None and showing.next is not None:
                plan_counter.advance(showing.next.time)
            showing.advance()
            if showing.next is None:
                showings.remove(showing)
                result = results[showing.plan.camera.id] = showing.finish()
                watch.on_end(result)
    if plan_counter is not None:
        plan_counter.finish(
            max(
                result.plan.starts_at.timestamp() + result.tally.read_until
                for result in results.values()
            )
        )
    return [results[plan.camera.id] for plan in plans]


def _due(showing: _Showing) -> float:
    return float("-inf") if showing.next is None else showing.next.time


def _plan_counter(
    site: Site,
    plans: Sequence[FilmPlan],
    outbox: Outbox,
    epoch: Epoch,
    watch: Watch,
    joining: Joining,
) -> PlanCounter | None:
    on_plan = [plan for plan in plans if plan.camera.floor]
    if site.plan is None or not on_plan:
        return None
    return PlanCounter(
        site,
        fps=sum(plan.camera.analysis_fps for plan in on_plan),
        outbox=outbox,
        epoch=epoch,
        on_update=watch.on_joined,
        on_counted=watch.on_plan,
        joining=joining,
    )
