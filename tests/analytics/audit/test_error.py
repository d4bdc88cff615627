"""The measured error against shops whose counter's true error is known."""

from __future__ import annotations

import math
import random
from collections import Counter

import pytest

from analytics.audit.accuracy import accuracy
from analytics.audit.error import AuditedQuarter, counter_error, ratio
from analytics.audit.matching import Direction, Errors, MinuteCount, Tap, compare
from analytics.audit.sample import Stratum

BOTH: dict[str, dict[Stratum, int]] = {"door": {"peak": 10, "off_peak": 30}}


def quarter(
    human: int, missed: int = 0, invented: int = 0, *, stratum: Stratum = "peak", line: str = "door"
) -> AuditedQuarter:
    return AuditedQuarter(line, stratum, Errors(human=human, missed=missed, invented=invented))


def test_strata_weigh_what_they_stand_for() -> None:
    """10 peak quarter-hours of 60 people of which 6 are missed, 30 others of 20 all seen."""
    quarters = [quarter(60, 6)] * 3 + [quarter(20, stratum="off_peak")] * 3
    assert ratio(quarters, BOTH).value == pytest.approx(1 - 10 * 6 / (10 * 60 + 30 * 20))
    # More peak quarter-hours in the sample do not weigh more.
    assert ratio(quarters + [quarter(60, 6)] * 9, BOTH).value == pytest.approx(0.95)


def test_the_formula_by_hand() -> None:
    sizes: dict[str, dict[Stratum, int]] = {"door": {"peak": 0, "off_peak": 40}}
    quarters = [
        quarter(human, missed, stratum="off_peak")
        for human, missed in ((30, 30), (40, 0), (50, 0), (20, 0), (60, 0))
    ]
    found = ratio(quarters, sizes)
    assert found.value == pytest.approx(170 / 200)
    residuals = [0 - 25.5, 40 - 34, 50 - 42.5, 20 - 17, 60 - 51]
    expected = math.sqrt(5 / 4 * sum(each**2 for each in residuals)) / 200
    assert found.standard_error == pytest.approx(expected)


def test_no_error_found_is_not_no_error() -> None:
    error, why = counter_error(
        [quarter(50), quarter(50, stratum="off_peak")], BOTH, ["door"], audits=1
    )
    assert why is None
    assert error is not None
    assert error.audits == 1
    assert error.relative > 0


def test_few_quarter_hours_rest_on_the_errors_alone() -> None:
    sizes: dict[str, dict[Stratum, int]] = {"door": {"peak": 0, "off_peak": 40}}
    quarters = [quarter(50, 3, 1, stratum="off_peak"), quarter(50, stratum="off_peak")]
    error, _ = counter_error(quarters, sizes, ["door"], audits=1)
    assert error is not None
    assert error.relative == pytest.approx(math.hypot(0.02, math.sqrt(4 + 1) / 100))


@pytest.mark.parametrize(
    ("quarters", "lines", "why"),
    [
        ([], ["door"], "Line door has no quarter-hour counted by hand."),
        ([quarter(90)], ["door"], "Line door has no off-peak quarter-hour counted by hand."),
        (
            [quarter(9), quarter(9, stratum="off_peak")],
            ["door"],
            "18 crossings were counted by hand; at least 30 are needed.",
        ),
        (
            [quarter(90), quarter(90, stratum="off_peak")],
            ["door", "back"],
            "Line back has no quarter-hour counted by hand.",
        ),
    ],
)
def test_an_error_that_is_not_measured_says_why(
    quarters: list[AuditedQuarter], lines: list[str], why: str
) -> None:
    assert counter_error(quarters, BOTH, lines, audits=1) == (None, why)


# A simulated door. Each passer-by is missed, doubled or turned round by chance.
MISS, DOUBLE, TURN = 0.04, 0.02, 0.015


def watched(chance: random.Random, people: int) -> tuple[list[Tap], Counter[MinuteCount], int]:
    """A quarter-hour: taps up to two seconds late, counts, and how many were counted rightly."""
    taps: list[Tap] = []
    counts: Counter[MinuteCount] = Counter()
    right = 0
    for _ in range(people):
        second = chance.uniform(-60, 960)
        way: Direction = chance.choice(["in", "out"])
        inside = 0 <= second < 900
        late = math.floor(second + chance.uniform(0, 2))
        if -3 <= late <= 902:
            taps.append(Tap(late, way))
        minute = math.floor(second / 60)
        fate = chance.random()
        if fate < MISS:
            continue
        if fate < MISS + TURN:
            counts[MinuteCount(minute, "out" if way == "in" else "in")] += 1
            continue
        right += inside
        counts[MinuteCount(minute, way)] += 2 if fate < MISS + TURN + DOUBLE else 1
    return taps, counts, right


def test_known_rates_are_found_again() -> None:
    chance = random.Random(20261124)  # noqa: S311
    errors = Errors()
    for _ in range(400):
        taps, counts, _ = watched(chance, 34)
        found = compare(taps, counts)
        errors += found["in"] + found["out"]
    assert errors.human == pytest.approx(400 * 30, rel=0.05)
    n = errors.human
    # What hides in one minute is what is lost: at one crossing a minute each way, little.
    assert errors.missed / n == pytest.approx(MISS + TURN, rel=0.1)
    assert (errors.doubled + errors.invented) / n == pytest.approx(DOUBLE, rel=0.15)
    assert errors.wrong_way / n == pytest.approx(TURN, rel=0.15)
    assert errors.net == pytest.approx(DOUBLE - MISS, abs=0.004)


def test_a_perfect_counter_is_found_perfect_at_any_delay_of_the_tap() -> None:
    chance = random.Random(7)  # noqa: S311
    for _ in range(50):
        seconds = [chance.uniform(-60, 960) for _ in range(200)]
        taps = [
            Tap(late, "in")
            for each in seconds
            if -3 <= (late := math.floor(each + chance.uniform(0, 2))) <= 902
        ]
        counts = Counter(MinuteCount(math.floor(each / 60), "in") for each in seconds)
        assert compare(taps, counts)["in"].wrong == 0


def test_the_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    """600 audits of 12 quarter-hours, peaks of 60 crossings and quiet ones of 15."""
    chance = random.Random(20261125)  # noqa: S311
    trials = 600
    sizes: dict[str, dict[Stratum, int]] = {"door": {"peak": 20, "off_peak": 80}}
    true_ratio = 1 - MISS + DOUBLE
    true_share = (1 - MISS - TURN) / (1 + DOUBLE)
    within = held = 0
    values = []
    for _ in range(trials):
        quarters, errors = [], Errors()
        strata: tuple[tuple[Stratum, int], ...] = (("peak", 68), ("off_peak", 17))
        for stratum, people in strata:
            for _ in range(6):
                taps, counts, _ = watched(chance, people)
                found = compare(taps, counts)
                quarters.append(AuditedQuarter("door", stratum, found["in"]))
                errors += found["in"] + found["out"]
        one = ratio(quarters, sizes)
        values.append(one.value)
        within += abs(one.value - true_ratio) <= 1.96 * one.standard_error
        figure = accuracy(errors)
        assert figure.low is not None
        assert figure.high is not None
        held += figure.low <= true_share <= figure.high
    assert sum(values) / trials == pytest.approx(true_ratio, abs=0.003)
    assert 0.93 <= within / trials <= 0.995
    assert 0.92 <= held / trials <= 0.985
