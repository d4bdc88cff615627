"""One network for all: YOLO11n's weights as INT8, at a free size for Chaland and at fixed ones for
the peers, who run those fastest."""

from __future__ import annotations

import shutil
from pathlib import Path

import openvino
from ruamel.yaml import YAML

from benchmarks.edge_box.films import SAMPLE
from models.exporting import export

FIXED = {"fixed": (384, 640), "small": (256, 448)}
"""(height, width)"""


def int8_models(weights: Path, folder: Path) -> dict[str, Path]:
    """Folders of the models by name, exported with the product's own command if they are not
    there: calibrated on the sample film of the door, and checked on it."""
    folder.mkdir(parents=True, exist_ok=True)
    copy = folder / weights.name
    free = folder / f"{weights.stem}_int8_openvino_model"
    if not free.exists():
        shutil.copy(weights, copy)
        made = export(copy, SAMPLE, frames=100, note=print)
        if made.int8 is None:
            raise SystemExit(f"INT8 was refused: {made.agreement.objections}")
    return {"free": free, **{name: _fixed(free, size) for name, size in FIXED.items()}}


def _fixed(free: Path, size: tuple[int, int]) -> Path:
    # Ultralytics knows a folder for OpenVINO's by the end of its name.
    fixed = free.with_name(f"yolo11n_{size[0]}x{size[1]}_int8_openvino_model")
    if fixed.exists():
        return fixed
    place = fixed.with_name(f".{fixed.name}")
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    (source,) = free.glob("*.xml")
    network = openvino.Core().read_model(source)
    network.reshape([1, 3, *size])
    openvino.save_model(network, place / source.name, compress_to_fp16=False)
    yaml = YAML()
    metadata = yaml.load((free / "metadata.yaml").read_text("utf-8"))
    metadata["imgsz"] = list(size)
    metadata["dynamic"] = False
    metadata.setdefault("args", {})["dynamic"] = False
    with (place / "metadata.yaml").open("w", encoding="utf-8") as file:
        yaml.dump(metadata, file)
    return place.replace(fixed)
