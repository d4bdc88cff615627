from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import trackeval

from tests.cli.commands import chaland, warm
from tests.cli.empty_shop import write_shop


@pytest.fixture
def pavement(evaluation: Path, tmp_path: Path) -> tuple[Path, Path]:
    """zara01 as lines of positions, and its true groups."""
    folder = evaluation / "tracks" / "zara01"
    table = np.loadtxt(folder / "obsmat.txt")
    lines = [f"{row[0] / 25:.2f},{int(row[1])},{row[2]},{row[4]}\n" for row in table]
    path = tmp_path / "positions.txt"
    path.write_text("t,id,x,y\n" + "".join(lines), "ascii")
    return path, folder / "groups.txt"


def test_groups_on_a_real_pavement(pavement: tuple[Path, Path], tmp_path: Path) -> None:
    positions, truth = pavement
    result = chaland("evaluate", "groups", positions, "--truth", truth, "--json", cwd=tmp_path)
    answer = json.loads(result.stdout)
    assert answer["f1"] >= 0.92
    assert answer["people"] == 148
    assert answer["settings"]["distance"] > 0
    result = warm("evaluate", "groups", positions, "--truth", truth, cwd=tmp_path)
    assert f"F1 {answer['f1']:.3f}" in " ".join(result.stdout.split())


@pytest.mark.parametrize(
    ("positions", "truth", "told"),
    [
        ("0,1,0,0\n0.4,1,x,0\n", "1\n", "positions.txt:2: not a finite number"),
        ("0,1,0,0\n0.4,1,0\n", "1\n", "positions.txt:2: 3 fields, 4 are needed"),
        ("0,1,0,0\n0,1,1,0\n", "1\n", "positions.txt:2: 1 is in two places at 0 s"),
        ("t,id,x,y\n", "1\n", "nobody in this file"),
        ("0,1,0,0\n0,2,0,1\n", "1 2\n2\n", "groups.txt:2: 2 is in line 1 already"),
        ("0,1,0,0\n", "1 7\n", "1 of its people have no position"),
    ],
)
def test_a_wrong_file_is_told_by_its_line(
    positions: str, truth: str, told: str, tmp_path: Path
) -> None:
    (tmp_path / "positions.txt").write_text(positions, "ascii")
    (tmp_path / "groups.txt").write_text(truth, "ascii")
    result = chaland(
        "evaluate", "groups", "positions.txt", "--truth", "groups.txt", cwd=tmp_path, check=False
    )
    assert result.returncode == 2
    assert told in result.stderr
    assert result.stdout == ""


SEQUENCES = {"TUD-Stadtmitte": ("25", "640x480"), "MOT17-09": ("30", "1920x1080")}


@pytest.mark.parametrize("sequence", SEQUENCES)
def test_the_figures_are_trackevals_own(evaluation: Path, tmp_path: Path, sequence: str) -> None:
    folder = evaluation / "tracks" / sequence
    fps, size = SEQUENCES[sequence]
    shared = ("--fps", fps, "--size", size)
    answer = json.loads(
        chaland(
            "evaluate", "tracking", "--detections", folder / "det.txt",
            "--truth", folder / "gt.txt", *shared, "--json", cwd=tmp_path,
        ).stdout
    )  # fmt: skip
    results = tmp_path / "trackers" / "MOT17-train" / "ours" / "data" / "one.txt"
    results.parent.mkdir(parents=True)
    chaland("replay", folder / "det.txt", *shared, "--tracks", results, cwd=tmp_path)
    truth = tmp_path / "gt" / "MOT17-train" / "one" / "gt" / "gt.txt"
    truth.parent.mkdir(parents=True)
    rows = [line.split(",") for line in (folder / "gt.txt").read_text("ascii").split()]
    if len(rows[0]) == 10:
        # Of 2015: places in the world where later files have a class.
        rows = [[*row[:7], "1", "1"] for row in rows]
    truth.write_text("".join(",".join(row) + "\n" for row in rows), "ascii")
    length = max(int(row[0]) for row in rows)
    (truth.parent.parent / "seqinfo.ini").write_text(
        f"[Sequence]\nname=one\nseqLength={length}\n", "ascii"
    )
    quiet = {"PRINT_RESULTS": False, "PRINT_CONFIG": False, "TIME_PROGRESS": False}
    quiet |= {"OUTPUT_SUMMARY": False, "OUTPUT_DETAILED": False, "PLOT_CURVES": False}
    dataset = trackeval.datasets.MotChallenge2DBox(
        {
            "GT_FOLDER": str(tmp_path / "gt"),
            "TRACKERS_FOLDER": str(tmp_path / "trackers"),
            "TRACKERS_TO_EVAL": ["ours"],
            "SEQ_INFO": {"one": length},
            "PRINT_CONFIG": False,
        }
    )
    metrics = [
        trackeval.metrics.HOTA(),
        trackeval.metrics.CLEAR({"PRINT_CONFIG": False}),
        trackeval.metrics.Identity({"PRINT_CONFIG": False}),
    ]
    found, _ = trackeval.Evaluator(quiet | {"LOG_ON_ERROR": None}).evaluate([dataset], metrics)
    theirs = found["MotChallenge2DBox"]["ours"]["one"]["pedestrian"]
    expected = {
        "hota": theirs["HOTA"]["HOTA"].mean(),
        "det_a": theirs["HOTA"]["DetA"].mean(),
        "ass_a": theirs["HOTA"]["AssA"].mean(),
        "mota": theirs["CLEAR"]["MOTA"],
        "switches": theirs["CLEAR"]["IDSW"],
        "idf1": theirs["Identity"]["IDF1"],
    }
    assert {name: answer[name] for name in expected} == pytest.approx(expected, abs=5e-5)


