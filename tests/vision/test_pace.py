from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from vision.edge.pace import Pace, PaceSettings

SETTINGS = PaceSettings()


def after(pace: Pace, *intervals: tuple[float, int]) -> list[float]:
    """The factor after each interval of (share of the time at work, looks dropped)."""
    now, factors = 0.0, []
    pace.decide(now)
    for busy, dropped in intervals:
        now += SETTINGS.interval
        pace.work(busy * SETTINGS.interval, dropped)
        pace.decide(now)
        factors.append(round(pace.factor, 3))
    return factors


def test_too_much_work_or_a_look_dropped_lowers_the_rate_at_once() -> None:
    assert after(Pace(), (0.99, 0), (0.5, 1), (0.9, 0)) == [0.8, 0.64, 0.64]


def test_the_rate_goes_up_only_after_calm_intervals_in_a_row() -> None:
    busy = [(0.99, 0), (0.5, 0), (0.5, 0), (0.79, 0), (0.5, 0), (0.5, 0), (0.5, 0), (0.5, 0)]
    assert after(Pace(), *busy) == [0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.92, 0.92]


def test_nothing_is_decided_within_an_interval() -> None:
    pace = Pace()
    pace.decide(0.0)
    pace.work(100.0, 9)
    assert not pace.decide(SETTINGS.interval - 0.1)
    assert pace.decide(SETTINGS.interval)


@given(st.lists(st.tuples(st.floats(0, 3), st.integers(0, 5)), max_size=60))
def test_the_factor_stays_between_the_least_and_one(load: list[tuple[float, int]]) -> None:
    assert all(SETTINGS.least <= factor <= 1 for factor in after(Pace(), *load))
