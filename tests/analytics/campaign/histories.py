"""Made-up histories of shops: a week's rhythm, a trend, a season, holidays that all share, an
autocorrelated disturbance, and counts that vary more than Poisson's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from analytics.campaign.series import DailySeries, Window

MONDAY = date(2025, 1, 6)


@dataclass(frozen=True)
class History:
    shop: DailySeries
    controls: tuple[DailySeries, ...]
    campaign: Window


def history(
    seed: int,
    *,
    effect: float = 0.0,
    weeks: int | None = None,
    days: int | None = None,
    calm: bool = False,
) -> History:
    """26 to 60 weeks before a campaign of one to four weeks that multiplies by ``1 + effect``, and
    three shops without it. ``calm``: days that vary by 2 to 5 % from what a day should have, and
    not by 5 to 12 %."""
    disturbance = (0.02, 0.05) if calm else (0.05, 0.12)
    overdispersion = (0.0005, 0.002) if calm else (0.002, 0.01)
    random = np.random.default_rng(seed)
    weeks = int(random.integers(26, 61)) if weeks is None else weeks
    days = int(random.choice([7, 10, 14, 21, 28])) if days is None else days
    number = 7 * weeks + days
    time = np.arange(number)
    rhythm = random.normal(0, 0.25, 7)
    phase = random.uniform(0, 2 * np.pi)
    shared = 0.06 * np.sin(2 * np.pi * time / 365 + phase) + autocorrelated(
        random, number, 0.5, 0.05
    )
    closed = np.zeros(number, bool)
    for day in np.flatnonzero(random.random(number) < 11 / 365):
        closed[day] = random.random() < 0.3
        shared[day] += random.normal(0, 0.35)
    for start in range(int(random.integers(0, 49)), number, 49):
        shared[start : start + 14] += random.normal(0, 0.06)
    series = []
    for shop in range(4):
        log = (
            np.log(random.uniform(60, 600) * (5 if calm else 1))
            + (rhythm + random.normal(0, 0.08, 7))[time % 7]
            + random.normal(0, 0.10) * time / 365
            + random.normal(1, 0.1) * shared
            + autocorrelated(random, number, random.uniform(0.3, 0.6), random.uniform(*disturbance))
        )
        if shop == 0:
            log[7 * weeks :] += np.log1p(effect)
        spread = random.uniform(*overdispersion)
        mean = np.exp(log)
        counts = random.poisson(mean * random.gamma(1 / spread, spread, number))
        counts[closed] = 0
        series.append(DailySeries(MONDAY, tuple(float(count) for count in counts)))
    first = MONDAY + timedelta(days=7 * weeks)
    return History(series[0], tuple(series[1:]), Window(first, first + timedelta(days=days - 1)))


def autocorrelated(
    random: np.random.Generator, number: int, rho: float, spread: float
) -> NDArray[np.float64]:
    """AR(1) with the standard deviation ``spread``."""
    steps = random.normal(0, spread * np.sqrt(1 - rho * rho), number)
    steps[0] = random.normal(0, spread)
    for index in range(1, number):
        steps[index] += rho * steps[index - 1]
    return steps


def steady(weeks: int, days: int, factor: float = 1.0, seed: int = 1) -> tuple[DailySeries, Window]:
    """A shop of about 130 a day that varies by 4 % a day; its campaign multiplies by ``factor``."""
    random = np.random.default_rng(seed)
    rhythm = (100.0, 110.0, 120.0, 130.0, 160.0, 220.0, 90.0)
    number = 7 * weeks + days
    values = [
        rhythm[index % 7]
        * (factor if index >= 7 * weeks else 1)
        * float(np.exp(random.normal(0, 0.04)))
        for index in range(number)
    ]
    first = MONDAY + timedelta(days=7 * weeks)
    return DailySeries(MONDAY, tuple(values)), Window(first, first + timedelta(days=days - 1))
