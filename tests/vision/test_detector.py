from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from tests.vision.models import candidates, write_model
from vision.detect.detector import load_detector
from vision.detect.letterbox import Letterbox
from vision.errors import InputError

BLANK = np.zeros((64, 64, 3), np.uint8)


def test_candidates_are_suppressed_and_only_people_are_kept(tmp_path: Path) -> None:
    model = write_model(
        tmp_path,
        candidates(
            [
                (32, 32, 20, 40, [0.9, 0.1]),
                (33, 32, 20, 40, [0.8, 0.1]),  # the same person again
                (10, 10, 8, 8, [0.3, 0.7]),  # a dog, doubtfully a person
                (50, 20, 10, 20, [0.05, 0.0]),  # too doubtful
            ]
        ),
        names="{0: person, 1: dog}",
    )
    (found,) = load_detector(model).detect([BLANK])
    assert found.xyxy.tolist() == [[22, 12, 42, 52]]
    assert found.confidence == pytest.approx([0.9])
    assert found.seconds > 0


def test_finished_boxes_are_taken_as_they_are(tmp_path: Path) -> None:
    boxes = np.zeros((1, 300, 6), np.float32)
    boxes[0, 0] = [10, 10, 30, 50, 0.8, 2]
    boxes[0, 1] = [11, 10, 31, 50, 0.7, 2]
    boxes[0, 2] = [0, 0, 5, 5, 0.9, 0]
    model = write_model(tmp_path, boxes, names="[cat, dog, person]")
    (found,) = load_detector(model).detect([BLANK])
    assert found.xyxy.tolist() == [[10, 10, 30, 50], [11, 10, 31, 50]]


@pytest.mark.parametrize("shape", [(64, 64), (36, 64), (128, 96), (54, 96)])
def test_boxes_come_back_in_the_pictures_own_pixels(tmp_path: Path, shape: tuple[int, int]) -> None:
    """A box over the whole of the picture's place in the network's input is the whole picture."""
    box = Letterbox.fit(shape, (64, 64))
    height, width = box.inner
    model = write_model(
        tmp_path,
        candidates([(box.left + width / 2, box.top + height / 2, width, height, [0.9])]),
    )
    (found,) = load_detector(model).detect([np.zeros((*shape, 3), np.uint8)])
    assert found.xyxy[0] == pytest.approx([0, 0, shape[1], shape[0]], abs=1)


def test_a_free_input_takes_the_pictures_shape(tmp_path: Path) -> None:
    model = write_model(
        tmp_path, candidates([(48, 32, 96, 64, [0.9])]), input_shape=(-1, 3, -1, -1)
    )
    (found,) = load_detector(model, input_size=96).detect([np.zeros((640, 960, 3), np.uint8)])
    assert found.xyxy[0] == pytest.approx([0, 0, 960, 640])


def test_nobody_is_an_empty_answer(tmp_path: Path) -> None:
    model = write_model(tmp_path, candidates([(32, 32, 20, 40, [0.01])]))
    first, second = load_detector(model).detect([BLANK, BLANK])
    assert len(first) == len(second) == 0


def test_a_missing_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no such model: .*gone\.xml"):
        load_detector(tmp_path / "gone.xml")


@pytest.mark.parametrize("name", ["model.xml", "model.onnx"])
def test_a_broken_model_is_named(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"<net" + bytes(200))
    with pytest.raises(InputError, match="OpenVINO cannot read this model"):
        load_detector(path)


def test_a_model_without_its_weights_is_named(tmp_path: Path) -> None:
    path = write_model(tmp_path, candidates([(32, 32, 20, 40, [0.9])]))
    path.with_suffix(".bin").unlink()
    with pytest.raises(InputError, match=r"its \.bin may be missing"):
        load_detector(path)


@pytest.mark.parametrize("shape", [(1, 64, 64, 3), (1, 3, 64), (4, 3, 64, 64), (1, 1, 64, 64)])
def test_a_wrong_input_shape_is_named(tmp_path: Path, shape: tuple[int, ...]) -> None:
    path = write_model(tmp_path, candidates([(32, 32, 20, 40, [0.9])]), input_shape=shape)
    with pytest.raises(InputError, match=r"one input of 1×3×height×width|batch is fixed at 4"):
        load_detector(path)


def test_an_output_of_no_detector_is_named(tmp_path: Path) -> None:
    path = write_model(tmp_path, np.zeros((1, 1000)))
    with pytest.raises(InputError, match="none that a YOLO detector has"):
        load_detector(path)


def test_a_model_without_people_is_refused(tmp_path: Path) -> None:
    path = write_model(
        tmp_path, candidates([(32, 32, 20, 40, [0.9, 0])]), names="{0: helmet, 1: vest}"
    )
    with pytest.raises(InputError, match=r"no person among its classes \(helmet, vest\)"):
        load_detector(path)


def test_classes_without_names_are_not_guessed(tmp_path: Path) -> None:
    path = write_model(tmp_path, candidates([(32, 32, 20, 40, [0.9, 0])]), names=None)
    with pytest.raises(InputError, match="which is a person is unknown"):
        load_detector(path)


def test_without_ultralytics_the_extra_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ultralytics", None)
    path = tmp_path / "model.pt"
    path.write_bytes(b"weights")
    with pytest.raises(InputError, match=r"pip install 'chaland\[ultralytics\]'"):
        load_detector(path)


@pytest.mark.ultralytics
def test_a_broken_pt_is_named(tmp_path: Path) -> None:
    path = tmp_path / "model.pt"
    path.write_bytes(b"weights" * 100)
    with pytest.raises(InputError, match=r"model\.pt: Ultralytics cannot load this model"):
        load_detector(path)
