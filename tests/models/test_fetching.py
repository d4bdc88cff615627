from __future__ import annotations

import hashlib
import io
import json
import socket
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from models.fetching import ATTEMPTS, fetch
from models.lock import LOCK_FILE, read_lock, verify
from models.registry import find
from tests.models.file_server import FileServer, serve
from vision.errors import InputError

YOLO = find("yolo26n")


def checkpoint(seed: int = 1) -> bytes:
    """As PyTorch writes one: a zip archive."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(zipfile.ZipInfo("yolo26n/data.pkl"), bytes([seed]) * 200_000)
    return file.getvalue()


def sha256(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def dead_address() -> str:
    """Nobody listens here."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}/yolo26n.pt"


def left(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_file_comes_whole_and_its_hash_is_recorded(tmp_path: Path) -> None:
    seen: list[tuple[int, int | None]] = []
    with serve(FileServer(checkpoint())) as files:
        path = fetch(
            YOLO, tmp_path / "new", url=files.url, progress=lambda *step: seen.append(step)
        )
    assert path == tmp_path / "new" / "yolo26n.pt"
    assert path.read_bytes() == files.body
    assert left(path.parent) == {"yolo26n.pt", LOCK_FILE}
    entry = read_lock(path.parent)["yolo26n.pt"]
    assert (entry.sha256, entry.bytes, entry.source) == (
        sha256(files.body), len(files.body), files.url,
    )  # fmt: skip
    assert seen[-1] == (len(files.body), len(files.body))


def test_a_second_fetch_downloads_nothing(tmp_path: Path) -> None:
    with serve(FileServer(checkpoint())) as files:
        fetch(YOLO, tmp_path, url=files.url)
        fetch(YOLO, tmp_path, url=files.url)
        assert len(files.asked) == 1


@pytest.mark.parametrize("status", [404, 403, 500])
def test_an_error_of_the_server_is_told(tmp_path: Path, status: int) -> None:
    with serve(FileServer(b"no", status)) as files:
        with pytest.raises(InputError, match=f"the server answered {status}") as refused:
            fetch(YOLO, tmp_path, url=files.url)
        assert len(files.asked) == 1
    assert str(tmp_path / "yolo26n.pt") in str(refused.value)
    assert left(tmp_path) == set()


def test_a_cut_download_starts_again(tmp_path: Path) -> None:
    with serve(FileServer(checkpoint(), cuts=ATTEMPTS - 1)) as files:
        path = fetch(YOLO, tmp_path, url=files.url)
        assert len(files.asked) == ATTEMPTS
    assert path.read_bytes() == files.body


def test_a_download_cut_each_time_leaves_nothing(tmp_path: Path) -> None:
    with (
        serve(FileServer(checkpoint(), cuts=ATTEMPTS)) as files,
        pytest.raises(InputError, match=f"cut {ATTEMPTS} times"),
    ):
        fetch(YOLO, tmp_path, url=files.url)
    assert left(tmp_path) == set()


def test_another_file_than_was_asked_for_is_not_kept(tmp_path: Path) -> None:
    with serve(FileServer(checkpoint())) as files:
        with pytest.raises(InputError, match="wrong SHA-256") as refused:
            fetch(YOLO, tmp_path, url=files.url, sha256="0" * 64)
        assert sha256(files.body) in str(refused.value)
        assert left(tmp_path) == set()
        with pytest.raises(InputError, match="wrong SHA-256"):
            fetch(replace(YOLO, sha256="1" * 64), tmp_path, url=files.url)
        fetch(YOLO, tmp_path, url=files.url, sha256=sha256(files.body).upper())
    assert (tmp_path / "yolo26n.pt").exists()


def test_a_login_page_is_no_model(tmp_path: Path) -> None:
    with (
        serve(FileServer(b"<!DOCTYPE html><title>Guest Wi-Fi</title>")) as files,
        pytest.raises(InputError, match="what came is a web page"),
    ):
        fetch(YOLO, tmp_path, url=files.url)
    assert left(tmp_path) == set()


def test_without_a_connection_the_file_to_bring_and_its_place_are_named(tmp_path: Path) -> None:
    url = dead_address()
    with pytest.raises(InputError, match="cannot be reached") as refused:
        fetch(YOLO, tmp_path, url=url)
    assert url in str(refused.value)
    assert f"put it at {tmp_path / 'yolo26n.pt'}" in str(refused.value)


def test_a_file_brought_by_hand_is_taken(tmp_path: Path) -> None:
    (tmp_path / "yolo26n.pt").write_bytes(checkpoint())
    fetch(YOLO, tmp_path, url="http://not-asked.invalid/")
    assert read_lock(tmp_path)["yolo26n.pt"].sha256 == sha256(checkpoint())
    assert verify(tmp_path / "yolo26n.pt")


def test_a_wrong_file_brought_by_hand_is_left_for_its_owner(tmp_path: Path) -> None:
    (tmp_path / "yolo26n.pt").write_bytes(b"half a file")
    with pytest.raises(InputError, match=r"not a PyTorch checkpoint"):
        fetch(YOLO, tmp_path)
    assert left(tmp_path) == {"yolo26n.pt"}


def test_a_changed_file_is_told_at_the_next_fetch(tmp_path: Path) -> None:
    with serve(FileServer(checkpoint())) as files:
        path = fetch(YOLO, tmp_path, url=files.url)
        path.write_bytes(checkpoint(2))
        with pytest.raises(InputError, match="not the file that was recorded"):
            fetch(YOLO, tmp_path, url=files.url)


def test_a_deleted_file_must_come_back_the_same(tmp_path: Path) -> None:
    with serve(FileServer(checkpoint())) as files:
        fetch(YOLO, tmp_path, url=files.url).unlink()
        files.body = checkpoint(2)
        with pytest.raises(InputError, match="wrong SHA-256"):
            fetch(YOLO, tmp_path, url=files.url)


def test_the_shipped_model_is_not_fetched(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="part of Chaland"):
        fetch(find("chaland-sim"), tmp_path)


@pytest.mark.ultralytics
def test_ultralytics_own_downloader_is_used_without_an_address(tmp_path: Path) -> None:
    with serve(FileServer(checkpoint())) as files:
        path = fetch(replace(YOLO, source=files.url), tmp_path)
        assert files.asked == ["/assets/yolo26n.pt"]
    assert path.read_bytes() == files.body
    assert left(tmp_path) == {"yolo26n.pt", LOCK_FILE}


@pytest.mark.ultralytics
def test_ultralytics_failure_names_the_file_and_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YOLO_OFFLINE", "true")
    with pytest.raises(InputError, match=r"yolo26n could not be downloaded: ") as refused:
        fetch(replace(YOLO, source=dead_address()), tmp_path)
    assert f"put it at {tmp_path / 'yolo26n.pt'}" in str(refused.value)
    assert left(tmp_path) == set()


def test_without_ultralytics_the_extra_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ultralytics", None)
    with pytest.raises(InputError, match=r"pip install 'chaland\[ultralytics\]'"):
        fetch(YOLO, tmp_path)


def test_a_damaged_lock_file_is_told(tmp_path: Path) -> None:
    (tmp_path / LOCK_FILE).write_text("{", "utf-8")
    with pytest.raises(InputError, match="damaged lock file"):
        verify(tmp_path / "yolo26n.pt")
    (tmp_path / LOCK_FILE).write_text(json.dumps({"version": 9, "files": {}}), "utf-8")
    with pytest.raises(InputError, match="another version"):
        verify(tmp_path / "yolo26n.pt")
