"""The way from weights to what is shipped. Training itself takes hours and is not tried here."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from models.accuracy import Accuracy
from models.card import write_card
from models.film_sample import FilmSample
from models.lock import verify
from models.shipping import losses, ship
from models.training import write_architecture
from models.training_pictures import Still, write_pictures
from vision.detect.detector import load_detector
from vision.detect.permission import check_permission
from vision.errors import InputError


@pytest.mark.ultralytics
@pytest.mark.parametrize("relu", [False, True])
def test_the_network_has_one_class_and_the_activation_asked_for(tmp_path: Path, relu: bool) -> None:
    from ultralytics.nn.modules import Conv
    from ultralytics.nn.tasks import DetectionModel

    usual = Conv.default_act
    try:
        model = DetectionModel(str(write_architecture(tmp_path, relu=relu)), verbose=False)
    finally:
        Conv.default_act = usual  # building a network changes it for all that follow
    acts = {type(layer.act).__name__ for layer in model.modules() if isinstance(layer, Conv)}
    assert ("ReLU" in acts, "SiLU" in acts) == (relu, not relu)
    assert model.model[-1].nc == 1
    assert 2_000_000 < sum(weights.numel() for weights in model.parameters()) < 3_000_000


@pytest.fixture
def pictures(evaluation: Path, tmp_path: Path) -> Path:
    """Frames in place of rendered pictures, half as wide."""
    sample = iter(FilmSample(evaluation / "footage" / "one-by-one.mp4", 120))

    def stills(seed: int, count: int) -> Iterator[Still]:
        for _ in range(count):
            image = np.asarray(cv2.resize(next(sample), (320, 180)), np.uint8)
            yield image, np.zeros((0, 4), np.float32), np.zeros(0, np.float32)

    write_pictures(tmp_path / "pictures", shops=3, per_shop=40, stills=stills)
    return tmp_path / "pictures"


@pytest.mark.ultralytics
def test_a_shipped_model_is_marked_locked_and_small(
    evaluation: Path, pictures: Path, tmp_path: Path
) -> None:
    target = tmp_path / "shipped" / "chaland-sim_int8_openvino_model"
    weights = evaluation / "weights" / "yolo11n.pt"
    result = ship(weights, pictures, input_size=320, target=target, calibrate_on=40)
    assert result["megabytes"] < 5
    assert verify(target)
    assert str(tmp_path) not in (target / "metadata.yaml").read_text("utf-8")
    assert (target.parent / "training-manifest.json").exists()
    load_detector(target)
    with pytest.raises(InputError, match="trained on simulated film only"):
        check_permission(target, {"door": False})
    (target / "metadata.yaml").unlink()
    with pytest.raises(InputError, match="trained on simulated film only"):
        check_permission(target, {"door": False})


@pytest.mark.parametrize(
    ("recall", "precision", "complaints"), [(0.955, 0.97, 0), (0.94, 0.97, 1), (0.94, 0.5, 2)]
)
def test_int8_may_not_lose_people(recall: float, precision: float, complaints: int) -> None:
    def accuracy(found: float, average_precision: float) -> Accuracy:
        return Accuracy(10, 1000, round(1000 * found), 1000, 0, 0, average_precision, 1.0, 0.25)

    assert len(losses(accuracy(0.96, 0.975), accuracy(recall, precision))) == complaints


def test_the_card_says_what_was_measured(tmp_path: Path) -> None:
    files = {
        "export": {
            "agreement": {
                "frames": 300, "confidence": 0.25, "recall": 0.991, "precision": 0.987,
                "count_difference": 0.004,
            },
            "accuracy": {
                "full": {"average_precision": 0.981, "recall": 0.962},
                "int8": {"average_precision": 0.979, "recall": 0.96},
            },
            "megabytes": 3.1, "pictures": {"train": 5100, "val": 450, "test": 450}, "shops": 240,
        },
        "training": {
            "architecture": "YOLO26n, one class", "epochs": 120, "input_size": 640, "batch": 64,
            "seed": 0, "minutes": 33.5, "device": "GPU", "ultralytics": "8.4.190",
            "settings": {"fliplr": 0.5},
        },
        "door": {
            "film": "door.mp4", "frames": 3000, "people": 9000, "confidence": 0.25,
            "recall": 0.961, "precision": 0.98, "share_on_nobody": 0.004,
            "average_precision": 0.9712, "milliseconds": 17.2,
        },
        "real": {
            "film": "one-by-one.mp4", "reference": "yolo11n", "frames": 300, "matched": 20,
            "reference_boxes": 226, "recall": 0.088, "precision": 0.5,
        },
    }  # fmt: skip
    for name, data in files.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(data), "utf-8")
    paths = {name: tmp_path / f"{name}.json" for name in files}
    card = tmp_path / "README.md"
    write_card(card, paths["export"], paths["training"], [paths["door"], paths["real"]])
    text = card.read_text("utf-8")
    assert "| door.mp4 | 3000 | 9000 | 0.25 | 96.1% | 98.0% | 0.4% | 0.971 | 17.2 |" in text
    assert "| one-by-one.mp4 | 300 | yolo11n | 226 | 8.8% | 50.0% |" in text
    assert "6,000 pictures of 240 simulated shops" in text
    assert "from random weights: 120 epochs" in text

    again = files["training"] | {"epochs": 30, "onward": True, "earlier": files["training"]}
    paths["training"].write_text(json.dumps(again), "utf-8")
    write_card(card, paths["export"], paths["training"], [])
    text = card.read_text("utf-8")
    first, then = text.index("from random weights: 120 epochs"), text.index("onward from there: 30")
    assert first < then

    with pytest.raises(InputError, match=r"the measured figures are not complete: 'agreement'"):
        write_card(card, paths["door"], paths["training"], [])
    with pytest.raises(InputError, match=r"gone\.json: cannot be read"):
        write_card(card, tmp_path / "gone.json", paths["training"], [])
