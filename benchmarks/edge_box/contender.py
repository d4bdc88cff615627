"""One contender on one film, in a process of its own on one core; prints one JSON object.

The first seconds, in which models are loaded and compiled, are left out.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil

from benchmarks.edge_box.peers import Counted

WARM = 25
"""Analysed frames before the measurement begins: 5 seconds."""
FPS = 5.0


def contender(name: str, film: Path, model: Path, stride: int) -> Iterator[Counted]:
    if name.startswith("chaland"):
        from benchmarks.edge_box.chaland import chaland

        gate = "ungated" not in name
        decoder = "vision.source.decoder:gated" if gate else "vision.source.every_frame:EveryFrame"
        size = int(name.split("@")[1]) if "@" in name else 640
        return chaland(film, model, decoder, size)
    from benchmarks.edge_box import peers

    return {
        "track": peers.track,
        "counter": peers.object_counter,
        "trackers": peers.trackers,
    }[name](film, model, stride)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("name")
    parser.add_argument("film", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("stride", type=int)
    given = parser.parse_args()
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    began = used = 0.0
    frames = measured = 0
    last: Counted = (0, 0)
    with contextlib.redirect_stdout(sys.stderr):
        for counted in contender(given.name, given.film, given.model, given.stride):
            frames, last = frames + 1, counted
            # Now and then, for it costs something itself; not at the end, when a reader is gone.
            if frames % WARM == 0:
                now = _cpu_seconds()
                if frames == WARM:
                    began = used = now
                # Less than before: a reader's process is gone, and its time with it.
                elif now >= used:
                    used, measured = now, frames - WARM
        megabytes = psutil.Process().memory_full_info().pss / 1e6
    seconds = measured / FPS
    json.dump(
        {
            "cpu_share": (used - began) / seconds,
            "frames": frames,
            "counted": last,
            "megabytes": round(megabytes),
        },
        sys.stdout,
    )


def _cpu_seconds() -> float:
    """Of this process and all that it started."""
    total = 0.0
    me = psutil.Process()
    for process in [me, *me.children(recursive=True)]:
        with contextlib.suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            total += times.user + times.system
    return total


if __name__ == "__main__":
    main()
