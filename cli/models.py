"""`chaland models`: which detectors there are, and how to get, export and measure one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.console import note, out, print_json, progress_bar

if TYPE_CHECKING:
    from models.accuracy import Accuracy
    from models.agreement import Agreement

models = typer.Typer(
    name="models", help="Person detectors: list, fetch, export, evaluate.", no_args_is_help=True
)

FolderOption = Annotated[
    Path | None,
    typer.Option(
        "--folder",
        metavar="DIR",
        help="Where models are kept.",
        show_default="$CHALAND_MODELS, or chaland-models",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@models.command("list")
def list_(folder: FolderOption = None, as_json: JsonOption = False) -> None:
    """List the known models and which of them are here."""
    from models.inventory import inventory
    from models.registry import models_folder

    entries = inventory(models_folder(folder))
    if as_json:
        print_json({"models": [entry.summary() for entry in entries]})
        return
    for entry in entries:
        model = entry.model
        size = "" if entry.megabytes is None else f", {entry.megabytes:.1f} MB"
        out.print(f"[bold]{model.name}[/bold]: {entry.state}{size}")
        out.print(f"  {model.purpose}")
        out.print(f"  {model.licence}; {model.source}", soft_wrap=True)
        if entry.path is not None:
            out.print(f"  {entry.path}", soft_wrap=True)


@models.command()
def fetch(
    name: Annotated[str, typer.Argument(help="A name of `chaland models list`.")],
    url: Annotated[
        str | None, typer.Option(help="Fetch from here instead of from its publisher.")
    ] = None,
    sha256: Annotated[
        str | None, typer.Option(metavar="HEX", help="What the file must hash to.")
    ] = None,
    folder: FolderOption = None,
    as_json: JsonOption = False,
) -> None:
    """Download a model and record its hash, or check one that was brought by hand."""
    from models.fetching import fetch as run
    from models.lock import digest
    from models.registry import find, models_folder

    known = find(name)
    with progress_bar() as bar:
        task = bar.add_task(known.file, total=None, note="")

        def advance(done: int, total: int | None) -> None:
            bar.update(task, completed=done, total=total)

        path = run(known, models_folder(folder), url=url, sha256=sha256, progress=advance)
    found = digest(path)
    if as_json:
        print_json({"model": str(path), "sha256": found, "bytes": path.stat().st_size})
        return
    out.print(f"{path}: SHA-256 {found}", soft_wrap=True)
    note(f"Export it with a film of your own: chaland models export {name} --calibrate FILM")


@models.command()
def export(
    name: Annotated[str, typer.Argument(help="A fetched model's name, or a .pt file.")],
    calibrate: Annotated[
        Path, typer.Option(metavar="FILM", help="A film of your own camera, with people in it.")
    ],
    input_size: Annotated[
        int, typer.Option(min=64, max=2048, help="Pixels of the longer side that it will see.")
    ] = 640,
    frames: Annotated[
        int,
        typer.Option(
            min=10, max=2000, help="Frames to calibrate on; as many others are checked on."
        ),
    ] = 200,
    folder: FolderOption = None,
    as_json: JsonOption = False,
) -> None:
    """Export a model to OpenVINO INT8, accepted only if it sees the same people in your film.

    The film's frames stay in memory; none is written.
    """
    from models.exporting import export as run
    from models.registry import KNOWN, find, models_folder, place

    weights = place(find(name), models_folder(folder)) if name in KNOWN else Path(name)
    done = run(weights, calibrate, input_size=input_size, frames=frames, note=note)
    if as_json:
        print_json(done.summary())
    else:
        _print_agreement(done.agreement)
    if done.int8 is None:
        note(
            "INT8 refused: "
            + "; ".join(done.agreement.objections)
            + f". The full-precision export is kept: {done.full}. Use that one, or try a longer "
            "film with more people in it."
        )
        raise typer.Exit(1)
    if not as_json:
        out.print(f"accepted: {done.int8} ({done.megabytes} MB)", soft_wrap=True)
    note(f"Name it in the site file under `detector: model:`. Full precision: {done.full}")


@models.command()
def evaluate(
    model: Annotated[str, typer.Argument(help="A model's name, file or folder.")],
    film: Annotated[Path, typer.Option(metavar="FILM", help="The film to measure on.")],
    truth: Annotated[
        Path | None, typer.Option(metavar="JSON", help="Who is where in each of its frames.")
    ] = None,
    reference: Annotated[
        str | None, typer.Option(metavar="MODEL", help="Without truth: the model to agree with.")
    ] = None,
    confidence: Annotated[float, typer.Option(min=0.01, max=0.99)] = 0.25,
    every: Annotated[int, typer.Option(min=1, help="With truth: look at every n-th frame.")] = 1,
    frames: Annotated[int, typer.Option(min=1, help="With a reference: frames to look at.")] = 300,
    input_size: Annotated[
        int | None, typer.Option(min=64, max=2048, help="For models whose input is free.")
    ] = None,
    folder: FolderOption = None,
    as_json: JsonOption = False,
) -> None:
    """Measure a detector against a film's truth, or its agreement with another detector."""
    from models.evaluation import against_reference, against_truth
    from models.registry import models_folder, resolve
    from vision.errors import InputError

    if (truth is None) == (reference is None):
        raise InputError(
            "name either the film's truth (--truth JSON) or a model to agree with "
            "(--reference MODEL)."
        )
    place = models_folder(folder)
    path = resolve(model, place)
    result: Accuracy | Agreement
    with progress_bar() as bar:
        task = bar.add_task(film.name, total=None, note="")

        def advance() -> None:
            bar.advance(task)

        if truth is not None:
            result = against_truth(
                path, film, truth, confidence=confidence, every=every,
                input_size=input_size, advance=advance,
            )  # fmt: skip
        else:
            result = against_reference(
                path, resolve(reference or "", place), film, confidence=confidence,
                frames=frames, input_size=input_size, advance=advance,
            )  # fmt: skip
        bar.update(task, total=result.frames, completed=result.frames)
    if as_json:
        against = {} if reference is None else {"reference": Path(reference).name}
        print_json({"model": str(path), "film": film.name, **against, **result.summary()})
    else:
        _print(result)


def _print(result: Accuracy | Agreement) -> None:
    from models.agreement import Agreement

    if isinstance(result, Agreement):
        _print_agreement(result)
        return
    ap = "–" if result.average_precision is None else f"{result.average_precision:.3f}"
    out.print(
        f"{result.frames} frames, {result.people} people (≥ 60 % visible, taller than 40 px), "
        f"confidence {result.confidence}"
    )
    out.print(
        f"recall {_share(result.recall)}, precision {_share(result.precision)}, mAP50 {ap}; "
        f"{_share(result.share_on_nobody)} of the boxes on nobody at all"
    )
    out.print(f"{result.milliseconds:.1f} ms a frame")


def _print_agreement(result: Agreement) -> None:
    out.print(
        f"{result.frames} frames: {result.matched} people in common, of {result.reference_boxes} "
        f"of the reference ({_share(result.recall)}) and {result.candidate_boxes} of this model "
        f"({_share(result.precision)}), at IoU 0.5 and confidence {result.confidence}"
    )
    difference = result.count_difference
    mean = "–" if difference is None else f"{difference:+.1%}"
    out.print(f"people a frame: {mean}; another number in {result.differing_frames} frames")
    if result.confidence_difference is not None:
        out.print(f"confidence differs by {result.confidence_difference:.3f} on average")


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}"
