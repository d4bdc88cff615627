"""Whether the intervals hold what they say, on many made-up histories. It prints its figures."""

from __future__ import annotations

import math
import os
from dataclasses import dataclass

import pytest

from analytics.campaign.effect import effect
from analytics.policy import Policy
from tests.analytics.campaign.histories import history

PLANTED = 0.06
HISTORIES = int(os.environ.get("CHALAND_HISTORIES", "300"))
FIRST = int(os.environ.get("CHALAND_FIRST_HISTORY", "10000"))


@dataclass
class Tally:
    histories: int = 0
    covered: int = 0
    conclusive: int = 0
    contrasts: int = 0
    contrast_covered: int = 0
    width: float = 0.0

    def __str__(self) -> str:
        covered, conclusive, contrast = (
            f"{number / self.histories:.1%}"
            for number in (self.covered, self.conclusive, self.contrast_covered)
        )
        beside = (
            f", truth in that of difference in differences {contrast}" if self.contrasts else ""
        )
        return (
            f"{self.histories} histories: truth in the interval {covered}, conclusive "
            f"{conclusive}, mean half-width {self.width / self.histories:.3f}{beside}"
        )


def tally(planted: float, controls: bool, calm: bool) -> Tally:
    told = Tally()
    for seed in range(FIRST, FIRST + HISTORIES):
        made = history(seed, effect=planted, calm=calm)
        found = effect(made.shop, made.controls if controls else (), made.campaign, Policy())
        assert found.low is not None
        assert found.high is not None
        told.histories += 1
        told.covered += found.low <= planted <= found.high
        told.conclusive += found.conclusive
        told.width += (found.high - found.low) / 2
        if found.contrast is not None:
            told.contrasts += 1
            low, high = found.contrast.low, found.contrast.high
            told.contrast_covered += low <= math.log1p(planted) <= high
    return told


@pytest.mark.long
@pytest.mark.parametrize(
    ("planted", "controls", "calm"),
    [
        (0.0, True, False),
        (0.0, False, False),
        (PLANTED, True, False),
        (PLANTED, False, False),
        (PLANTED, True, True),
    ],
)
def test_the_interval_holds_its_rate(
    planted: float, controls: bool, calm: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    told = tally(planted, controls, calm)
    with capsys.disabled():
        against = "3 control shops" if controls else "no control"
        shops = "calm shops" if calm else "shops"
        print(f"\nplanted {planted:+.0%}, {shops}, {against}: {told}")  # noqa: T201
    # Three standard errors of a share of 95 % on so many histories.
    chance = 3 * math.sqrt(0.95 * 0.05 / told.histories)
    assert 0.95 - chance <= told.covered / told.histories
    if not planted:
        assert told.conclusive / told.histories <= 0.05 + chance
    if controls:
        assert told.contrast_covered / told.histories >= 0.95 - chance
