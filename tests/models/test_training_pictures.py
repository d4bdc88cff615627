from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from models.manifest import Manifest
from models.training_pictures import Still, label_rows, split_shops, write_pictures


def stills(seed: int, count: int) -> Iterator[Still]:
    rng = np.random.default_rng(seed)
    for _ in range(count):
        image = rng.integers(0, 255, (36, 64, 3), dtype=np.uint8)
        yield image, np.array([[8, 6, 24, 30], [0, 0, 9, 36]], np.float32), np.array([1, 0.1])


def test_splits_share_no_shop() -> None:
    seeds = split_shops(1000, 40)
    assert [len(seeds[name]) for name in ("train", "val", "test")] == [34, 3, 3]
    assert sorted(seed for split in seeds.values() for seed in split) == list(range(1000, 1040))
    assert all(len(split) == 1 for split in split_shops(0, 3).values())
    with pytest.raises(ValueError, match="at least 3 shops"):
        split_shops(0, 2)


def test_labels_are_shares_of_the_picture_and_leave_out_the_hidden_and_the_small() -> None:
    boxes = np.array([[64, 36, 128, 108], [0, 0, 9, 36], [0, 0, 20, 13]], np.float32)
    rows = label_rows(boxes, np.array([0.2, 0.19, 1.0], np.float32), 640, 360)
    assert rows == ["0 0.150000 0.200000 0.100000 0.200000\n"]


def test_pictures_labels_truth_and_manifest_are_written(tmp_path: Path) -> None:
    steps: list[int] = []
    manifest = write_pictures(tmp_path, shops=4, per_shop=3, stills=stills, advance=steps.append)
    assert steps == [3, 3, 3, 3]
    assert manifest == Manifest.read(tmp_path / "training-manifest.json")
    assert len(manifest.pictures) == 12
    assert len({picture.sha256 for picture in manifest.pictures.values()}) == 12
    for name in manifest.pictures:
        split, stem = name.removesuffix(".jpg").split("/")
        assert (tmp_path / "images" / name).is_file()
        label = (tmp_path / "labels" / split / f"{stem}.txt").read_text("ascii")
        assert label == "0 0.250000 0.500000 0.250000 0.666667\n"
        truth = json.loads((tmp_path / "truth" / split / f"{stem}.json").read_text("ascii"))
        assert [who["visible"] for who in truth["frames"][0]["people"]] == [1, 0.1]


def test_an_interrupted_run_goes_on_and_ends_the_same(tmp_path: Path) -> None:
    asked: list[int] = []

    def counted(seed: int, count: int) -> Iterator[Still]:
        asked.append(seed)
        yield from stills(seed, count)

    whole = write_pictures(tmp_path, shops=4, per_shop=3, stills=counted)
    (tmp_path / "images" / "train" / "001001-0002.jpg").unlink()
    asked.clear()
    assert write_pictures(tmp_path, shops=4, per_shop=3, stills=counted) == whole
    assert asked == [1001]
