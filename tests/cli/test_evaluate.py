from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from tests.cli.commands import chaland


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
    result = chaland("evaluate", "groups", positions, "--truth", truth, cwd=tmp_path)
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
