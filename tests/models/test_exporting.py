"""Real weights on real film: what is refused, and what is accepted."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import openvino as ov
import pytest
from openvino import opset13 as ops

from models import exporting
from models.exporting import Export, export, export_full
from models.lock import read_lock, verify
from vision.detect.detector import load_detector
from vision.errors import InputError

pytestmark = pytest.mark.ultralytics

SIZE = 320


@pytest.fixture
def weights(evaluation: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "models"
    folder.mkdir()
    return Path(shutil.copy(evaluation / "weights" / "yolo11n.pt", folder))


@pytest.fixture
def film(evaluation: Path) -> Path:
    return evaluation / "footage" / "one-by-one.mp4"


@pytest.fixture(scope="module")
def exported(evaluation: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """In full precision, which takes the longest and is the same however INT8 turns out."""
    return export_full(
        evaluation / "weights" / "yolo11n.pt", tmp_path_factory.mktemp("exported"), SIZE
    )


def run(weights: Path, film: Path, quantise: Callable[..., ov.Model] | None = None) -> Export:
    options: dict[str, Any] = {} if quantise is None else {"quantise": quantise}
    return export(weights, film, input_size=SIZE, frames=80, **options)


def one_scale_for_all(model: Path, images: Any, *, input_size: int) -> ov.Model:
    """What 8 bits do to a YOLO's output: one scale for boxes in pixels and scores below 1, so that
    every score is rounded to 0 or beyond 1. Nothing fails, and no score means anything."""
    return changed(model, lambda output: on_grid(output, input_size / 255))


def faint(model: Path, images: Any, *, input_size: int) -> ov.Model:
    """Every score loses a quarter: most people are still seen."""
    scale = np.ones((1, 84, 1), np.float32)
    scale[:, 4:] = 0.75
    return changed(model, lambda output: ops.multiply(output, ops.constant(scale)))


def on_grid(output: Any, step: float) -> Any:
    return ops.multiply(
        ops.round(ops.divide(output, np.float32(step)), "half_to_even"), np.float32(step)
    )


def changed(model: Path, change: Callable[[Any], Any]) -> ov.Model:
    network = ov.Core().read_model(model)
    return ov.Model([change(network.outputs[0].node.input_value(0))], network.get_parameters())


@pytest.mark.long
def test_int8_that_sees_the_same_people_is_accepted(weights: Path, film: Path) -> None:
    before = set(weights.parent.iterdir())
    done = run(weights, film)
    assert done.agreement.objections == []
    assert done.agreement.frames == 80
    assert done.int8 is not None
    assert done.best == done.int8
    # Nothing else is left, no frame of the film among it.
    left = {path.name for path in set(weights.parent.iterdir()) - before}
    assert left == {"yolo11n_openvino_model", "yolo11n_int8_openvino_model", "models.lock.json"}
    for folder in (done.full, done.int8):
        assert {path.suffix for path in folder.iterdir()} == {".xml", ".bin", ".yaml"}
        assert verify(folder)
    full, int8 = ((folder / "yolo11n.bin").stat().st_size for folder in (done.full, done.int8))
    assert int8 < 0.3 * full
    assert load_detector(done.int8, input_size=SIZE).name.startswith("yolo11n_int8_openvino_model")


@pytest.mark.parametrize("broken", [one_scale_for_all, faint])
def test_int8_that_sees_other_people_is_refused(
    weights: Path,
    film: Path,
    exported: Path,
    broken: Callable[..., ov.Model],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def again(_: Path, place: Path, input_size: int) -> Path:
        assert input_size == SIZE
        return Path(shutil.copytree(exported, place / exported.name))

    monkeypatch.setattr(exporting, "export_full", again)
    older = weights.parent / "yolo11n_int8_openvino_model"
    older.mkdir()
    done = run(weights, film, broken)
    assert done.int8 is None
    assert done.agreement.objections
    assert done.best == done.full
    assert verify(done.full)
    assert not older.exists()
    assert not any("int8" in name for name in read_lock(weights.parent))


def test_broken_weights_are_told(tmp_path: Path, film: Path) -> None:
    path = tmp_path / "broken.pt"
    path.write_bytes(b"weights" * 100)
    with pytest.raises(InputError, match=r"broken\.pt: Ultralytics cannot export this model"):
        run(path, film)
    assert [path.name for path in tmp_path.iterdir()] == ["broken.pt"]


def test_what_is_missing_is_told(weights: Path, film: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such weights"):
        run(tmp_path / "gone.pt", film)
    with pytest.raises(InputError, match="no such film"):
        run(weights, tmp_path / "gone.mp4")


@pytest.mark.parametrize("missing", ["nncf", "ultralytics"])
def test_without_the_extra_it_is_named_and_nothing_is_installed(
    weights: Path, film: Path, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(InputError, match=r"pip install 'chaland\[ultralytics\]'"):
        run(weights, film)
