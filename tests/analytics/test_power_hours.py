from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from analytics.figure import NOT_ENOUGH_DATA
from analytics.power_hours import HourCount, power_hours

MONDAY = date(2026, 5, 4)


def week(number: int, busy: dict[tuple[int, int], int], quiet: int = 10) -> list[HourCount]:
    """Open from 9 to 19."""
    return [
        HourCount(
            MONDAY + timedelta(weeks=number, days=weekday),
            hour,
            busy.get((weekday, hour), quiet),
        )
        for weekday in range(7)
        for hour in range(9, 19)
    ]


def test_the_fewest_hours_that_reach_the_share() -> None:
    # 67 quiet hours of 10, and 110 + 70 + 50: 900 in all, of which 20 % are 180.
    busy = {(5, 15): 110, (5, 16): 70, (4, 17): 50}
    found = power_hours([*week(0, busy), *week(1, busy)], 5)
    assert [(each.weekday, each.hour) for each in found.hours] == [(5, 15), (5, 16)]
    assert [each.visitors for each in found.hours] == [110, 70]
    assert found.reached == pytest.approx(0.2)
    assert [each.weeks_among for each in found.hours] == [2, 2]
    assert (found.stability.value, found.weeks) == (1, 2)
    assert len(power_hours(week(0, busy), 5, 0.25).hours) == 3


def test_weeks_that_differ_say_so() -> None:
    found = power_hours([*week(0, {(5, 15): 200}), *week(1, {(2, 11): 190})], 5)
    assert [each.weeks_among for each in found.hours] == [1, 1]
    assert found.stability.value == 0.5


def test_chance_alone_is_about_the_share_of_hours_chosen() -> None:
    chance = np.random.default_rng(3)
    counts = [
        HourCount(each.day, each.hour, int(chance.poisson(20)))
        for number in range(12)
        for each in week(number, {})
    ]
    found = power_hours(counts, 5)
    # A fifth of 70 hours, less as the busiest are chosen; of each week its own busiest.
    assert found.stability.value is not None
    assert found.stability.value < 0.45


def test_an_hour_that_was_not_observed_is_not_a_quiet_one() -> None:
    busy = {(5, 15): 190}
    dark = [each for each in week(1, busy) if (each.day.weekday(), each.hour) != (5, 15)]
    found = power_hours([*week(0, busy), *dark], 5)
    assert (found.hours[0].visitors, found.hours[0].hours) == (190, 1)


def test_one_late_opening_does_not_undo_the_other_weeks() -> None:
    late = HourCount(MONDAY + timedelta(days=3), 21, 40)
    assert power_hours([*week(0, {}), late, *week(1, {}), *week(2, {})], 5).weeks == 3


def test_no_power_hours_before_every_weekday_was_seen() -> None:
    some = [each for each in week(0, {}) if each.day.weekday() < 5]
    found = power_hours(some, 5)
    assert (found.hours, found.stability.flags) == ((), (NOT_ENOUGH_DATA,))
    assert found.note == "2 weekdays were not observed."
    nobody = power_hours(week(0, {}, quiet=0), 5)
    assert nobody.note == "0 visitors; at least 5 are needed."
    one = power_hours(week(0, {}), 5)
    assert (len(one.hours), one.stability.value) == (14, None)
    assert one.hours[0].weeks_among is None


@pytest.mark.parametrize("share", [0, 1, -0.2])
def test_a_share_that_is_none(share: float) -> None:
    with pytest.raises(ValueError, match="share"):
        power_hours(week(0, {}), 5, share)
