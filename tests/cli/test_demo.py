"""`chaland demo`: the sample films with the shipped detector, against their truth."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import cv2
import pytest

from tests.cli.commands import chaland, one_core


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def figures(folder: Path) -> dict[str, Any]:
    with one_core():
        result = chaland("demo", "--no-serve", "--json", cwd=folder)
    (folder / "progress.txt").write_text(result.stderr, "utf-8")
    answer: dict[str, Any] = json.loads(result.stdout)
    return answer


# The goals are 2 % at the door, half a point of conversion and a tenth of each dwell. The first two
# are reached here (1 error of 93, no visitor too many or too few); processors round differently, so
# these leave room for two crossings more. Dwell is not there yet.


def test_the_door_is_counted_errors_added_up(figures: dict[str, Any]) -> None:
    assert figures["door"]["true"] == 93
    assert figures["door"]["gross_error"] <= 0.035


def test_conversion_is_that_of_receipts_and_counted_visitors(figures: dict[str, Any]) -> None:
    assert figures["sales"]["counted"] == figures["sales"]["true"] == 12
    conversion = figures["conversion"]
    assert conversion["counted"] == pytest.approx(12 / figures["footfall"]["counted"])
    assert abs(conversion["counted"] - conversion["true"]) <= 0.02
    assert conversion["low"] < conversion["true"] < conversion["high"]


def test_every_zones_dwell_stands_beside_the_truth(figures: dict[str, Any]) -> None:
    dwell = {zone["zone"]: zone for zone in figures["dwell"]}
    assert len(dwell) == 10
    compared = {name: zone["off"] for name, zone in dwell.items() if zone["off"] is not None}
    assert len(compared) >= 6
    assert sorted(map(abs, compared.values()))[len(compared) // 2] <= 0.3
    # Too few visits: no error is claimed.
    assert dwell["kiosk"]["off"] is None


def test_all_staff_are_found_and_no_visitor_is_taken_for_one(figures: dict[str, Any]) -> None:
    staff = figures["staff"]
    assert (staff["found"], staff["true"], staff["taken"]) == (3, 3, 0)
    # Of all sightings: tracks that go on from staff to a visitor, or back, cost the rest.
    assert staff["recall"] >= 0.85
    assert staff["lost"] <= 0.02


def test_some_who_came_in_together_are_found_together(figures: dict[str, Any]) -> None:
    # The goal is an F1 of 0.9. Companions lose each other in the doorway, some for ten seconds.
    assert figures["groups"]["pairs"]["true"] == 16
    assert figures["groups"]["f1"] >= 0.4
    assert figures["groups"]["precision"] >= 0.6


def test_the_heatmap_is_a_picture(figures: dict[str, Any], folder: Path) -> None:
    picture = cv2.imread(str(folder / figures["heatmap"]))
    assert picture is not None
    # People and empty floor: some colours, and not one colour everywhere.
    assert picture.std() > 10


def test_progress_is_told_on_standard_error(figures: dict[str, Any], folder: Path) -> None:
    said = (folder / "progress.txt").read_text("utf-8")
    for camera in ("door", "left", "right", "tills"):
        assert camera in said


def test_another_detector_that_is_missing_is_told(tmp_path: Path) -> None:
    result = chaland("demo", "--no-serve", "--model", "gone.xml", cwd=tmp_path, check=False)
    assert result.returncode == 2
    assert "the demo's detector is not there" in result.stderr
