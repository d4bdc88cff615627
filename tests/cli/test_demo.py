"""`chaland demo`: the sample films with the shipped detector, against their truth."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import cv2
import pytest

from tests.cli.commands import chaland


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def figures(folder: Path) -> dict[str, Any]:
    result = chaland("demo", "--no-serve", "--json", cwd=folder)
    (folder / "progress.txt").write_text(result.stderr, "utf-8")
    answer: dict[str, Any] = json.loads(result.stdout)
    return answer


def test_the_door_is_counted_within_two_percent_errors_added_up(figures: dict[str, Any]) -> None:
    assert figures["door"]["true"] >= 60
    assert figures["door"]["gross_error"] <= 0.02


def test_conversion_is_within_half_a_point(figures: dict[str, Any]) -> None:
    assert figures["sales"]["counted"] == figures["sales"]["true"]
    conversion = figures["conversion"]
    assert abs(conversion["counted"] - conversion["true"]) <= 0.005
    assert conversion["low"] < conversion["true"] < conversion["high"]


def test_median_dwell_is_within_a_tenth(figures: dict[str, Any]) -> None:
    assert len(figures["dwell"]) == 10
    off = {zone["zone"]: zone["off"] for zone in figures["dwell"] if zone["off"] is not None}
    assert len(off) >= 6
    assert {zone: round(by, 3) for zone, by in off.items() if abs(by) > 0.1} == {}


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
