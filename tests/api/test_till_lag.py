"""The lag between the doors and the till, and hours aligned by it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from analytics.figure import ALIGNED, CLOCK_ERROR
from api.client import Client
from tests.api.questions import receipts
from tests.api.shop import NINE, Box, covered, crossed

DAYS = 5


def busy(client: Client, *, late: int) -> None:
    """Five days from nine to eleven in which some minutes bring many, of whom half pay ``late``
    minutes later by the till's clock."""
    chance = np.random.default_rng(8)
    box, rows = Box(), []
    for day in range(DAYS):
        records = []
        for number in range(120):
            at = 1440 * day + number
            people = int(chance.poisson(8)) if chance.random() < 0.15 else 0
            records.append(covered(at))
            if people:
                records.append(crossed(at, people))
            for each in range(people // 2):
                paid = NINE + timedelta(minutes=at + late, hours=2)
                rows.append(f"{day}-{number}-{each},{paid:%Y-%m-%d %H:%M},5.00,1")
        client.ingest(box.batch(*records))
    client.import_sales("lyon", receipts(*rows))


@pytest.mark.parametrize(("late", "wrong"), [(10, False), (70, True)])
def test_hours_are_aligned_by_a_lag_that_is_known_well(
    client: Client, late: int, wrong: bool
) -> None:
    busy(client, late=late)
    hours = client.kpis("lyon", start="2026-05-06", end="2026-05-10", grain="hour")
    assert hours.till_lag is not None
    assert hours.till_lag.minutes.value == pytest.approx(late, abs=5)
    assert (CLOCK_ERROR in hours.till_lag.minutes.flags) == wrong
    assert hours.till_lag.plausible == (0, 45)
    assert hours.till_lag.aligns
    opened = [each for each in hours.periods if each.footfall.value]
    assert len(opened) == 2 * DAYS
    for each in opened:
        assert ALIGNED in each.conversion.flags
        assert each.conversion.note is not None
        assert "minutes later by the till's clock" in each.conversion.note
        # Of an odd number who came in fewer than half pay.
        assert each.conversion.value == pytest.approx(0.45, abs=0.08)
    # What the till took stays at the till's hour.
    sold = sum(each.transactions.value or 0 for each in hours.periods)
    [total] = client.kpis("lyon", start="2026-05-06", end="2026-05-10").periods
    assert total.transactions.value == sold
    assert ALIGNED not in total.conversion.flags


def test_a_short_question_has_no_lag(client: Client) -> None:
    busy(client, late=10)
    answer = client.kpis("lyon", start="2026-05-06", end="2026-05-07", grain="hour")
    assert answer.till_lag is None
    assert all(ALIGNED not in each.conversion.flags for each in answer.periods)


def test_days_on_which_the_clocks_change_and_without_receipts_tell_nothing(client: Client) -> None:
    first = (datetime(2026, 3, 27, 23, tzinfo=UTC) - NINE) // timedelta(minutes=1)
    box = Box()
    for day in range(3):
        at = first + 1440 * day + 600
        client.ingest(box.batch(*(covered(at + n) for n in range(60)), crossed(at, 9)))
    client.import_sales("lyon", receipts("1,2026-03-28 10:30,5,1", "2,2026-03-29 10:30,5,1"))
    lag = client.kpis("lyon", start="2026-03-28", end="2026-03-30").till_lag
    assert lag is not None
    # The 29th has 23 hours, and of the 30th no receipts are known.
    assert lag.days == 1
