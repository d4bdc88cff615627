from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sample_videos.scoring import read_truth


def test_the_truth_compared_is_that_of_visitors(tmp_path: Path) -> None:
    def visit(person: int, seconds: float, *, begun: bool = True) -> dict[str, Any]:
        spell = {"dwell": seconds, "cut_start": not begun, "cut_end": False}
        return {"person": person, "area": "books", **spell}

    table = {
        "people": [
            {"number": 0, "staff": True, "role": "floor"},
            {"number": 4, "staff": False, "role": "visitor"},
            {"number": 5, "staff": False, "role": "passer-by"},
        ],
        "crossings": [],
        "u_turns": [],
        "groups": [],
        "queue": [],
        "visits": [visit(0, 90.0), visit(4, 12.0), visit(4, 30.0, begun=False)],
        "figures": {"visitors": 1, "sales": 0},
    }
    (tmp_path / "truth.json").write_text(json.dumps(table), "utf-8")
    truth = read_truth(tmp_path / "truth.json")
    assert truth.dwells == {"books": [(12.0, False)]}
    assert truth.staff == {0}
    assert truth.passed_by == 1


def test_groups_are_of_those_who_came_in_and_stayed(tmp_path: Path) -> None:
    crossings = [
        {"person": person, "time": time, "direction": direction}
        for person, time, direction in (
            (1, 2.0, "in"),
            (2, 3.0, "in"),
            (2, 6.0, "out"),
            (4, 9.0, "in"),
        )
    ]
    table = {
        "people": [],
        "crossings": crossings,
        "u_turns": [{"person": 2, "entered": 3.0, "left": 6.0}],
        "groups": [{"members": [1, 2, 4]}, {"members": [7, 8]}],
        "queue": [],
        "visits": [],
        "figures": {"visitors": 2, "sales": 0},
    }
    (tmp_path / "truth.json").write_text(json.dumps(table), "utf-8")
    assert read_truth(tmp_path / "truth.json").groups == [{1, 4}, set()]
