from __future__ import annotations

import random

import pytest

from vision.backoff import Backoff


def chance(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - for the waits only


def many(backoff: Backoff, *, waits: int = 6, runs: int = 400) -> list[list[float]]:
    """By their place in a run that begins anew: the waits drawn."""
    drawn = []
    for _ in range(runs):
        drawn.append([backoff.next() for _ in range(waits)])
        backoff.reset()
    return [list(of_place) for of_place in zip(*drawn, strict=True)]


@pytest.mark.parametrize(("jitter", "least"), [(1.0, 0.0), (0.5, 0.5), (0.0, 1.0)])
def test_waits_are_drawn_evenly_below_a_bound_that_doubles(jitter: float, least: float) -> None:
    drawn = many(Backoff(1, 8, jitter=jitter, chance=chance(7)))
    for bound, waits in zip([1, 2, 4, 8, 8, 8], drawn, strict=True):
        assert least * bound <= min(waits) <= (least + 0.05) * bound
        assert 0.95 * bound < max(waits) <= bound
        assert sum(waits) / len(waits) == pytest.approx((least + 1) / 2 * bound, rel=0.1)


@pytest.mark.parametrize("jitter", [1.0, 0.5])
def test_what_is_asked_for_is_added_to(jitter: float) -> None:
    backoff = Backoff(1, 8, jitter=jitter, chance=chance(7))
    assert all(60 <= backoff.next(60) <= 68 for _ in range(10))
    assert 68 - 8 * jitter <= backoff.next(60) <= 68


def test_two_do_not_wait_alike() -> None:
    one, other = (Backoff(1, 60, chance=chance(seed)) for seed in (1, 2))
    assert one.next() != other.next()
