"""Heat on the plan, from what a camera counts to the records: the camera looks straight down on
8 m by 6 m, in 640 by 360 pixels."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import numpy as np
import pytest

from tests.vision.test_site_file import write
from tests.vision.test_site_plan import GOOD
from vision.edge.epoch import Epoch
from vision.edge.plan import PlanCounter
from vision.records import HeatRecord, Record
from vision.site_file import load_site
from vision.track.sighting import Ended, Sighting
from vision.zones.heat import unpack

HALF_PAST_NINE = datetime(2026, 5, 6, 9, 30, tzinfo=UTC).timestamp()
HOUR = 3600.0
STEP = 0.2
SECONDS = 20.0
"""Of everybody's stay."""


class Written:
    """What an outbox would be given."""

    def __init__(self) -> None:
        self.records: list[Record] = []

    def put(self, epoch: Epoch, records: list[Record]) -> None:
        self.records += records

    @property
    def heat(self) -> list[HeatRecord]:
        return [record for record in self.records if isinstance(record, HeatRecord)]


def counted(folder: Path, crowds: list[tuple[float, int]], opens: int | None = None) -> Written:
    """``crowds``: when people stand beside each other, two metres apart, and how many, in hours."""
    shop = load_site(write(folder, GOOD.replace("notice: at the door", "notice: here, k: 5"))).site
    written = Written()
    epoch = Epoch(uuid4(), "lyon", "box", datetime(2026, 5, 6, tzinfo=UTC))
    plan = PlanCounter(shop, fps=5, outbox=written, epoch=epoch, opens=opens)
    assert plan.sees("above", (640, 360))
    track = 0
    end = HALF_PAST_NINE
    for hours, people in crowds:
        start = HALF_PAST_NINE + hours * HOUR
        for index in range(round(SECONDS / STEP)):
            time = start + index * STEP
            seen = [
                (
                    Sighting(track + n, time, (0, 0, 20, 60), 0.9, _foot(n), 20.0, False),
                    False,
                )
                for n in range(people)
            ]
            plan.frame("above", time, seen, [], [])
            plan.advance(time)
        end = start + SECONDS
        gone = [Ended(track + n, end, at_edge=False) for n in range(people)]
        plan.frame("above", end, [], gone, [])
        track += people
    plan.finish(end + 1)
    return written


def _foot(number: int) -> tuple[float, float]:
    return 80.0 + 160.0 * (number % 4), 60.0 + 120.0 * (number // 4)


def test_heat_on_the_plan_is_of_the_hour_and_in_its_places(tmp_path: Path) -> None:
    first, second = counted(tmp_path, [(0, 6), (1, 5)]).heat
    assert (first.camera, first.rows, first.cols) == ("plan", 32, 40)
    assert (first.start.hour, second.start.hour) == (9, 10)
    cells = unpack(first.person_milliseconds, first.rows, first.cols)
    assert cells.sum() / 1000 == pytest.approx(6 * SECONDS, rel=0.1)
    # At 1 m, 5 m of the shop, over a street of 2 m: row 7 m / 0.25 m, column 1 m / 0.25 m.
    (warm,) = {tuple(each) for each in np.argwhere(cells[26:30, 2:6] > 10_000)}
    assert warm in {(1, 2), (2, 2)}  # 7 m is where two cells meet


def test_the_heat_of_few_waits_for_more(tmp_path: Path) -> None:
    (only,) = counted(tmp_path, [(0, 3), (1, 3)]).heat
    assert (only.start.hour, only.end.hour) == (9, 10)
    assert not counted(tmp_path, [(0, 3)]).heat


def test_what_is_in_the_outbox_already_is_not_told_again(tmp_path: Path) -> None:
    opens = int(HALF_PAST_NINE + HOUR) // 60
    (only,) = counted(tmp_path, [(0, 6), (1, 5)], opens).heat
    assert only.start.hour == 10
    cells = unpack(only.person_milliseconds, only.rows, only.cols)
    assert cells.sum() / 1000 == pytest.approx(5 * SECONDS, rel=0.1)
