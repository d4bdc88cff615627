from __future__ import annotations

import pytest

from sample_videos.scoring import score_door, score_dwell


@pytest.mark.parametrize(
    ("counted", "true", "missed", "invented"),
    [
        ([(1, "in"), (5, "out")], [(1.4, "in"), (5.5, "out")], 0, 0),
        ([(1, "in")], [(1, "in"), (30, "in")], 1, 0),
        ([(1, "in"), (1.1, "in")], [(1, "in")], 0, 1),
        # A missed person and one counted twice do not cancel.
        ([(1, "in"), (1.1, "in")], [(1, "in"), (30, "in")], 1, 1),
        ([(1, "in")], [(1, "out")], 1, 1),
        ([(1, "in")], [(4, "in")], 1, 1),
        # Pairs are made so that the most are made: 2 goes with 0.5 and 3 with 2.5.
        ([(2, "in"), (3, "in")], [(0.5, "in"), (2.5, "in")], 0, 0),
        ([], [], 0, 0),
    ],
)
def test_crossings_are_matched_one_to_one(
    counted: list[tuple[float, str]],
    true: list[tuple[float, str]],
    missed: int,
    invented: int,
) -> None:
    score = score_door(counted, true)
    assert (score.missed, score.invented) == (missed, invented)


def test_the_gross_error_is_of_the_true_crossings() -> None:
    true = [(float(n * 10), "in") for n in range(50)]
    assert score_door(true[:-1], true).gross_error == pytest.approx(0.02)
    assert score_door([(1.0, "in")], []).gross_error == 1
    assert score_door([], []).gross_error == 0


def test_medians_are_of_visits() -> None:
    score = score_dwell("table", [5.0, 20.0, 6.0], [])
    assert (score.visits, score.median) == (3, 6.0)
    assert (score.true_visits, score.true_median) == (0, None)
