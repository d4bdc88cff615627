"""What the box needs in memory, and whether it grows: ``chaland edge`` as a shop starts it.

``python -m benchmarks.edge_box.memory [--cameras N] [--minutes M]``, as root: only root is told
which pages a process holds. Each camera plays a film of a camera's substream, over and over; the
server it is to deliver to cannot be reached. Told is the memory of all the box's processes: every
page once and in full, also those that programs beside the box happen to map as well.
"""

from __future__ import annotations

import argparse
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import cycle
from pathlib import Path

import numpy as np
import numpy.typing as npt
import psutil
from rich.console import Console
from rich.table import Table
from ruamel.yaml import YAML

from benchmarks.edge_box.films import SCENERIES, STREAMS, film
from benchmarks.edge_box.models import int8_models
from benchmarks.edge_box.pages import Pages, pages_of, together
from benchmarks.edge_box.peers import LINE
from benchmarks.evaluation import evaluation_folder

SUBSTREAM = STREAMS[1]
FPS = 5
EVERY_SECONDS = 10.0
WARM_SECONDS = 60.0
"""Left out: models are compiled, cameras connect, motion gates learn the view."""
Sizes = npt.NDArray[np.float64]


@contextmanager
def running_box(folder: Path, site: Path) -> Iterator[psutil.Process]:
    with (folder / "box.log").open("w") as log:
        started = subprocess.Popen(
            [
                *(sys.executable, "-m", "cli", "edge", str(site), "--state", str(folder / "state")),
                *("--server", "http://127.0.0.1:9", "--token", "none"),
                *("--listen", "127.0.0.1:0", "--trust-clock"),
            ],
            stdout=log,
            stderr=log,
        )
    try:
        yield psutil.Process(started.pid)
    finally:
        started.send_signal(signal.SIGINT)
        started.wait(60)


def write_site(folder: Path, model: Path, films: Sequence[Path], cameras: int) -> Path:
    site = {
        "version": 1,
        "store": {"id": "bench", "name": "Bench", "timezone": "Europe/Paris"},
        "privacy": {"controller": "-", "contact": "-", "notice": "-"},
        "detector": {"model": str(model.resolve())},
        "cameras": [
            {
                "id": f"camera-{number}",
                "source": f"loop:{path.resolve()}",
                "analysis_fps": FPS,
                "lines": [
                    {"id": f"entrance-{number}", "start": list(LINE[0]), "end": list(LINE[1])}
                ],
            }
            for number, path in zip(range(1, cameras + 1), cycle(films), strict=False)
        ],
    }
    path = folder / "site.yaml"
    with path.open("w", encoding="utf-8") as file:
        YAML().dump(site, file)
    return path


def processes_of(box: psutil.Process) -> list[tuple[str, Pages]]:
    """What each process of the box is, and what it holds now."""
    found = []
    for process in [box, *box.children(recursive=True)]:
        # One that ends meanwhile holds nothing.
        with suppress(psutil.NoSuchProcess, FileNotFoundError, ProcessLookupError):
            found.append((_role(process, box), pages_of(process.pid)))
    return found


def _role(process: psutil.Process, box: psutil.Process) -> str:
    if process.pid == box.pid:
        return "analyser"
    if process.ppid() != box.pid:
        return "reader"
    return "fork server" if "forkserver" in " ".join(process.cmdline()) else "resource tracker"


def of_processes(processes: Sequence[tuple[str, Pages]]) -> Table:
    table = Table("MB", "anonymous", "of files", "in all", title="At the end")
    once = together(pages for _, pages in processes)
    for name, pages in [*processes, ("every page once", once)]:
        sizes = (pages.anonymous_bytes, pages.file_bytes, pages.bytes)
        table.add_row(name, *(f"{size / 1e6:.1f}" for size in sizes))
    return table


def growth(seconds: Sizes, megabytes: Sizes) -> Table:
    quarter = (seconds[-1] - seconds[0]) / 4
    first = megabytes[seconds <= seconds[0] + quarter]
    last = megabytes[seconds >= seconds[-1] - quarter]
    slope = np.polyfit(seconds, megabytes, 1)[0] * 3600
    table = Table("", "MB", title=f"{4 * quarter / 60:.0f} minutes")
    table.add_row("mean", f"{megabytes.mean():.1f}")
    table.add_row("most", f"{megabytes.max():.1f}")
    table.add_row("first quarter's mean", f"{first.mean():.1f}")
    table.add_row("last quarter's mean", f"{last.mean():.1f}")
    table.add_row("slope an hour", f"{slope:+.2f}")
    return table


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.edge_box.memory", description=__doc__
    )
    parser.add_argument("--cameras", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=3.0, help="after the first")
    parser.add_argument("--folder", type=Path, default=Path("benchmarks/.made"))
    given = parser.parse_args()
    weights = evaluation_folder() / "weights" / "yolo11n.pt"
    model = int8_models(weights, given.folder)["free"]
    films = [film(given.folder, scenery, SUBSTREAM) for scenery in SCENERIES]
    taken: list[tuple[float, float]] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        site = write_site(folder, model, films, given.cameras)
        began = time.monotonic()
        with running_box(folder, site) as box:
            while time.monotonic() - began <= WARM_SECONDS + given.minutes * 60:
                time.sleep(EVERY_SECONDS)
                if box.status() == psutil.STATUS_ZOMBIE:
                    sys.exit(f"the box ended:\n{(folder / 'box.log').read_text()[-2000:]}")
                processes = processes_of(box)
                megabytes = together(pages for _, pages in processes).bytes / 1e6
                seconds = time.monotonic() - began
                taken.append((seconds, megabytes))
                print(f"{seconds:7.0f} s {megabytes:7.1f} MB", flush=True)
        print((folder / "box.log").read_text().splitlines()[-1])
    settled = np.array([each for each in taken if each[0] >= WARM_SECONDS])
    console = Console(width=100)
    console.print(of_processes(processes))
    console.print(growth(*settled.T))


if __name__ == "__main__":
    main()
