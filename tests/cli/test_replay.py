from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.commands import chaland, warm


@pytest.fixture
def walker(tmp_path: Path) -> Path:
    """Somebody walks from left to right over x = 320, ten pixels a frame, at 10 frames a second."""
    path = tmp_path / "det.txt"
    lines = [f"{n},-1,{10 * n - 20},100,40,120,0.9,-1,-1,-1" for n in range(10, 55)]
    path.write_text("\n".join(lines), "ascii")
    return path


OPTIONS = ("--fps", "10", "--size", "640x480")


def test_one_json_object_and_a_tracks_file(walker: Path, tmp_path: Path) -> None:
    result = chaland(
        "replay",
        walker,
        *OPTIONS,
        "--line",
        "up:320,480,320,0",
        "--line",
        "down:320,0,320,480",
        "--zone",
        "middle:300,0;500,0;500,480;300,480",
        "--tracks",
        "tracks.txt",
        "--json",
        cwd=tmp_path,
    )
    answer = json.loads(result.stdout)
    assert answer["lines"] == [
        {"name": "up", "in": 1, "out": 0, "u_turns": 0, "re_entries": 0},
        {"name": "down", "in": 0, "out": 1, "u_turns": 0, "re_entries": 0},
    ]
    (zone,) = answer["zones"]
    # 200 px at 100 px a second, which is shorter than a visit.
    assert (zone["name"], zone["visits"], zone["passes"]) == ("middle", 0, 1)
    assert zone["dwell_seconds"] == {"n": 0, "mean": None, "p50": None, "p90": None}
    assert answer["tracks"] == 1
    rows = (tmp_path / "tracks.txt").read_text("ascii").splitlines()
    assert len(rows) == 45
    assert rows[0] == "10,1,80.00,100.00,40.00,120.00,0.9000,-1,-1,-1"


def test_real_detections_are_tracked_and_counted(evaluation: Path, tmp_path: Path) -> None:
    """A floor under what is reached today, far above the published peers' on the same file."""
    folder = evaluation / "tracks" / "TUD-Stadtmitte"
    truth = json.loads((folder / "lines.json").read_text("utf-8"))
    lines = [
        f"--line={line['name']}:" + ",".join(str(v) for v in [*line["start"], *line["end"]])
        for line in truth["lines"]
    ]
    result = chaland(
        "replay", folder / "det.txt", "--fps", "25", "--size", "640x480", *lines, "--json",
        cwd=tmp_path,
    )  # fmt: skip
    counted = {line["name"]: line for line in json.loads(result.stdout)["lines"]}
    gross = sum(
        abs(counted[line["name"]]["in"] - line["left_to_right"])
        + abs(counted[line["name"]]["out"] - line["right_to_left"])
        for line in truth["lines"]
    )
    assert gross <= 3


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("1,-1,10,10\n", "det.txt:1: 4 fields, at least 6 are needed"),
        ("1,-1,10,10,20,40,0.9\n2,-1,a,10,20,40,0.9\n", "det.txt:2: not a number"),
        ("0,-1,10,10,20,40,0.9\n", "det.txt:1: frame 0 is not a whole number from 1"),
        ("1,-1,10,10,-20,40,0.9\n", "det.txt:1: width and height must be positive"),
        ("\n", "no detection in this file"),
    ],
)
def test_bad_detections_are_named_with_their_line(
    tmp_path: Path, content: str, message: str
) -> None:
    (tmp_path / "det.txt").write_text(content, "ascii")
    result = warm("replay", "det.txt", *OPTIONS, "--json", cwd=tmp_path, check=False)
    assert result.returncode == 2
    assert message in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


def test_a_tracks_file_that_cannot_be_written_is_named(walker: Path, tmp_path: Path) -> None:
    result = chaland(
        "replay", walker, *OPTIONS, "--tracks", "nowhere/t.txt", cwd=tmp_path, check=False
    )
    assert result.returncode == 2
    assert "nowhere/t.txt" in result.stderr
    assert "Traceback" not in result.stderr
