"""The demo's play, once for all tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from sample_videos.simulator.demo_shop import DEMO_SEED, demo_shop
from sample_videos.simulator.performance import perform
from sample_videos.simulator.pose import Performance
from sample_videos.simulator.receipts import Receipt
from sample_videos.simulator.shop import Shop
from sample_videos.simulator.truth import Truth

START = datetime(2026, 5, 12, 15, 0, tzinfo=timezone(timedelta(hours=2)))


@dataclass(frozen=True, slots=True)
class Play:
    shop: Shop
    performance: Performance
    truth: Truth
    receipts: list[Receipt]


def demo_play() -> Play:
    shop = demo_shop()
    return Play(shop, *perform(shop, seconds=300, seed=DEMO_SEED, start=START))
