"""One camera from detections to the outbox: what the records say of buying units."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vision.detect.detections import Detections
from vision.edge.camera import CameraCounter
from vision.edge.outbox import Outbox
from vision.records import LineRecord
from vision.site import Site

SIZE = (640, 360)
FPS = 5.0
NINE = 1_780_000_020.0
"""On a minute."""
METRE = 60
"""Pixels, on a floor seen from straight above."""


def site(floor: bool, **line: float) -> Site:
    """``line``: more of the line's settings."""
    corners = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)]
    points = [
        {"at": at, "metres": (at[0] * SIZE[0] / METRE, at[1] * SIZE[1] / METRE)} for at in corners
    ]
    camera: dict[str, Any] = {
        "id": "door",
        "source": "film.mkv",
        "analysis_fps": FPS,
        "lines": [{"id": "gate", "role": "entrance", "start": [0, 0.5], "end": [1, 0.5], **line}],
        "floor": points if floor else [],
    }
    return Site.model_validate(
        {
            "version": 1,
            "store": {"id": "lyon", "name": "Lyon", "timezone": "Europe/Paris"},
            "privacy": {"controller": "a", "contact": "b", "notice": "c"},
            "detector": {"model": "model"},
            "cameras": [camera],
        }
    )


def lines(folder: Path, walkers: list[tuple[float, float]], *, floor: bool) -> list[LineRecord]:
    """The line's records of people who walk in at a metre a second.

    Args:
        walkers: when each comes into the picture, and at which x in metres.
    """

    def feet(time: float) -> list[tuple[float, float]]:
        return [
            (x * METRE, 100 + (time - start) * METRE)
            for start, x in walkers
            if 0 <= (time - start) * METRE <= 240
        ]

    return counted(folder, site(floor), feet, 180)


def counted(
    folder: Path, shop: Site, where: Callable[[float], list[tuple[float, float]]], seconds: float
) -> list[LineRecord]:
    """The line's records. ``where``: feet in pixels at a time since the start."""
    with closing(Outbox(folder / "outbox.db")) as outbox:
        counter = CameraCounter(
            shop, shop.cameras[0], size=SIZE, fps=FPS,
            outbox=outbox, epoch=outbox.begin_epoch("lyon", "box"),
        )  # fmt: skip
        for frame in range(round(seconds * FPS)):
            time = frame / FPS
            boxes = [(x - 14, y - 90, x + 14, y) for x, y in where(time)]
            found = Detections(
                np.array(boxes, np.float32).reshape(-1, 4), np.full(len(boxes), 0.9, np.float32)
            )
            counter.frame(found, NINE + time)
        counter.finish(NINE + seconds)
        batches = list(outbox.batches())
    records = [record for batch in batches for record in batch.records]
    return sorted(
        (one for one in records if isinstance(one, LineRecord)), key=lambda one: one.start
    )


def test_two_abreast_are_one_buying_unit_and_who_follows_another(tmp_path: Path) -> None:
    found = lines(tmp_path, [(5, 4.0), (5.2, 4.9), (20, 5.0)], floor=True)
    assert [(one.direction, one.people, one.groups) for one in found] == [("in", 3, 2)]


def test_a_unit_is_of_its_first_members_minute(tmp_path: Path) -> None:
    # The line is 80 pixels in: crossed at 59.6 s and at 60.4 s.
    found = lines(tmp_path, [(58.2, 4.0), (59.1, 4.9)], floor=True)
    assert [(one.people, one.groups) for one in found] == [(1, 1), (1, 0)]


def test_without_a_floor_units_are_not_measured(tmp_path: Path) -> None:
    found = lines(tmp_path, [(5, 4.0), (5.2, 4.9)], floor=False)
    assert [(one.people, one.groups) for one in found] == [(2, None)]


def stops(*places: tuple[float, float]) -> Callable[[float], float]:
    """Straight from one (time, y) to the next."""

    def y(time: float) -> float:
        for (t1, y1), (t2, y2) in pairwise(places):
            if t1 <= time <= t2:
                return y1 + (y2 - y1) * (time - t1) / (t2 - t1)
        return places[-1][1]

    return y


def test_a_minute_stays_open_as_long_as_a_re_entry_may_undo_it(tmp_path: Path) -> None:
    # Out at about 41 s, in again three minutes later.
    walk = stops((0, 250), (40, 250), (42, 120), (220, 120), (222, 250))
    shop = site(floor=False, reentry_seconds=200)
    found = counted(tmp_path, shop, lambda time: [(300, walk(time))], 400)
    assert [(one.direction, one.people, one.re_entries) for one in found] == [
        ("out", 0, 1),
        ("in", 0, 1),
    ]


def test_who_met_somebody_outside_is_counted_again(tmp_path: Path) -> None:
    # Half a body beside somebody who stands there: either of the two may come in.
    walk = stops((0, 250), (20, 250), (22, 120), (34, 120), (36, 250))
    for place, re_entries in ((500, 1), (314, 0)):
        folder = tmp_path / str(place)
        folder.mkdir()

        def feet(time: float, x: float = place) -> list[tuple[float, float]]:
            return [(300, walk(time)), (x, 120)]

        found = counted(folder, site(floor=False, reentry_seconds=30), feet, 120)
        assert [(one.people, one.re_entries) for one in found] == [(1 - re_entries, re_entries)] * 2


def test_who_steps_out_and_comes_back_is_still_of_the_unit_he_came_with(tmp_path: Path) -> None:
    first = stops((0, 120), (5, 120), (8, 320))
    second = stops((0, 120), (5, 120), (8, 320), (50, 320), (53, 120), (63, 120), (66, 320))
    found = counted(
        tmp_path,
        site(floor=True, reentry_seconds=30),
        lambda time: [(240, first(time)), (290, second(time))],
        180,
    )
    assert sum(one.people for one in found if one.direction == "in") == 2
    assert sum(one.groups or 0 for one in found) == 1
    assert sum(one.re_entries for one in found if one.direction == "in") == 1
    assert not any(one.people for one in found if one.direction == "out")


@pytest.mark.parametrize(
    ("points", "told"),
    [
        ([[0, 0], [1, 0], [1, 1]], "at least 4"),
        ([[0, 0], [0.3, 0.3], [0.6, 0.6], [1, 1]], "on one line"),
    ],
)
def test_floors_that_cannot_be_are_told(points: list[list[float]], told: str) -> None:
    table = site(floor=False).model_dump(mode="json")
    table["cameras"][0]["floor"] = [
        {"at": at, "metres": metres}
        for at, metres in zip(points, [[0, 0], [2, 0], [2, 2], [0, 2]], strict=False)
    ]
    with pytest.raises(ValueError, match=told):
        Site.model_validate(table)
