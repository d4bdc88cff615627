"""Make the shipped detector: `python -m models.train render`, `train`, `export`, `card`.

Needs the extras `simulator` and `ultralytics`.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from vision.errors import InputError

app = typer.Typer(help=__doc__, no_args_is_help=True, pretty_exceptions_enable=False)

PicturesOption = Annotated[
    Path, typer.Option("--pictures", metavar="DIR", help="Where the rendered pictures are.")
]
OutOption = Annotated[Path, typer.Option("--out", metavar="DIR", help="Where results go.")]
PICTURES = Path("build/training-pictures")
OUT = Path("build/training")
SHIPPED = Path(__file__).parent / "chaland-sim"


@app.command()
def render(
    pictures: PicturesOption = PICTURES,
    shops: Annotated[int, typer.Option(min=3, help="Different shops.")] = 240,
    per_shop: Annotated[int, typer.Option(min=1, help="Pictures of each.")] = 25,
    first_seed: Annotated[int, typer.Option(min=0)] = 1000,
    processes: Annotated[int, typer.Option(min=1, help="Shops rendered at a time.")] = 1,
) -> None:
    """Render pictures of other shops than the demo's, with labels. Goes on where it stopped."""
    from models.training_pictures import write_pictures

    done, total = 0, shops * per_shop

    def advance(count: int) -> None:
        nonlocal done
        done += count
        _say(f"{done} of {total} pictures")

    write_pictures(
        pictures, shops=shops, per_shop=per_shop, first_seed=first_seed,
        processes=processes, advance=advance,
    )  # fmt: skip


@app.command()
def train(
    pictures: PicturesOption = PICTURES,
    out: OutOption = OUT,
    epochs: Annotated[int, typer.Option(min=1)] = 120,
    batch: Annotated[int, typer.Option(min=1)] = 64,
    input_size: Annotated[int, typer.Option(min=64)] = 640,
    plain_epochs: Annotated[
        int, typer.Option(min=0, help="The last ones, on single pictures instead of mosaics.")
    ] = 10,
    device: Annotated[
        str | None, typer.Option(help="As Ultralytics names it; a GPU when there is one.")
    ] = None,
    relu: Annotated[bool, typer.Option("--relu", help="ReLU instead of SiLU.")] = False,
    seed: Annotated[int, typer.Option(min=0)] = 0,
    rate: Annotated[
        float | None,
        typer.Option(min=0, help="Of learning.", show_default="as Ultralytics chooses"),
    ] = None,
    onward: Annotated[
        Path | None, typer.Option("--from", metavar="PT", help="Go on from our own weights.")
    ] = None,
    workers: Annotated[int, typer.Option(min=0, help="Prepare pictures, on a GPU.")] = 8,
    processes: Annotated[
        int | None,
        typer.Option(min=1, help="Train together, on a processor.", show_default="cores"),
    ] = None,
) -> None:
    """Train from random weights, or onward from our own."""
    from models.training import Course
    from models.training import train as run

    course = Course(
        pictures, out, epochs=epochs, batch=batch, input_size=input_size,
        plain_epochs=plain_epochs, relu=relu, seed=seed, workers=workers, rate=rate,
        onward=onward,
    )  # fmt: skip
    _say(str(run(course, device=device, processes=processes)))


@app.command()
def export(
    pictures: PicturesOption = PICTURES,
    out: OutOption = OUT,
    input_size: Annotated[
        int | None,
        typer.Option(
            min=64, help="What it sees unless a site says another.", show_default="as trained"
        ),
    ] = None,
) -> None:
    """Export to OpenVINO INT8 where the package ships it, if it agrees with full precision."""
    from models.manifest import Manifest
    from models.shipping import ship

    facts = json.loads((out / "training.json").read_text("utf-8"))
    result = ship(out / "chaland-sim.pt", pictures, input_size=input_size or facts["input_size"])
    manifest = Manifest.read(pictures / "training-manifest.json")
    result["pictures"] = Counter(name.split("/", 1)[0] for name in manifest.pictures)
    result["shops"] = sum(len(seeds) for seeds in manifest.shops.values())
    (out / "export.json").write_text(json.dumps(result, indent=2) + "\n", "utf-8")
    _say(json.dumps(result["agreement"], indent=2))


@app.command()
def evaluate(
    model: Annotated[Path | None, typer.Option(help="The shipped one by default.")] = None,
    pictures: PicturesOption = PICTURES,
    split: Annotated[str, typer.Option(help="Which pictures.")] = "test",
    confidence: Annotated[float, typer.Option(min=0.01, max=0.99)] = 0.25,
) -> None:
    """Measure a model on held-out pictures; prints what `chaland models evaluate --json` does."""
    from models.evaluation import against_pictures
    from models.registry import find, place

    path = model or place(find("chaland-sim"), Path())
    result = against_pictures(path, pictures, split, confidence=confidence)
    name = f"held-out pictures ({split})"
    sys.stdout.write(json.dumps({"film": name, **result.summary()}, indent=2) + "\n")


@app.command()
def card(
    measured: Annotated[
        list[Path], typer.Argument(metavar="JSON...", help="Of `chaland models evaluate --json`.")
    ],
    out: OutOption = OUT,
) -> None:
    """Write the model card from measured figures."""
    from models.card import write_card

    write_card(SHIPPED / "README.md", out / "export.json", out / "training.json", measured)
    _say(str(SHIPPED / "README.md"))


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")


def main() -> None:
    try:
        app()
    except InputError as error:
        _say(str(error))
        sys.exit(2)


if __name__ == "__main__":
    main()
