"""Heat waits on the box until it is of enough people."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from tests.vision.scripted_feed import FPS, SIZE, site
from vision.detect.detections import Detections
from vision.edge.camera import CameraCounter
from vision.edge.outbox import Outbox
from vision.records import HeatRecord
from vision.zones.heat import unpack

NINE = datetime(2026, 5, 6, 9, 0, tzinfo=UTC).timestamp()
HOUR = 3600.0
SECONDS = 4.0
"""Of everybody's stay."""


def released(
    folder: Path, arrivals: list[tuple[float, int]], idle_until: float
) -> tuple[list[tuple[int, int, float]], int]:
    """Of each heat record the hours since nine in which it begins and ends, and its person-seconds;
    and how many tracks were withheld.

    Args:
        arrivals: when people come, in hours since nine, and how many, one after the other.
        idle_until: hours since nine at which the box is told that no frame comes any more.
    """
    shop = site("door")
    with closing(Outbox(folder / "outbox.db")) as outbox:
        counter = CameraCounter(
            shop, shop.cameras[0], size=SIZE, fps=FPS,
            outbox=outbox, epoch=outbox.begin_epoch("lyon", "box"),
        )  # fmt: skip
        for hours, people in arrivals:
            for frame in range(round(people * (SECONDS + 6) * FPS)):
                there = frame / FPS % (SECONDS + 6) < SECONDS
                counter.frame(
                    Detections(
                        np.array([[20, 10, 30, 40]] * there, np.float32).reshape(-1, 4),
                        np.full(int(there), 0.9, np.float32),
                    ),
                    NINE + hours * HOUR + frame / FPS,
                )
        counter.idle(NINE + idle_until * HOUR)
        told = [
            (
                int((record.start.timestamp() - NINE) // HOUR),
                int((record.end.timestamp() - NINE - 60) // HOUR),
                float(unpack(record.person_milliseconds, record.rows, record.cols).sum()) / 1000,
            )
            for batch in outbox.batches()
            for record in batch.records
            if isinstance(record, HeatRecord)
        ]
        return told, counter.heat_withheld


@pytest.mark.parametrize(
    ("arrivals", "idle_until", "wanted", "withheld"),
    [
        ([(0.1, 10)], 1, [(0, 0, 10)], 0),
        ([(0.1, 9)], 1, [], 0),
        ([(0.1, 6), (1.1, 3), (2.1, 1)], 3, [(0, 2, 10)], 0),
        ([(0.1, 6), (1.1, 10), (2.1, 10)], 3, [(0, 1, 16), (2, 2, 10)], 0),
        ([(0.1, 10), (1.1, 4)], 2, [(0, 0, 10)], 0),
        # The business day of Paris ends at 22:00 UTC.
        ([(0.1, 9), (13.5, 9)], 14, [], 9),
        ([(11.1, 9), (12.1, 9)], 13, [(11, 12, 18)], 0),
    ],
    ids=["enough", "too few wait", "hours merge", "none overlap", "the rest waits",
         "a day's rest is withheld", "the same day"],
)  # fmt: skip
def test_heat_is_of_at_least_k_tracks(
    tmp_path: Path,
    arrivals: list[tuple[float, int]],
    idle_until: float,
    wanted: list[tuple[int, int, float]],
    withheld: int,
) -> None:
    told, kept = released(tmp_path, arrivals, idle_until)
    assert [(first, last) for first, last, _ in told] == [
        (first, last) for first, last, _ in wanted
    ]
    for (*_, seconds), (*_, people) in zip(told, wanted, strict=True):
        assert seconds == pytest.approx(people * SECONDS, rel=0.1)
    assert kept == withheld
