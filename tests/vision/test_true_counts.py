from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from vision.errors import InputError
from vision.evaluation.counting import CountingScore
from vision.evaluation.true_counts import TrueCounts, read_true_counts
from vision.site import Site
from vision.zones.events import Crossing, UTurn, Visit


def site(**roles: str) -> Site:
    lines: list[dict[str, Any]] = [
        {"id": name, "role": role, "start": [0.1, 0.5], "end": [0.9, 0.5]}
        for name, role in roles.items()
    ]
    return Site.model_validate(
        {
            "version": 1,
            "store": {"id": "lyon", "name": "Lyon", "timezone": "Europe/Paris"},
            "privacy": {"controller": "a", "contact": "b", "notice": "c"},
            "detector": {"model": "model"},
            "cameras": [{"id": "door", "source": "film.mkv", "lines": lines}],
        }
    )


ONE = site(gate="passage")
TWO = site(gate="entrance", aisle="passage")
DOORS = site(front="entrance", back="entrance")


def written(folder: Path, text: str, name: str = "counted.csv") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize("shop", [ONE, TWO])
def test_times_as_a_player_shows_them(shop: Site, tmp_path: Path) -> None:
    path = written(tmp_path, "Time, Direction\n12.5,in\n1:02.5, out\n\n1:00:01,in\n")
    assert read_true_counts(path, shop).crossings == {
        "gate": [(12.5, "in"), (62.5, "out"), (3601.0, "in")]
    }


def test_lines_by_name(tmp_path: Path) -> None:
    path = written(tmp_path, "time,direction,line\n3,in,front\n4,out,back\n")
    assert read_true_counts(path, DOORS).crossings == {"front": [(3, "in")], "back": [(4, "out")]}


@pytest.mark.parametrize(
    ("text", "shop", "told"),
    [
        ("12.5,in\n", ONE, ":1: '12.5,in' is not the heading"),
        ("time,direction\n12.5,inside\n", ONE, ":2: the direction is in or out, not 'inside'"),
        ("time,direction\nnoon,in\n", ONE, ":2: 'noon' is no time"),
        ("time,direction\nnan,in\n", ONE, ":2: 'nan' is no time"),
        ("time,direction\n1,in,gate\n", ONE, ":2: 3 fields, 2 are needed"),
        ("time,direction\n", ONE, "no crossing in this file"),
        ("time,direction\n1,in\n", DOORS, "the site has 2 lines; a column `line`"),
        ("time,direction,line\n1,in,side\n", DOORS, "no line 'side'; it has back, front"),
    ],
)
def test_what_cannot_be_used_is_told(text: str, shop: Site, told: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_true_counts(written(tmp_path, text), shop)
    assert told in str(caught.value)


def test_a_simulated_shops_truth(tmp_path: Path) -> None:
    visits = [
        {"area": "table", "dwell": 12.0, "cut_start": False, "cut_end": True},
        {"area": "table", "dwell": 30.0, "cut_start": True, "cut_end": False},
    ]
    table = {"crossings": [{"time": 2.5, "direction": "in", "person": 4}], "visits": visits}
    path = written(tmp_path, json.dumps(table), "truth.json")
    truth = read_true_counts(path, ONE)
    assert truth == TrueCounts({"gate": [(2.5, "in")]}, {"table": [(12.0, True)]})


@pytest.mark.parametrize("text", ["[]", "{", '{"crossings": [{"time": "soon"}]}', "{}"])
def test_json_that_is_no_truth(text: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not a truth"):
        read_true_counts(written(tmp_path, text, "truth.json"), ONE)


def test_only_what_a_person_counted_is_judged() -> None:
    events = [
        Crossing("gate", 1, 1002.0, "in"),
        Crossing("gate", 1, 1006.0, "out"),
        UTurn("gate", 1, 1002.0, 1006.0),
        Crossing("aisle", 2, 1003.0, "in"),
        Visit("table", 3, 1000.0, 1012.0, False, False),
        # Its beginning was not seen, so the truth does not hold it either.
        Visit("table", 4, 1000.0, 1500.0, True, False),
    ]
    truth = TrueCounts({"gate": [(2.4, "in"), (30.0, "in")]}, {"table": [(11.0, False)]})
    score = CountingScore.of(events, 1000.0, truth)
    # Somebody who turns back is seen by a person too, who counts both ways.
    (line,) = score.summary()["lines"]
    assert line == {"name": "gate", "true": 2, "missed": 1, "invented": 1, "gross_error": 1.0}
    (zone,) = score.summary()["zones"]
    assert (zone["visits"], zone["median"], zone["true_median"]) == (1, 12.0, 11.0)
