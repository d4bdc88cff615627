"""A shop and what happens in it, before any camera."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from sample_videos.render import RATE, SECONDS, START
from sample_videos.simulator.demo_shop import DEMO_SEED, demo_shop
from sample_videos.simulator.performance import perform
from sample_videos.simulator.pose import Performance
from sample_videos.simulator.shop import Shop
from sample_videos.simulator.truth import Truth
from vision.errors import InputError


@dataclass(frozen=True, slots=True)
class Play:
    shop: Shop
    performance: Performance
    truth: Truth

    @property
    def staff(self) -> frozenset[int]:
        """Their numbers."""
        return frozenset(one.number for one in self.truth.people if one.staff)


def play(shop: Shop, seed: int, seconds: float) -> Play:
    performance, truth, _ = perform(shop, seconds=seconds, rate=RATE, seed=seed, start=START)
    return Play(shop, performance, truth)


def sample_play(films: Path) -> Play:
    """What the sample films show, played again from its seed.

    Raises:
        InputError: the films in this folder, by their ``truth.json``, are of something else.
    """
    again = play(demo_shop(), DEMO_SEED, SECONDS)
    filmed = json.loads((films / "truth.json").read_text("utf-8"))["crossings"]
    if [(one["person"], one["direction"]) for one in filmed] != [
        (one.person, one.direction) for one in again.truth.crossings
    ]:
        raise InputError(
            f"{films / 'truth.json'}: other people pass the door in the films than when their "
            "seed is played here. Make the films again: python -m sample_videos.render --again"
        )
    return again
