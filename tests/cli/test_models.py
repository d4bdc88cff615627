from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path

import pytest

from tests.cli.commands import chaland, warm
from tests.models.file_server import FileServer, serve
from tests.vision.films import write_film
from tests.vision.models import candidates, write_model


def body() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(zipfile.ZipInfo("data.pkl"), bytes(200_000))
    return file.getvalue()


def test_the_list_says_what_is_here(tmp_path: Path) -> None:
    answer = json.loads(chaland("models", "list", "--json", cwd=tmp_path).stdout)
    states = {model["name"]: model for model in answer["models"]}
    assert states["yolo26n"]["state"] == "not fetched"
    assert states["chaland-sim"]["simulated_only"] is True
    assert states["chaland-sim"]["state"] in {"not built", "ready"}
    assert "yolo26n: not fetched" in warm("models", "list", cwd=tmp_path).stdout


def test_a_model_is_fetched_listed_and_its_damage_told(tmp_path: Path) -> None:
    with serve(FileServer(body())) as files:
        result = chaland("models", "fetch", "yolo26n", "--url", files.url, "--json", cwd=tmp_path)
    answer = json.loads(result.stdout)
    assert answer["sha256"] == hashlib.sha256(body()).hexdigest()
    path = tmp_path / answer["model"]
    assert path == tmp_path / "chaland-models" / "yolo26n.pt"
    assert "yolo26n: fetched, not exported" in warm("models", "list", cwd=tmp_path).stdout
    path.write_bytes(b"PK" + body()[2:-1])
    assert "yolo26n: damaged" in warm("models", "list", cwd=tmp_path).stdout


def test_a_failed_fetch_is_one_message(tmp_path: Path) -> None:
    with serve(FileServer(b"", 404)) as files:
        result = chaland(
            "models", "fetch", "yolo26n", "--url", files.url, cwd=tmp_path, check=False
        )
    assert result.returncode == 2
    assert "the server answered 404" in result.stderr
    assert str(tmp_path / "chaland-models" / "yolo26n.pt") in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["fetch", "yolo26m"], "no model is called 'yolo26m'; did you mean yolo26n?"),
        (["fetch", "chaland-sim"], "part of Chaland"),
        (["export", "yolo26n", "--calibrate", "f.mp4"], "no such weights"),
        (["evaluate", "gone.xml", "--film", "f.mp4", "--reference", "x"], "no such model"),
        (["evaluate", "yolo26n", "--film", "f.mp4", "--reference", "x"], "is not here yet"),
        (["evaluate", "yolo26n", "--film", "f.mp4"], "name either the film's truth"),
    ],
)
def test_mistakes_are_told(tmp_path: Path, arguments: list[str], message: str) -> None:
    result = warm("models", *arguments, cwd=tmp_path, check=False)
    assert result.returncode == 2
    assert message in result.stderr
    assert "Traceback" not in result.stderr


@pytest.fixture
def one_person(tmp_path: Path) -> Path:
    """A network that sees one person at (20, 20, 60, 80) of a 160×96 picture."""
    row = (40.0, 50.0, 40.0, 60.0, [0.9])
    return write_model(tmp_path / "net", candidates([row]), input_shape=(1, 3, 96, 160))


def test_a_model_is_measured_against_the_truth(tmp_path: Path, one_person: Path) -> None:
    write_film(tmp_path / "film.mp4", seconds=2)
    people = [
        {"person": 1, "box": [20, 20, 60, 80], "visible": 1.0},
        {"person": 2, "box": [100, 20, 140, 80], "visible": 0.7},
        {"person": 3, "box": [0, 0, 40, 60], "visible": 0.5},
    ]
    truth = {"frames": [{"frame": number, "people": people} for number in range(20)]}
    (tmp_path / "truth.json").write_text(json.dumps(truth), "utf-8")
    command = ("models", "evaluate", one_person, "--film", "film.mp4", "--truth", "truth.json")
    answer = json.loads(chaland(*command, "--json", cwd=tmp_path).stdout)
    assert (answer["frames"], answer["people"], answer["found"]) == (20, 40, 20)
    assert (answer["recall"], answer["precision"], answer["average_precision"]) == (0.5, 1, 0.5)
    assert "recall 50.0%, precision 100.0%, mAP50 0.500" in warm(*command, cwd=tmp_path).stdout


def test_a_model_is_compared_with_another(tmp_path: Path, one_person: Path) -> None:
    write_film(tmp_path / "film.mp4", seconds=2)
    two = candidates([(40, 50, 40, 60, [0.9]), (120, 50, 40, 60, [0.9])])
    other = write_model(tmp_path / "other", two, input_shape=(1, 3, 96, 160))
    command = ("models", "evaluate", one_person, "--film", "film.mp4", "--reference", other)
    answer = json.loads(chaland(*command, "--json", cwd=tmp_path).stdout)
    assert (answer["recall"], answer["precision"]) == (0.5, 1)
    assert answer["count_difference"] == -0.5


@pytest.mark.long
@pytest.mark.ultralytics
def test_weights_are_exported_with_a_film(evaluation: Path, tmp_path: Path) -> None:
    weights = tmp_path / "yolo11n.pt"
    weights.write_bytes((evaluation / "weights" / "yolo11n.pt").read_bytes())
    film = evaluation / "footage" / "one-by-one.mp4"
    result = chaland(
        "models", "export", weights, "--calibrate", film, "--frames", "80", "--json", cwd=tmp_path
    )
    answer = json.loads(result.stdout)
    assert answer["accepted"] is True
    assert Path(answer["model"]).is_dir()
    few = chaland(
        "models", "export", weights, "--calibrate", film, "--frames", "10",
        cwd=tmp_path, check=False,
    )  # fmt: skip
    assert few.returncode == 1
    assert "too few people to tell" in few.stderr
    assert not Path(answer["model"]).exists()
