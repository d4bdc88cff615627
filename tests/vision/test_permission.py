from __future__ import annotations

from pathlib import Path

import openvino as ov
import pytest

from tests.vision.models import candidates, write_model
from vision.detect.permission import check_permission, is_for_simulated_film
from vision.errors import InputError


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return write_model(tmp_path / "some", candidates([(32, 32, 20, 40, [0.9])]))


def mark_metadata(model: Path, mark: str = "{simulated_only: true}") -> None:
    (model.parent / "metadata.yaml").write_text(f"names: [person]\nchaland: {mark}\n", "utf-8")


def mark_network(model: Path) -> Path:
    network = ov.Core().read_model(model)
    network.set_rt_info(True, ["chaland", "simulated_only"])
    path = model.parent / "marked.xml"
    ov.save_model(network, path)
    model.unlink()
    return path


def test_an_unmarked_model_may_look_at_any_camera(model: Path) -> None:
    assert not is_for_simulated_film(model)
    check_permission(model, {"door": False})


@pytest.mark.parametrize("as_folder", [True, False])
def test_a_marked_model_may_look_at_simulated_cameras_only(model: Path, as_folder: bool) -> None:
    mark_metadata(model)
    named = model.parent if as_folder else model
    check_permission(named, {"door": True, "tills": True})
    with pytest.raises(InputError, match="camera tills is not marked as simulated") as refused:
        check_permission(named, {"door": True, "tills": False})
    for way_out in ("chaland models fetch yolo26n", "--calibrate FILM", "simulated: true"):
        assert way_out in str(refused.value)
    with pytest.raises(InputError, match="cameras door, tills are not marked"):
        check_permission(named, {"door": False, "tills": False})


@pytest.mark.parametrize("as_folder", [True, False])
def test_the_mark_stays_in_a_network_without_its_metadata(model: Path, as_folder: bool) -> None:
    path = mark_network(model)
    (path.parent / "metadata.yaml").unlink()
    assert is_for_simulated_film(path.parent if as_folder else path)


@pytest.mark.parametrize("mark", ["{simulated_only: false}", "{}", "null", "[1]"])
def test_other_metadata_is_no_mark(model: Path, mark: str) -> None:
    mark_metadata(model, mark)
    assert not is_for_simulated_film(model)


def test_broken_metadata_does_not_pass_for_unmarked(model: Path) -> None:
    (model.parent / "metadata.yaml").write_text("chaland: {simulated_only: true", "utf-8")
    with pytest.raises(InputError, match=r"metadata\.yaml: cannot be read as YAML"):
        check_permission(model, {"door": False})
