from __future__ import annotations

import pytest

from vision.evaluation.crossings import CrossingScore
from vision.evaluation.dwell import DwellScore, median_dwell


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
    score = CrossingScore.of(counted, true)
    assert (score.missed, score.invented) == (missed, invented)


def test_the_gross_error_is_of_the_true_crossings() -> None:
    true = [(float(n * 10), "in") for n in range(50)]
    assert CrossingScore.of(true[:-1], true).gross_error == pytest.approx(0.02)
    assert CrossingScore.of([(1.0, "in")], []).gross_error == 1
    assert CrossingScore.of([], []).gross_error == 0


def test_medians_are_of_visits() -> None:
    score = DwellScore.of("table", [(5.0, False), (20.0, False), (6.0, False)], [])
    assert (score.visits, score.median) == (3, 6.0)
    assert (score.true_visits, score.true_median) == (0, None)
    assert score.off is None


@pytest.mark.parametrize(
    ("dwells", "median"),
    [
        ([(4.0, False)], 4.0),
        ([(4.0, False), (8.0, False)], 4.0),
        # Kaplan and Meier by hand: survival 3/4 at 2, then 3/4 * 1/2 = 3/8 at 9.
        ([(2.0, False), (5.0, True), (9.0, False), (12.0, False)], 9.0),
        # Leaving the cut ones out would say 2.
        ([(2.0, False), (5.0, True), (5.0, True), (5.0, True)], None),
        ([(5.0, True)], None),
        ([], None),
    ],
)
def test_a_visit_that_went_on_out_of_sight_counts_for_at_least_its_length(
    dwells: list[tuple[float, bool]], median: float | None
) -> None:
    assert median_dwell(dwells) == median


def test_few_visits_have_no_error() -> None:
    few, enough = [(10.0, False)] * 4, [(10.0, False)] * 5
    assert DwellScore.of("table", [(11.0, False)], few).off is None
    assert DwellScore.of("table", [(11.0, False)], enough).off == pytest.approx(0.1)
    assert DwellScore.of("table", [], enough).off is None
