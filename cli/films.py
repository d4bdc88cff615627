"""A site's films counted, with a progress bar a camera."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cli.console import note
from cli.detectors import site_detector

if TYPE_CHECKING:
    from rich.progress import Progress

    from vision.edge.outbox import Outbox
    from vision.edge.plan import Joining
    from vision.edge.watch import FilmPlan, FilmResult, Watch
    from vision.site_file import SiteFile

DEVICE = "films"
"""What batches of analysed films say they come from."""


def count_films(
    loaded: SiteFile,
    plans: Sequence[FilmPlan],
    outbox: Outbox,
    bar: Progress,
    watch: Watch | None = None,
    joining: Joining | None = None,
) -> list[FilmResult]:
    """Analyse the films side by side into the outbox, as one epoch. ``watch`` is told of it, but
    for the progress; ``joining`` makes the joiner of its tracks, if not the usual one."""
    from vision.edge.films import analyse_films
    from vision.edge.watch import Watch
    from vision.journey.joiner import Joiner

    tasks = {
        plan.camera.id: bar.add_task(plan.camera.id, total=plan.seconds, note="") for plan in plans
    }

    class Bars(Watch):
        def on_progress(self, plan: FilmPlan, done: float, total: float | None) -> None:
            bar.update(tasks[plan.camera.id], completed=done, total=total)

        def on_end(self, result: FilmResult) -> None:
            done = result.tally.read_until
            task = tasks[result.plan.camera.id]
            bar.update(task, completed=done, total=done, note=f"{result.tracks} tracks")

    detector = site_detector(loaded)
    note(f"detector: {detector.name}")
    epoch = outbox.begin_epoch(loaded.site.store.id, DEVICE)
    told = [Bars()] if watch is None else [Bars(), watch]
    return analyse_films(loaded, plans, detector, outbox, epoch, told, joining=joining or Joiner)
