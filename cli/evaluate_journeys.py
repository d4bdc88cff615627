"""`chaland evaluate journeys`: visits as they were joined across cameras, beside the true ones."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.console import note, out, print_json, progress_bar
from cli.films import count_films
from cli.sample_site import sample_site

if TYPE_CHECKING:
    from sample_videos.recording import Trial

FILM_SECONDS = 300.0
"""As long as the sample films."""


class TracksChoice(StrEnum):
    DETECTOR = "detector"
    TRUE = "true"
    WHOLE = "whole"


class ShopChoice(StrEnum):
    DEMO = "demo"
    RANDOM = "random"


def journeys(
    tracks: Annotated[
        TracksChoice | None,
        typer.Option(
            help="Of the sample films: what the detector and the tracker find (the default), the "
            "true boxes of what is seen of each body, or those with the feet of the whole body."
        ),
    ] = None,
    shop: Annotated[
        ShopChoice,
        typer.Option(
            help="The sample films' shop, or one drawn at random whose cameras' tracks are drawn "
            "as well."
        ),
    ] = ShopChoice.DEMO,
    seed: Annotated[
        int | None,
        typer.Option(min=0, help="Of the random shop, the next one's is one more. [drawn]"),
    ] = None,
    shops: Annotated[
        int | None, typer.Option(min=1, metavar="K", help="How many random shops. [1]")
    ] = None,
    seconds: Annotated[
        float | None, typer.Option(min=30, max=3600, help="Of each random shop. [300]")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Join tracks across cameras and compare with the true visits: those rebuilt from door to door
    with their zones in order, precision and recall of joints, and the error on the floor."""
    from sample_videos.recording import Trial
    from vision.errors import InputError

    if shop is ShopChoice.RANDOM:
        if tracks is not None:
            raise InputError(
                f"--tracks {tracks} with --shop random: nobody filmed a random shop, its tracks "
                "are drawn. Leave --tracks out."
            )
        rows = _random(_seeds(seed, shops or 1), seconds or FILM_SECONDS)
    else:
        given = {"--seed": seed, "--shops": shops, "--seconds": seconds}
        unused = [name for name, value in given.items() if value is not None]
        if unused:
            raise InputError(
                f"{', '.join(unused)}: only a random shop has these. Add --shop random."
            )
        chosen = tracks or TracksChoice.DETECTOR
        trial = _detected() if chosen is TracksChoice.DETECTOR else _true(chosen)
        rows = [({"shop": "demo", "tracks": str(chosen)}, trial)]
    pooled = Trial.pooled([trial for _, trial in rows])
    if as_json:
        print_json(
            {
                "shops": [{**about, **trial.summary()} for about, trial in rows],
                "pooled": pooled.summary(),
            }
        )
        return
    _print(rows, pooled)


def _seeds(first: int | None, shops: int) -> list[int]:
    import secrets

    if first is None:
        return [secrets.randbelow(2**31) for _ in range(shops)]
    return [first + number for number in range(shops)]


def _random(seeds: Sequence[int], seconds: float) -> list[tuple[dict[str, Any], Trial]]:
    from sample_videos.drawn_shop import drawn_recording, floor_seen, installed

    rows = []
    for seed in seeds:
        note(f"shop of seed {seed}")
        recording = drawn_recording(seed, seconds)
        shop = recording.play.shop
        about = {"shop": "random", "seed": seed, "floor_seen": floor_seen(shop, installed(shop))}
        rows.append((about, recording.join()))
    return rows


def _true(tracks: TracksChoice) -> Trial:
    from sample_videos.play import sample_play
    from sample_videos.simulator.tracks import Tracks
    from sample_videos.true_tracks import true_recording

    loaded = sample_site()
    films = loaded.path.parent
    true = {
        camera.id: Tracks.load(films / f"{camera.id}.tracks.json") for camera in loaded.site.cameras
    }
    whole = tracks is TracksChoice.WHOLE
    return true_recording(loaded.site, true, sample_play(films), whole=whole).join()


def _detected() -> Trial:
    import tempfile
    from contextlib import closing
    from pathlib import Path

    from sample_videos.film_trial import FilmTrial
    from sample_videos.play import sample_play
    from sample_videos.simulator.tracks import Tracks
    from sample_videos.witness import Witness
    from vision.edge.films import plan_films
    from vision.edge.outbox import Outbox

    loaded = sample_site()
    plans = plan_films(loaded)
    start = min(plan.starts_at for plan in plans).timestamp()
    tracks = {plan.camera.id: Tracks.load(plan.path.with_suffix(".tracks.json")) for plan in plans}
    trial = FilmTrial(sample_play(loaded.path.parent), Witness(tracks, start), start)
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(Outbox(Path(folder) / "outbox.db")) as outbox,
        progress_bar() as bar,
    ):
        count_films(loaded, plans, outbox, bar, trial, trial.stopwatch.joiner)
    return trial.result()


def _print(rows: Sequence[tuple[dict[str, Any], Trial]], pooled: Trial) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, collapse_padding=True)
    first = "seed" if "seed" in rows[0][0] else "tracks"
    for heading in (
        first, "rebuilt", "told", "share (95 %)", "precision", "recall", "error", "s/min",
    ):  # fmt: skip
        table.add_column(heading, no_wrap=True)
    for about, trial in rows:
        table.add_row(str(about[first]), *_cells(trial))
    if len(rows) > 1:
        table.add_row(f"all {len(rows)}", *_cells(pooled))
    out.print(table)
    out.print(
        "rebuilt: of all true visits, those told from door to door, with their zones in order. "
        "told: from door to door, right or wrong. precision, recall: of pairs of tracks. error: "
        "median, on the floor. s/min: processor seconds of joining for a minute of film."
    )


def _cells(trial: Trial) -> list[str]:
    score = trial.score
    interval, joints, error = score.interval, score.joints, score.floor_error
    return [
        f"{score.rebuilt} of {score.visits}",
        str(score.told),
        "–" if interval is None else f"{score.share:.3f} ({interval.low:.2f}–{interval.high:.2f})",
        _ratio(joints.precision),
        _ratio(joints.recall),
        "–" if error is None else f"{error:.2f} m",
        f"{trial.seconds_per_minute:.2f}",
    ]


def _ratio(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