def walk(path: Path, *, columns: str, frames: range = range(1, 51)) -> Path:
    """Somebody goes from left to right over x = 320 and stands at its right."""
    rows = [f"{n},1,{min(10 * n, 400)},100,40,120,{columns}\n" for n in frames]
    path.write_text("".join(rows), "ascii")
    return path


def test_crossings_and_visits_are_compared_with_those_of_the_true_tracks(tmp_path: Path) -> None:
    walk(tmp_path / "gt.txt", columns="1,1,1", frames=range(1, 101))
    walk(tmp_path / "det.txt", columns="0.9", frames=range(1, 25))
    result = chaland(
        "evaluate", "tracking", "--detections", "det.txt", "--truth", "gt.txt", "--fps", "10",
        "--size", "640x480", "--line", "up:320,480,320,0",
        "--zone", "end:350,0;600,0;600,480;350,480", "--json", cwd=tmp_path,
    )  # fmt: skip
    answer = json.loads(result.stdout)
    (line,), (zone,) = answer["lines"], answer["zones"]
    assert line == {"name": "up", "true": 1, "missed": 1, "invented": 0, "gross_error": 1.0}
    # He is last detected before the line and the zone.
    assert (zone["visits"], zone["true_visits"]) == (0, 1)
    assert (answer["people"], answer["tracks"], answer["switches"]) == (1, 1, 0)


@pytest.mark.parametrize(
    ("truth", "told"),
    [
        ("1,1,10,10,5\n", "gt.txt:1: 5 fields"),
        ("1,1,10,10,5,5\n1,1,10,10,5,5\n", "gt.txt:2: 1 is in frame 1 already"),
        ("1,1,10,10,5,5,0,1,1\n", "nobody who counts"),
        ("0,1,10,10,5,5\n", "gt.txt:1: frame 0"),
    ],
)
def test_a_wrong_truth_is_told_by_its_line(truth: str, told: str, tmp_path: Path) -> None:
    walk(tmp_path / "det.txt", columns="0.9")
    (tmp_path / "gt.txt").write_text(truth, "ascii")
    result = warm(
        "evaluate", "tracking", "--detections", "det.txt", "--truth", "gt.txt", "--fps", "10",
        "--size", "640x480", cwd=tmp_path, check=False,
    )  # fmt: skip
    assert result.returncode == 2
    assert told in result.stderr


def test_counting_beside_what_a_person_counted(tmp_path: Path) -> None:
    # A network that sees nobody: all that the person saw is missed.
    write_shop(tmp_path)
    (tmp_path / "counted.csv").write_text("time,direction\n1.5,in\n0:03,out\n", "ascii")
    command = ("evaluate", "counting", "site.yaml", "--truth", "counted.csv")
    answer = json.loads(chaland(*command, "--json", cwd=tmp_path).stdout)
    assert answer["lines"] == [
        {"name": "gate", "true": 2, "missed": 2, "invented": 0, "gross_error": 1.0}
    ]
    said = warm(*command, cwd=tmp_path).stdout
    assert "line gate: 2 true crossings, 2 missed, 0 invented" in said
    # Nothing is kept.
    assert {path.name for path in tmp_path.iterdir()} == {
        "model", "film.mkv", "site.yaml", "counted.csv"
    }  # fmt: skip
