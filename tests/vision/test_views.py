"""What a box keeps of its cameras' views from one start to the next."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.vision.scripted_feed import site
from vision.edge.views import FILE, KnownView, Views, drawing
from vision.site import CameraPart, Site
from vision.source.signature import Signature

SIZE = (640, 360)


def signature(rows: int = 9, columns: int = 16, seed: int = 1) -> str:
    random = np.random.default_rng(seed)
    parts = random.normal(0, 0.2, (2, rows, columns))
    return Signature((parts[0] + 1j * parts[1]).astype(np.complex64), 3.0).text()


def camera(**changes: Any) -> CameraPart:
    table = site("hall").model_dump(mode="json")
    table["cameras"][0].update(changes)
    return Site.model_validate(table).cameras[0]


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    Views(tmp_path).keep(camera(), SIZE, signature())
    return tmp_path


def test_a_view_outlives_the_box(kept: Path) -> None:
    known = Views(kept).of(camera())
    assert known == KnownView(drawn=drawing(camera()), size=SIZE, signature=signature())
    assert [path.name for path in kept.iterdir()] == [FILE]


def test_a_view_is_written_when_it_is_learnt_and_not_again(tmp_path: Path) -> None:
    views = Views(tmp_path)
    views.keep(camera(), SIZE, None)
    views.keep(camera(), SIZE, signature())
    (tmp_path / FILE).unlink()
    views.keep(camera(), SIZE, signature())
    assert not (tmp_path / FILE).exists()


@pytest.mark.parametrize(
    "change",
    [
        {"lines": [{"id": "gate", "start": [0, 0.5], "end": [1, 0.5]}]},
        {"zones": []},
        {"masks": [[[0, 0], [0.1, 0], [0.1, 0.1]]]},
    ],
    ids=["lines", "zones", "masks"],
)
def test_what_is_drawn_anew_is_learnt_anew(kept: Path, change: dict[str, Any]) -> None:
    known = Views(kept).of(camera(**change))
    assert known is not None
    assert (known.size, known.signature) == (SIZE, None)


@pytest.mark.parametrize(
    "change", [{"name": "Hall"}, {"analysis_fps": 3.0}, {"source": "rtsp://other/"}]
)
def test_what_is_called_otherwise_is_the_same_view(kept: Path, change: dict[str, Any]) -> None:
    known = Views(kept).of(camera(**change))
    assert known is not None
    assert known.signature == signature()


def test_views_are_forgotten_when_somebody_says_so(kept: Path) -> None:
    assert Views(kept, forget=True).of(camera()) is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b'{"cameras": {"hall": 1}}',
        json.dumps(
            {"cameras": {"hall": {"drawn": "0" * 64, "size": SIZE, "signature": "a picture"}}}
        ).encode(),
        json.dumps(
            {"cameras": {"hall": {"drawn": "0" * 64, "size": SIZE, "signature": signature(45, 80)}}}
        ).encode(),
    ],
    ids=["empty", "cut", "other", "no signature", "too fine"],
)
def test_a_file_that_is_broken_is_as_none(
    tmp_path: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)  # a library that was loaded before may have raised it
    (tmp_path / FILE).write_bytes(content)
    views = Views(tmp_path)
    assert views.of(camera()) is None
    assert "learnt anew" in caplog.text
    views.keep(camera(), SIZE, signature())
    assert Views(tmp_path).of(camera()) is not None


def test_what_the_disk_does_not_take_is_tried_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    folder = tmp_path / "state"
    views = Views(folder)
    for _ in range(3):
        views.keep(camera(), SIZE, signature())
    assert caplog.text.count("cannot be kept") == 1
    folder.mkdir()
    views.keep(camera(), SIZE, signature())
    assert Views(folder).of(camera()) is not None
