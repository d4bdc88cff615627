from __future__ import annotations

from pathlib import Path

import pytest

from models.lock import LOCK_FILE, forget, read_lock, record, verify
from tests.vision.models import candidates, write_model
from vision.errors import InputError


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A locked folder."""
    folder = write_model(tmp_path / "some_model", candidates([(32, 32, 20, 40, [0.9])])).parent
    record(folder, "a test")
    return folder


def test_every_file_of_a_folder_is_locked(model: Path) -> None:
    assert set(read_lock(model.parent)) == {
        "some_model/metadata.yaml", "some_model/model.bin", "some_model/model.xml",
    }  # fmt: skip
    assert verify(model)
    assert verify(model / "model.xml")


@pytest.mark.parametrize("file", ["model.bin", "model.xml", "metadata.yaml"])
@pytest.mark.parametrize("named", ["", "model.xml"])
def test_one_changed_byte_is_told(model: Path, file: str, named: str) -> None:
    path = model / file
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(InputError, match=f"{file} is not the file that was recorded"):
        verify(model / named)


def test_a_missing_file_is_told(model: Path) -> None:
    (model / "model.bin").unlink()
    with pytest.raises(InputError, match=r"model\.bin is missing"):
        verify(model)


def test_the_users_own_models_are_not_locked(model: Path, tmp_path: Path) -> None:
    own = write_model(tmp_path / "own", candidates([(32, 32, 20, 40, [0.9])]))
    assert not verify(own)
    assert not verify(own.parent)
    # Its name begins as a locked one's does.
    assert not verify(write_model(tmp_path / "some_model_2", candidates([(1, 1, 1, 1, [0.9])])))


def test_recording_again_replaces_and_forgetting_removes(model: Path) -> None:
    (model / "metadata.yaml").unlink()
    (model / "model.bin").write_bytes(b"other")
    record(model, "a test")
    assert set(read_lock(model.parent)) == {"some_model/model.bin", "some_model/model.xml"}
    assert verify(model)
    forget(model)
    assert read_lock(model.parent) == {}
    assert (model.parent / LOCK_FILE).exists()
