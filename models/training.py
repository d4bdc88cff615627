"""Training a one-class YOLO26n from nothing."""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from models.bfloat16 import lighten
from models.joint import Place
from models.toolkit import load_ultralytics
from vision.errors import InputError

SETTINGS: dict[str, Any] = {
    "cos_lr": True,
    # Light and colour are drawn by the renderer; these cover a camera's white balance and gain.
    "hsv_h": 0.015,
    "hsv_s": 0.4,
    "hsv_v": 0.3,
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


def write_architecture(folder: Path, *, relu: bool) -> Path:
    """Ultralytics' YOLO26n with one class; with ReLU, which costs a CPU less than SiLU.

    Without its second head, which needs no suppression: on short trainings it sees less, and while
    both are trained the loss turns, epoch by epoch, from the head that is exported to the other.
    """
    ultralytics = load_ultralytics("training")
    source = Path(ultralytics.__file__).parent / "cfg" / "models" / "26" / "yolo26.yaml"
    yaml = YAML()
    network = yaml.load(source.read_text("utf-8"))
    network["nc"] = 1
    network["end2end"] = False
    if relu:
        network["activation"] = "torch.nn.ReLU()"
    # The letter after the number tells Ultralytics the size.
    path = folder / ("yolo26n-person-relu.yaml" if relu else "yolo26n-person.yaml")
    with path.open("w", encoding="utf-8") as file:
        yaml.dump(network, file)
    return path


@dataclass(frozen=True, slots=True)
class Course:
    """How a detector is trained."""

    pictures: Path
    """What `models.training_pictures` wrote."""
    out: Path
    epochs: int
    batch: int = 64
    """Pictures a step of the optimiser, of all processes together."""
    input_size: int = 640
    plain_epochs: int = 10
    """The last ones, on pictures as they are; before them on mosaics of four."""
    relu: bool = False
    seed: int = 0
    workers: int = 8
    """Processes that prepare pictures, on a GPU."""
    rate: float | None = None
    """Of learning, at its highest; Ultralytics' choice when None. Going on for a few epochs needs
    less than a beginning."""
    onward: Path | None = None
    """Weights of an earlier training on rendered pictures to go on from; None begins from random
    ones."""


def train(course: Course, *, device: str | None = None, processes: int | None = None) -> Path:
    """Train from random weights, or onward from our own; the last weights.

    No others are loaded: what the network knows it learnt from rendered pictures. Held-out
    pictures are for measuring only, so the last weights are kept and not the best ones on them.

    Args:
        device: as Ultralytics names it; the first GPU when there is one, else the processor.
        processes: on a processor, how many train together; one for each core when not given.

    Raises:
        InputError: there are no pictures, no such weights, or Ultralytics is not installed.
    """
    if course.onward is not None and not course.onward.is_file():
        raise InputError(f"no such weights: {course.onward}")
    if not (course.pictures / "data.yaml").is_file():
        raise InputError(
            f"no pictures at {course.pictures}. Render them: python -m models.train render"
        )
    ultralytics = load_ultralytics("training")
    import torch

    device = device or ("0" if torch.cuda.is_available() else "cpu")
    course.out.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    if device != "cpu":
        run_alone(course, device)
        how = "GPU"
    else:
        count = processes or os.cpu_count() or 1
        _run_together(course, count)
        how = f"CPU, bfloat16, {count} processes"
    last = course.out / "chaland-sim.pt"
    shutil.copy(course.out / "run" / "weights" / "last.pt", last)
    facts = {
        "architecture": "YOLO26n, one class" + (", ReLU" if course.relu else ""),
        "epochs": course.epochs,
        "batch": course.batch,
        "input_size": course.input_size,
        "seed": course.seed,
        "rate": course.rate,
        "device": how,
        "minutes": round((time.monotonic() - began) / 60, 1),
        "onward": course.onward is not None,
        "earlier": _earlier(course.onward),
        "ultralytics": ultralytics.__version__,
        "settings": SETTINGS | {"close_mosaic": course.plain_epochs},
    }
    (course.out / "training.json").write_text(json.dumps(facts, indent=2) + "\n", "utf-8")
    return last


def _earlier(weights: Path | None) -> dict[str, Any] | None:
    """What is written beside the weights that a training goes on from."""
    if weights is None or not (facts := weights.with_name("training.json")).is_file():
        return None
    found: dict[str, Any] = json.loads(facts.read_text("utf-8"))
    return found


def _run_together(course: Course, count: int) -> None:
    with tempfile.TemporaryDirectory() as meeting_place:
        places = [Place(rank, count, Path(meeting_place) / "here") for rank in range(count)]
        # A forked process would share torch's threads with its siblings.
        spawn = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(count, mp_context=spawn) as pool:
            for done in as_completed([pool.submit(run_alone, course, "cpu", at) for at in places]):
                done.result()


def run_alone(course: Course, device: str, place: Place | None = None) -> None:
    """One process's training. ``place``: among those that train together on a processor."""
    ultralytics = load_ultralytics("training")
    # The check that precedes mixed precision wants to download weights, and does without them
    # when it may not: nothing but rendered pictures may have a part in this.
    os.environ["YOLO_OFFLINE"] = "true"
    rank = 0 if place is None else place.rank
    out = course.out if rank == 0 else course.out / f"process-{rank}"
    out.mkdir(parents=True, exist_ok=True)
    model = ultralytics.YOLO(str(write_architecture(out, relu=course.relu)), task="detect")
    data, batch = course.pictures / "data.yaml", course.batch
    if place is not None:
        data, batch = _share(course.pictures, out, place), course.batch // place.world
        model.add_callback("on_train_start", partial(_start_on_processor, place))
    if rank == 0:
        model.add_callback("on_train_epoch_end", _tell)
    model.train(
        data=str(data.absolute()),
        epochs=course.epochs,
        batch=batch,
        nbs=batch,
        imgsz=course.input_size,
        close_mosaic=course.plain_epochs,
        device=device,
        workers=course.workers,
        seed=course.seed,
        pretrained=False if course.onward is None else str(course.onward.absolute()),
        amp=device != "cpu",
        val=False,
        cache="ram",
        project=str(out.absolute()),
        name="run",
        exist_ok=True,
        warmup_epochs=min(1.0, 0.1 * course.epochs),
        **({} if course.rate is None else {"optimizer": "AdamW", "lr0": course.rate}),
        **SETTINGS,
    )
    if place is not None:
        place.leave()


def _start_on_processor(place: Place, trainer: Any) -> None:
    import torch

    torch.set_num_threads(1)
    lighten(trainer.model)
    place.join(trainer)


def _share(pictures: Path, out: Path, place: Place) -> Path:
    """The data file of one process's part of the training pictures."""
    own = place.share(sorted((pictures / "images" / "train").glob("*.jpg")))
    listed = out / "train.txt"
    listed.write_text("".join(f"{path.absolute()}\n" for path in own), "utf-8")
    data = out / "data.yaml"
    with data.open("w", encoding="utf-8") as file:
        YAML().dump(
            {
                "path": str(pictures.absolute()),
                "train": str(listed.absolute()),
                "val": "images/val",
                "names": {0: "person"},
            },
            file,
        )
    return data


def _tell(trainer: Any) -> None:
    """A line an epoch: hours of work are not done in silence."""
    losses = ", ".join(f"{name} {float(value):.3f}" for name, value in trainer.tloss.items())
    sys.stderr.write(f"epoch {trainer.epoch + 1} of {trainer.epochs}: {losses}\n")
    sys.stderr.flush()
