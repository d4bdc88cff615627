"""A site's films counted, with a progress bar a camera."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from cli.console import note
from cli.detectors import site_detector

if TYPE_CHECKING:
    from rich.progress import Progress

    from vision.edge.films import FilmPlan, FilmResult
    from vision.edge.outbox import Outbox
    from vision.scene import Counted
    from vision.site_file import SiteFile
    from vision.zones.events import Event

DEVICE = "films"
"""What batches of analysed films say they come from."""


def count_films(
    loaded: SiteFile,
    plans: Sequence[FilmPlan],
    outbox: Outbox,
    bar: Progress,
    on_events: Callable[[FilmPlan, Sequence[Event]], None] = lambda *_: None,
    on_counted: Callable[[FilmPlan, Sequence[Counted]], None] = lambda *_: None,
) -> list[FilmResult]:
    """Analyse the films side by side into the outbox, as one epoch."""
    from vision.edge.films import Watch, analyse_films

    tasks = {
        plan.camera.id: bar.add_task(plan.camera.id, total=plan.seconds, note="") for plan in plans
    }

    class Bars(Watch):
        def on_progress(self, plan: FilmPlan, done: float, total: float | None) -> None:
            bar.update(tasks[plan.camera.id], completed=done, total=total)

        def on_events(self, plan: FilmPlan, events: Sequence[Event]) -> None:
            on_events(plan, events)

        def on_counted(self, plan: FilmPlan, counted: Sequence[Counted]) -> None:
            on_counted(plan, counted)

        def on_end(self, result: FilmResult) -> None:
            done = result.tally.read_until
            task = tasks[result.plan.camera.id]
            bar.update(task, completed=done, total=done, note=f"{result.tracks} tracks")

    detector = site_detector(loaded)
    note(f"detector: {detector.name}")
    epoch = outbox.begin_epoch(loaded.site.store.id, DEVICE)
    return analyse_films(loaded, plans, detector, outbox, epoch, Bars())
