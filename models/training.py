"""Training a one-class YOLO26n from nothing, and bringing it to where it is shipped."""

from __future__ import annotations

import json
import logging
import os
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import openvino
from ruamel.yaml import YAML

from models.exporting import amend_metadata, check, export_full, write_int8
from models.lock import record
from models.quantisation import quantise
from models.registry import find, place
from models.toolkit import load_ultralytics
from vision.detect.detector import Image
from vision.errors import InputError

SETTINGS: dict[str, Any] = {
    "cos_lr": True,
    "warmup_epochs": 1,
    # Light and colour are drawn by the renderer; these cover a camera's white balance and gain.
    "hsv_h": 0.03,
    "hsv_s": 0.6,
    "hsv_v": 0.45,
    # The renderer's cameras hang at every angle already, and turning a picture loosens its boxes:
    # only the box of a person is known, not the outline.
    "degrees": 0.0,
    "translate": 0.1,
    "scale": 0.5,
    "perspective": 0.0,
    "fliplr": 0.5,
    "flipud": 0.0,
    "mixup": 0.0,
    "plots": False,
    "deterministic": True,
}
LARGEST_MEGABYTES = 5.0


def write_architecture(folder: Path, *, relu: bool) -> Path:
    """Ultralytics' YOLO26n with one class; with ReLU, which costs a CPU less than SiLU."""
    ultralytics = load_ultralytics("training")
    source = Path(ultralytics.__file__).parent / "cfg" / "models" / "26" / "yolo26.yaml"
    yaml = YAML()
    network = yaml.load(source.read_text("utf-8"))
    network["nc"] = 1
    if relu:
        network["activation"] = "torch.nn.ReLU()"
    # The letter after the number tells Ultralytics the size.
    path = folder / ("yolo26n-person-relu.yaml" if relu else "yolo26n-person.yaml")
    with path.open("w", encoding="utf-8") as file:
        yaml.dump(network, file)
    return path


def train(
    pictures: Path,
    out: Path,
    *,
    epochs: int,
    batch: int = 64,
    input_size: int = 640,
    plain_epochs: int = 10,
    device: str | None = None,
    relu: bool = False,
    seed: int = 0,
    workers: int = 8,
) -> Path:
    """Train on the pictures that `models.training_pictures` wrote; the last weights.

    No weights are loaded: what the network knows it learnt from rendered pictures.

    Args:
        batch: pictures a step of the optimiser.
        plain_epochs: the last ones, on pictures as they are; before them on mosaics of four.
        device: as Ultralytics names it; the first GPU when there is one, else the CPU.

    Raises:
        InputError: there are no pictures, or Ultralytics is not installed.
    """
    data = pictures / "data.yaml"
    if not data.is_file():
        raise InputError(f"no pictures at {pictures}. Render them: python -m models.train render")
    ultralytics = load_ultralytics("training")
    import torch

    from models.bfloat16 import lighten

    # The check that precedes mixed precision wants to download weights, and does without them
    # when it may not: nothing but rendered pictures may have a part in this.
    os.environ["YOLO_OFFLINE"] = "true"
    ultralytics.utils.LOGGER.setLevel(logging.INFO)  # hours of work are not done in silence
    device = device or ("0" if torch.cuda.is_available() else "cpu")
    out.mkdir(parents=True, exist_ok=True)
    model = ultralytics.YOLO(str(write_architecture(out, relu=relu)), task="detect")
    if device == "cpu":
        model.add_callback("on_train_start", lambda trainer: lighten(trainer.model))
    settings = SETTINGS | {"batch": batch, "nbs": batch, "close_mosaic": plain_epochs}
    began = time.monotonic()
    model.train(
        data=str(data.absolute()),
        epochs=epochs,
        imgsz=input_size,
        device=device,
        workers=workers,
        seed=seed,
        pretrained=False,
        amp=device != "cpu",
        # Held-out pictures are for measuring only: the last weights are kept, not the best on them.
        val=False,
        cache="ram",
        project=str(out.absolute()),
        name="run",
        exist_ok=True,
        **settings,
    )
    last = out / "chaland-sim.pt"
    shutil.copy(out / "run" / "weights" / "last.pt", last)
    facts = {
        "architecture": "YOLO26n, one class" + (", ReLU" if relu else ""),
        "epochs": epochs,
        "batch": batch,
        "input_size": input_size,
        "seed": seed,
        "device": "GPU" if device != "cpu" else "CPU, bfloat16",
        "minutes": round((time.monotonic() - began) / 60, 1),
        "ultralytics": ultralytics.__version__,
        "settings": settings,
    }
    (out / "training.json").write_text(json.dumps(facts, indent=2) + "\n", "utf-8")
    return last


def ship(
    weights: Path, pictures: Path, *, target: Path | None = None, calibrate_on: int = 300
) -> dict[str, Any]:
    """Export trained weights to INT8 and put them where the package ships them.

    Calibrated on training pictures, checked against full precision on validation ones.

    Returns:
        The agreement between the two, and the model's size.

    Raises:
        InputError: INT8 does not see what full precision sees, or it is too large.
    """
    target = target or place(find("chaland-sim"), Path())
    training = _images(pictures / "images" / "train", calibrate_on)
    held_out = _images(pictures / "images" / "val", calibrate_on)
    longest = max(training[0].shape[:2])
    with tempfile.TemporaryDirectory() as place_:
        full = export_full(weights, Path(place_), longest)
        (network,) = full.glob("*.xml")
        int8 = quantise(network, training, input_size=longest)
        # Said in the network too, so that it is not lost with the file beside it.
        int8.set_rt_info("true", ["chaland", "simulated_only"])
        folder = Path(place_) / target.name
        write_int8(int8, full, folder)
        amend_metadata(
            folder / "metadata.yaml",
            folder / "metadata.yaml",
            {"simulated_only": True, "licence": "AGPL-3.0-or-later"},
        )
        agreement = check(full, folder, held_out, longest)
        if agreement.objections:
            raise InputError("INT8 refused: " + "; ".join(agreement.objections))
        size = round(sum(path.stat().st_size for path in folder.iterdir()) / 1e6, 2)
        if size > LARGEST_MEGABYTES:
            raise InputError(f"INT8 is {size} MB, at most {LARGEST_MEGABYTES} MB may be shipped.")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(folder, target)
    record(target, "models/train.py")
    shutil.copy(pictures / "training-manifest.json", target.parent / "training-manifest.json")
    return {"agreement": agreement.summary(), "megabytes": size, "openvino": openvino.__version__}


def _images(folder: Path, count: int) -> list[Image]:
    """Spread over the whole folder, so over all its shops."""
    paths = sorted(folder.glob("*.jpg"))
    if not paths:
        raise InputError(f"no pictures at {folder}. Render them: python -m models.train render")
    chosen = [
        paths[index] for index in np.linspace(0, len(paths) - 1, min(count, len(paths)), dtype=int)
    ]
    return [np.asarray(cv2.imread(str(path)), np.uint8) for path in chosen]
