"""Rendered pictures of other shops than the demo's, labelled for a detector's training."""

from __future__ import annotations

import json
import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
from ruamel.yaml import YAML

from models.manifest import Manifest, Picture
from vision.detect.detector import Image

SPLITS = {"train": 0.85, "val": 0.075, "test": 0.075}
"""By whole shops: held-out pictures are of shops that the training never saw."""
LEAST_VISIBLE = 0.2
"""Share of a person that must be seen to be labelled. Fewer pixels teach to guess."""
LEAST_HEIGHT = 14.0
"""Pixels."""
SECONDS = 240.0
"""Shop life played for each shop; its pictures are spread over it."""
QUALITY = (55, 95)
"""JPEG quality, drawn for each picture: films are compressed too."""

Boxes = npt.NDArray[np.float32]
Still = tuple[Image, Boxes, Boxes]
"""(picture BGR, (n, 4) corners in pixels, (n,) share of each person that is visible)"""
Stills = Callable[[int, int], Iterable[Still]]
"""Pictures of the shop of a seed, as many as asked for."""


def simulated_stills(seed: int, count: int) -> Iterator[Still]:
    """Play the shop of a seed and photograph it under random light, colours and cameras."""
    shops: Any = import_module("sample_videos.simulator.random_shop")
    performances: Any = import_module("sample_videos.simulator.performance")
    stills: Any = import_module("sample_videos.simulator.stills")
    rng = np.random.default_rng(seed)
    shop = shops.random_shop(rng)
    start = datetime(2026, 1, 5, 9, tzinfo=UTC)
    performance, _, _ = performances.perform(shop, seconds=SECONDS, rate=2, seed=seed, start=start)
    yield from stills.render_stills(shop, performance, shop.cameras, count, rng=rng)


def split_shops(first_seed: int, shops: int) -> dict[str, list[int]]:
    """Seeds of shops by split, from ``first_seed`` on. Each split has at least one."""
    if shops < len(SPLITS):
        raise ValueError(f"at least {len(SPLITS)} shops are needed")
    held_out = {name: max(1, round(shops * SPLITS[name])) for name in ("val", "test")}
    counts = {"train": shops - sum(held_out.values()), **held_out}
    seeds = iter(range(first_seed, first_seed + shops))
    return {name: [next(seeds) for _ in range(count)] for name, count in counts.items()}


def write_pictures(
    folder: Path,
    *,
    shops: int,
    per_shop: int,
    first_seed: int = 1000,
    processes: int = 1,
    stills: Stills = simulated_stills,
    advance: Callable[[int], object] = lambda _: None,
) -> Manifest:
    """Write pictures, labels and ``data.yaml`` as Ultralytics reads them, and the manifest.

    A shop whose pictures are all there is not rendered again, so that an interrupted run goes on;
    and shops that an earlier manifest in ``folder`` names stay in it, so that more can be added.

    Args:
        processes: shops rendered at a time.
        stills: where pictures come from.
        advance: called with the number of pictures after each shop.
    """
    seeds = split_shops(first_seed, shops)
    tasks = [(folder, split, seed, per_shop, stills) for split in seeds for seed in seeds[split]]
    for split in seeds:
        for kind in ("images", "labels", "truth"):
            (folder / kind / split).mkdir(parents=True, exist_ok=True)
    pictures: dict[str, Picture] = {}
    if processes == 1:
        for task in tasks:
            pictures |= write_shop(*task)
            advance(per_shop)
    else:
        # A forked process would share the renderer's state with its siblings.
        spawn = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(processes, mp_context=spawn) as pool:
            for done in as_completed([pool.submit(write_shop, *task) for task in tasks]):
                pictures |= done.result()
                advance(per_shop)
    manifest = Manifest(seeds, pictures)
    path = folder / "training-manifest.json"
    if path.exists():
        manifest = Manifest.read(path).with_more(manifest)
    manifest.write(path)
    with (folder / "data.yaml").open("w", encoding="utf-8") as file:
        YAML().dump(
            {
                **{split: f"images/{split}" for split in seeds},
                "names": {0: "person"},
            },
            file,
        )
    return manifest


def write_shop(
    folder: Path, split: str, seed: int, count: int, stills: Stills
) -> dict[str, Picture]:
    """Write one shop's pictures; those of all of them, by path."""
    images = folder / "images" / split
    labels = folder / "labels" / split
    truth = folder / "truth" / split
    names = [f"{seed:06d}-{index:04d}" for index in range(count)]
    if not all((images / f"{name}.jpg").exists() for name in names):
        rng = np.random.default_rng([seed, 1])
        for name, (image, boxes, visible) in zip(names, stills(seed, count), strict=True):
            quality = int(rng.integers(*QUALITY, endpoint=True))
            _, encoded = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])
            rows = label_rows(boxes, visible, image.shape[1], image.shape[0])
            (labels / f"{name}.txt").write_text("".join(rows), "ascii")
            (truth / f"{name}.json").write_text(truth_text(boxes, visible), "ascii")
            (images / f"{name}.jpg").write_bytes(encoded.tobytes())
    return {
        f"{split}/{name}.jpg": Picture.of((images / f"{name}.jpg").read_bytes()) for name in names
    }


def truth_text(boxes: Boxes, visible: Boxes) -> str:
    """Everybody in a picture, the barely visible too, as the films' truth has them."""
    people = [
        {"box": [round(side, 2) for side in box], "visible": round(share, 4)}
        for box, share in zip(boxes.tolist(), visible.tolist(), strict=True)
    ]
    return json.dumps({"frames": [{"frame": 0, "people": people}]})


def label_rows(boxes: Boxes, visible: Boxes, width: int, height: int) -> list[str]:
    """Lines ``class cx cy w h``, in shares of the picture, of the people worth learning from."""
    rows = []
    for (x1, y1, x2, y2), share in zip(boxes.tolist(), visible.tolist(), strict=True):
        if share < LEAST_VISIBLE or y2 - y1 < LEAST_HEIGHT or x2 <= x1:
            continue
        cx, cy = (x1 + x2) / 2 / width, (y1 + y2) / 2 / height
        rows.append(f"0 {cx:.6f} {cy:.6f} {(x2 - x1) / width:.6f} {(y2 - y1) / height:.6f}\n")
    return rows
