from __future__ import annotations

import numpy as np
import pytest

from models.matching import match, overlap


def boxes(*rows: tuple[float, float, float, float]) -> np.ndarray:
    return np.array(rows, np.float32).reshape(-1, 4)


def test_overlap_of_known_boxes() -> None:
    square = boxes((0, 0, 10, 10))
    others = boxes((0, 0, 10, 10), (5, 0, 15, 10), (20, 0, 30, 10), (0, 0, 5, 5), (3, 3, 3, 3))
    assert overlap(square, others)[0] == pytest.approx([1, 1 / 3, 0, 1 / 4, 0])


@pytest.mark.parametrize(("n", "m"), [(0, 0), (0, 3), (3, 0)])
def test_nobody_matches_nobody(n: int, m: int) -> None:
    first, second = match(np.zeros((n, 4), np.float32), np.zeros((m, 4), np.float32))
    assert len(first) == len(second) == 0


def test_as_many_pairs_as_there_can_be() -> None:
    """Taking the best pair first (0.82 here) would leave the other two alone at 0.43."""
    first = boxes((0, 0, 100, 10), (20, 0, 120, 10))
    second = boxes((10, 0, 110, 10), (-30, 0, 70, 10))
    rows, columns = match(first, second)
    assert set(zip(rows.tolist(), columns.tolist(), strict=True)) == {(0, 1), (1, 0)}


def test_of_two_ways_to_pair_the_closer() -> None:
    first = boxes((0, 0, 100, 10), (10, 0, 110, 10))
    second = boxes((11, 0, 111, 10), (1, 0, 101, 10))
    rows, columns = match(first, second)
    assert set(zip(rows.tolist(), columns.tolist(), strict=True)) == {(0, 1), (1, 0)}


def test_half_an_overlap_is_enough_and_less_is_not() -> None:
    whole = boxes((0, 0, 10, 10))
    assert len(match(whole, boxes((0, 0, 10, 5)))[0]) == 1
    assert len(match(whole, boxes((0, 0, 10, 4.9)))[0]) == 0
