"""Minutes of a queue: what happened in them, and of one wait no more than steps of its length."""

from __future__ import annotations

import numpy as np
import pytest

from vision.journey.queue_minutes import QueueBook
from vision.records import PRESENCE_STEP, QueueRecord
from vision.zones.events import Joined, Waiting

NINE = 1_780_000_000 // 86_400 * 1440 + 9 * 60
"""Minutes from the POSIX epoch."""


def waited(book: QueueBook, *spans: tuple[float, float]) -> None:
    """Seconds after nine, each of somebody else."""
    for track, (start, end) in enumerate(spans):
        book.take(
            [
                Joined("till", track, NINE * 60 + start),
                Waiting("till", track, NINE * 60 + start, NINE * 60 + end),
            ]
        )


def closed(book: QueueBook, minutes: int) -> list[QueueRecord]:
    return [record for number in range(minutes) for record in book.close(NINE + number)]


def test_a_wait_is_spread_over_its_minutes() -> None:
    book = QueueBook()
    waited(book, (30, 150), (45, 75), (90, 120))
    records = closed(book, 4)
    assert [(one.joined, one.peak) for one in records] == [(2, 2), (1, 2), (0, 1)]
    # 45, 105 and 30 seconds are whole steps, which are told as they are.
    assert [one.length_seconds for one in records] == [45, 105, 30]


def test_the_length_of_one_wait_is_not_in_the_sum() -> None:
    random = np.random.default_rng(4)
    told, exact = [], []
    for _ in range(400):
        start, seconds = random.uniform(0, 60), random.uniform(5, 300)
        book = QueueBook()
        waited(book, (start, start + seconds))
        lengths = [one.length_seconds for one in closed(book, 8)]
        assert all(length % PRESENCE_STEP == 0 for length in lengths)
        told.append(sum(lengths))
        exact.append(seconds)
    off = np.abs(np.subtract(told, exact))
    assert (off < 1).mean() < 0.2
    assert off.mean() > 4


def test_over_many_minutes_the_sum_is_right() -> None:
    book = QueueBook()
    random = np.random.default_rng(5)
    waits = [(start, start + random.uniform(2, 20)) for start in range(0, 60 * 500, 60)]
    waited(book, *waits)
    total = sum(one.length_seconds for one in closed(book, 501))
    # Of 500 roundings the standard error is some 150 s of 5500.
    assert total == pytest.approx(sum(end - start for start, end in waits), rel=0.08)
