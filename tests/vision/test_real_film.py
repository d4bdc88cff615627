"""Real films with people counted by eye. The truth is read from beside the films."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.film import WHOLE_VIEW, Analysed, analyse, camera_of, count, pairing
from vision.detect.detector import Detector, load_detector
from vision.zones.events import Crossing, Pass, Presence, Visit


@pytest.fixture(scope="module")
def detector(yolo: Path) -> Detector:
    # More threads would wait for each other while other tests have the cores.
    return load_detector(yolo, threads=1)


@pytest.fixture(scope="module")
def one_by_one(evaluation: Path, detector: Detector) -> Analysed:
    return analyse(evaluation / "footage" / "one-by-one.mp4", detector)


@pytest.fixture(scope="module")
def store_aisle(evaluation: Path, detector: Detector) -> Analysed:
    return analyse(evaluation / "footage" / "store-aisle.mp4", detector)


@pytest.fixture(scope="module")
def truth(evaluation: Path) -> dict[str, Any]:
    text = (evaluation / "footage" / "one-by-one.truth.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


@pytest.mark.parametrize("fps", [10, 5, 3])
def test_one_by_one_is_counted_to_the_last_person(
    one_by_one: Analysed, truth: dict[str, Any], fps: float
) -> None:
    scene, events = count(one_by_one, camera_of(truth), fps)

    crossings = [event.direction for event in events if isinstance(event, Crossing)]
    assert crossings.count("in") == truth["line"]["left_to_right"]
    assert crossings.count("out") == truth["line"]["right_to_left"]

    visits = {
        zone: [event for event in events if isinstance(event, Visit) and event.zone == zone]
        for zone in ("table", "view")
    }
    assert len(visits["table"]) == truth["table_zone_visits"]
    assert not any(isinstance(event, Pass) for event in events)

    in_view = [[frame / truth["fps"] for frame in visit["in_view"]] for visit in truth["visits"]]
    assert scene.tracks == len(in_view)
    assert len(visits["view"]) == len(in_view)
    for visit, (came, left) in zip(visits["view"], in_view, strict=True):
        assert abs(visit.dwell - (left - came)) <= 1.0
        assert abs(visit.entered - came) <= 1.0
        assert abs(visit.left - left) <= 1.0

    tolerance = 5 / truth["fps"]  # of the truth itself
    for event in events:
        if isinstance(event, Presence):
            assert any(
                came - tolerance <= event.start and event.end <= left + tolerance
                for came, left in in_view
            ), "somebody was counted in an empty room"


@pytest.mark.parametrize("fps", [60, 10, 5, 3])
def test_store_aisle_holds_three_people_and_no_mannequin(store_aisle: Analysed, fps: float) -> None:
    scene, events = count(store_aisle, WHOLE_VIEW, fps)
    assert 3 <= scene.tracks <= 4
    stays = [event for event in events if isinstance(event, Visit | Pass)]
    assert all(event.left - event.entered > 1.5 / fps for event in stays)


@pytest.mark.long
@pytest.mark.ultralytics
def test_both_runtimes_see_the_same_people(
    yolo: Path, one_by_one: Analysed, store_aisle: Analysed
) -> None:
    ours = load_detector(yolo, confidence=0.25, threads=1)
    theirs = load_detector(yolo, runtime="ultralytics", confidence=0.25)
    paired, total = pairing(ours, theirs, one_by_one[::6] + store_aisle[::2])
    assert total > 100
    assert paired / total >= 0.99
