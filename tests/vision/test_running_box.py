"""A whole box in its process, its cameras scripted."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.vision.scripted_feed import ScriptedDetector, ScriptedFeed, site
from tests.vision.test_views import signature
from vision.detect.detections import Detections
from vision.detect.detector import Image
from vision.edge import running_box
from vision.edge.outbox import Outbox
from vision.edge.running_box import USUAL_SIZE, RunningBox
from vision.edge.views import Views
from vision.records import CoverageRecord
from vision.site_file import SiteFile, load_site
from vision.source.reader_settings import ReaderSettings

SIZE = (320, 240)


class Camera(ScriptedFeed):
    """Stands for a `CameraFeed`."""

    made: list[Camera]
    told: list[str]

    def __init__(self, settings: ReaderSettings, credentials: object, **_: object) -> None:
        super().__init__()
        self.settings = settings
        self.size: tuple[int, int] | None = None
        self.made.append(self)

    def start(self) -> None:
        super().start()
        self.told.append("start")

    def learn(self, text: str) -> None:
        self.size = SIZE
        self.settings = replace(self.settings, signature=text)


class Telling(ScriptedDetector):
    def __init__(self, told: list[str]) -> None:
        super().__init__()
        self._told = told

    def detect(self, images: Sequence[Image]) -> list[Detections]:
        self._told += [f"{image.shape[1]} × {image.shape[0]}" for image in images]
        return super().detect(images)


@pytest.fixture
def cameras(monkeypatch: pytest.MonkeyPatch) -> type[Camera]:
    Camera.made, Camera.told = [], []
    monkeypatch.setattr(running_box, "CameraFeed", Camera)
    monkeypatch.setattr(running_box, "wait_for", lambda *_: None)
    return Camera


def shop(folder: Path, **changes: Any) -> SiteFile:
    table = site("door", "hall").model_dump(mode="json")
    table["cameras"][0].update(changes)
    (folder / "site.yaml").write_text(json.dumps(table), "utf-8")
    return load_site(folder / "site.yaml")


def run(folder: Path, loaded: SiteFile, rounds: int = 3, **more: Any) -> list[CoverageRecord]:
    """The coverage that the box wrote. ``more``: of each camera before it starts."""
    turns = iter(range(rounds))
    # One of its own: a box waits until the minutes that it wrote are past.
    with closing(Outbox(folder / f"outbox-{len(Camera.made)}.db")) as outbox:
        box = RunningBox(
            loaded,
            Telling(Camera.told),
            outbox,
            device="box",
            views=Views(folder),
            trusted=True,
        )
        for name, text in more.items():
            box.feeds[name].learn(text)  # type: ignore[attr-defined]
        box.run(lambda: next(turns, None) is None)
        records = [record for batch in outbox.batches() for record in batch.records]
    return [one for one in records if isinstance(one, CoverageRecord)]


def test_the_network_is_ready_before_the_first_camera_starts(
    tmp_path: Path, cameras: type[Camera]
) -> None:
    run(tmp_path, shop(tmp_path))
    usual = f"{USUAL_SIZE[0]} × {USUAL_SIZE[1]}"
    assert cameras.told == [usual, "start", "start"]


def test_the_network_is_ready_for_the_pictures_that_came_before(
    tmp_path: Path, cameras: type[Camera]
) -> None:
    run(tmp_path, shop(tmp_path), door=signature())
    cameras.told.clear()
    run(tmp_path, shop(tmp_path))
    assert cameras.told == ["320 × 240", "640 × 360", "start", "start"]


def test_a_view_is_handed_to_the_reader_of_the_next_start(
    tmp_path: Path, cameras: type[Camera]
) -> None:
    run(tmp_path, shop(tmp_path), door=signature())
    assert [one.settings.signature for one in cameras.made[:2]] == [signature(), None]
    run(tmp_path, shop(tmp_path))
    assert [one.settings.signature for one in cameras.made[2:]] == [signature(), None]
    run(tmp_path, shop(tmp_path, zones=[]))
    assert [one.settings.signature for one in cameras.made[4:]] == [None, None]


def test_cameras_that_never_answer_are_gaps(tmp_path: Path, cameras: type[Camera]) -> None:
    written = run(tmp_path, shop(tmp_path))
    assert {(one.camera, one.status, one.frames_analysed) for one in written} == {
        ("door", "offline", 0),
        ("hall", "offline", 0),
    }
    assert {one.frames_expected for one in written} == {300}
