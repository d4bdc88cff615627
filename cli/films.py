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
    """Analyse the films one after the other into the outbox, as one epoch."""
    from vision.edge.films import analyse_film

    detector = site_detector(loaded)
    note(f"detector: {detector.name}")
    epoch = outbox.begin_epoch(loaded.site.store.id, DEVICE)
    results = []
    for plan in plans:
        task = bar.add_task(plan.camera.id, total=plan.seconds, note="")

        def advance(done: float, total: float | None, task: object = task) -> None:
            bar.update(task, completed=done, total=total)  # type: ignore[arg-type]

        def show(events: Sequence[Event], plan: FilmPlan = plan) -> None:
            on_events(plan, events)

        def watch(counted: Sequence[Counted], plan: FilmPlan = plan) -> None:
            on_counted(plan, counted)

        result = analyse_film(loaded, plan, detector, outbox, epoch, advance, show, watch)
        done = result.tally.read_until
        bar.update(task, completed=done, total=done, note=f"{result.tracks} tracks")
        results.append(result)
    return results
