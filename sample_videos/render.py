"""Play the demo's five minutes and film them with every camera: ``python -m sample_videos.render``.

Writes one film and its truth per camera, ``truth.json`` and ``receipts.csv``. A film whose truth
lies beside it is kept, so that an interrupted run goes on with the cameras that are left.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

from sample_videos.simulator.demo_shop import DEMO_SEED, demo_shop
from sample_videos.simulator.opengl import RenderingError
from sample_videos.simulator.performance import perform
from sample_videos.simulator.receipts import write_receipts

START = datetime(2026, 5, 12, 15, 0, tzinfo=timezone(timedelta(hours=2)))
"""The films' first frame: a Tuesday afternoon."""
SECONDS, RATE = 300.0, 10.0


@dataclass(frozen=True, slots=True)
class Shoot:
    """One camera's work. Processes play the shop again: its people come from the seed."""

    camera: str
    folder: Path
    seconds: float
    seed: int
    start: datetime
    size: tuple[int, int]


def shoot(task: Shoot) -> tuple[str, float]:
    """Film with one camera. Returns its name and the seconds that it took."""
    # Loaded here: importing MuJoCo settles how it renders, and only a process that films may.
    from sample_videos.simulator.film import render_film

    shop = demo_shop()
    camera = next(camera for camera in shop.cameras if camera.name == task.camera)
    performance, _, _ = perform(
        shop, seconds=task.seconds, rate=RATE, seed=task.seed, start=task.start
    )
    began = time.monotonic()
    render_film(
        shop,
        performance,
        camera,
        task.folder / f"{task.camera}.mp4",
        size=task.size,
        seed=task.seed,
        starts=task.start,
    )
    return task.camera, time.monotonic() - began


def render(
    folder: Path,
    *,
    cameras: Sequence[str] = (),
    seconds: float = SECONDS,
    seed: int = DEMO_SEED,
    start: datetime = START,
    size: tuple[int, int] = (640, 360),
    processes: int = 2,
    again: bool = False,
) -> None:
    """Write everything into ``folder``. No ``cameras``: all of them."""
    shop = demo_shop()
    known = [camera.name for camera in shop.cameras]
    unknown = sorted(set(cameras) - set(known))
    if unknown:
        raise ValueError(f"no camera {', '.join(unknown)}: the shop has {', '.join(known)}")
    folder.mkdir(parents=True, exist_ok=True)
    _, truth, receipts = perform(shop, seconds=seconds, rate=RATE, seed=seed, start=start)
    truth.write(folder / "truth.json")
    write_receipts(receipts, folder / "receipts.csv")
    wanted = [
        Shoot(name, folder, seconds, seed, start, size)
        for name in cameras or known
        if again or not (folder / f"{name}.mp4").exists()
    ]
    if not wanted:
        return
    # The software renderer's own threads only get in each other's way when every core films.
    os.environ.setdefault("LP_NUM_THREADS", "0" if processes > 1 else "2")
    # A forked process would share the renderer's state with its siblings.
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(processes, len(wanted)), mp_context=spawn) as pool:
        for done in as_completed([pool.submit(shoot, task) for task in wanted]):
            camera, took = done.result()
            size_of = (folder / f"{camera}.mp4").stat().st_size / 1e6
            sys.stderr.write(f"{camera}: {took / 60:.1f} min, {size_of:.1f} MB\n")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m sample_videos.render", description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path(__file__).parent)
    parser.add_argument("--camera", action="append", default=[], help="only this one; repeatable")
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--seed", type=int, default=DEMO_SEED)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--again", action="store_true", help="also the films that are there")
    given = parser.parse_args(arguments)
    try:
        render(
            given.folder,
            cameras=given.camera,
            seconds=given.seconds,
            seed=given.seed,
            processes=given.processes,
            again=given.again,
        )
    except (RenderingError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
