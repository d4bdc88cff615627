from __future__ import annotations

import numpy as np
import pytest

from vision.zones.plan import PlanGrid
from vision.zones.plan_heat import PlanHeat

GRID = PlanGrid.around([(-1.0, -2.0), (9.0, 6.0)])


def test_somebody_who_stands_heats_the_cell_of_their_place() -> None:
    heat = PlanHeat(GRID)
    for step in range(50):
        heat.see(1, step / 5, (0.1, 0.3), 0.2)
    heat.end(1, 0.2)
    row, col = np.argwhere(heat.person_milliseconds)[0]
    assert (row, col) == (9, 4)
    assert heat.person_milliseconds[9, 4] == heat.person_milliseconds.sum() == 10_000


@pytest.mark.parametrize("interval", [0.1, 0.2, 0.5])
def test_a_walk_is_drawn_on_the_way_whatever_the_rate(interval: float) -> None:
    heat = PlanHeat(GRID)
    times = np.arange(0, 8, interval)
    for time in times:
        heat.see(1, float(time), (0.1 + float(time), 0.1), interval)
    heat.end(1, interval)
    (row,) = np.flatnonzero(heat.passages.any(axis=1))
    assert row == GRID.index((0.1, 0.1))[0]  # type: ignore[index]
    assert heat.person_milliseconds.sum() == pytest.approx(8000, abs=50)
    # One metre a second, four cells a metre: a quarter of a second in each.
    inner = heat.person_milliseconds[row, 6:30]
    assert inner.min() > 0
    assert inner.mean() == pytest.approx(250, rel=0.03)


def test_who_leaves_the_plan_is_drawn_again_when_they_come_back() -> None:
    heat = PlanHeat(GRID)
    heat.see(1, 0.0, (0.1, 0.1), 0.2)
    heat.see(1, 0.2, (0.1, 7.0), 0.2)
    heat.see(1, 0.4, (0.1, 7.0), 0.2)
    assert heat.person_milliseconds.sum() == 200
    heat.see(1, 0.6, (5.1, 0.1), 0.2)
    assert heat.person_milliseconds.sum() == 300
    assert np.count_nonzero(heat.person_milliseconds) == 2
    assert heat.people == 1
    heat.see(2, 0.6, (50.0, 0.1), 0.2)
    assert heat.people == 1
