"""What a camera costs a box of two cores, Chaland beside the public pieces, in one run.

All analyse 5 frames a second of the same films with the same YOLO11n weights, each on one core.
Told are CPU-seconds a camera-second, how many times the peers' cameras a box holds with Chaland,
and where Chaland's time goes. ``python -m benchmarks.edge [FOLDER]``: films and models are made in
FOLDER once.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.edge_box.films import SCENERIES, STREAMS, Scenery, StreamKind, film
from benchmarks.edge_box.models import int8_models
from benchmarks.edge_box.stages import stages
from benchmarks.evaluation import evaluation_folder

FPS = 5
CORES = 2
DAY = {"busy": 0.1, "some motion": 0.4, "empty": 0.5}
"""Shares of a shop's day."""
TORCH, BEST = "Ultralytics track(), torch", "Ultralytics track(), OpenVINO INT8"
CHALAND, SMALL = "Chaland", "Chaland, network at 448"
CONTENDERS = {
    TORCH: ("track", "torch"),
    BEST: ("track", "fixed"),
    "Ultralytics ObjectCounter, OpenVINO INT8": ("counter", "fixed"),
    "trackers + supervision, OpenVINO INT8": ("trackers", "fixed"),
    "Ultralytics track(), OpenVINO INT8 at 448": ("track", "small"),
    "Chaland without its gate": ("chaland-ungated", "free"),
    CHALAND: ("chaland", "free"),
    SMALL: ("chaland@448", "free"),
}

Cost = dict[str, dict[str, Any]]
"""Scenery to what a contender said of it."""


def measure(name: str, model: Path, path: Path, stream: StreamKind) -> dict[str, Any]:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "benchmarks.edge_box.contender"),
            *(name, str(path), str(model), str(stream.fps // FPS)),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"{name} on {path.name}: {done.stderr[-2000:]}")
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def day(costs: Cost) -> float:
    return sum(share * float(costs[name]["cpu_share"]) for name, share in DAY.items())


def table_of(stream: StreamKind, results: Mapping[str, Cost]) -> Table:
    table = Table(title=f"{stream.name}: CPU-seconds a camera-second at {FPS} frames a second")
    for column in ("", *DAY, "a day", f"cameras on {CORES} cores", "in, out (busy)", "MB"):
        table.add_column(column)
    for name, costs in results.items():
        table.add_row(
            name,
            *(f"{costs[scenery]['cpu_share']:.3f}" for scenery in DAY),
            f"{day(costs):.3f}",
            f"{CORES / day(costs):.0f}",
            "{}, {}".format(*costs["busy"]["counted"]),
            str(costs["busy"]["megabytes"]),
        )
    return table


def ratios(results: Mapping[str, Cost]) -> Table:
    table = Table("Chaland's cameras, as a multiple of", "busy", "a day")
    peers = [name for name in results if not name.startswith("Chaland")]
    for ours in (CHALAND, SMALL):
        for peer in peers:
            busy = results[peer]["busy"]["cpu_share"] / results[ours]["busy"]["cpu_share"]
            table.add_row(
                f"{ours}: {peer}", f"{busy:.1f}", f"{day(results[peer]) / day(results[ours]):.1f}"
            )
    return table


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.edge", description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=Path("benchmarks/.made"))
    folder = parser.parse_args().folder
    weights = evaluation_folder() / "weights" / "yolo11n.pt"
    models = {"torch": weights, **int8_models(weights, folder)}
    console = Console(width=150)
    for stream in STREAMS:
        films: dict[Scenery, Path] = {each: film(folder, each, stream) for each in SCENERIES}
        results: dict[str, Cost] = {}
        for title, (name, model) in CONTENDERS.items():
            console.print(f"{stream.name}: {title}", style="dim")
            results[title] = {
                scenery.name: measure(name, models[model], path, stream)
                for scenery, path in films.items()
            }
        console.print(table_of(stream, results), ratios(results))
        console.print(stages({s.name: p for s, p in films.items()}, models["free"], FPS))


if __name__ == "__main__":
    main()
