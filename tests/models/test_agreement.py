from __future__ import annotations

import pytest

from models.agreement import FEWEST_BOXES, Agreement, compare
from tests.models.detectors import Rows, ScriptedDetector, blank, standing


def verdict(reference: list[Rows], candidate: list[Rows]) -> Agreement:
    return compare(ScriptedDetector(reference), ScriptedDetector(candidate), blank(len(reference)))


def film(frames: int = 100) -> list[Rows]:
    return [[(standing(50), 0.9), (standing(300), 0.8)]] * frames


def test_the_same_boxes_are_accepted() -> None:
    result = verdict(film(), film())
    assert (result.recall, result.precision, result.count_difference) == (1, 1, 0)
    assert (result.frames, result.matched, result.differing_frames) == (100, 200, 0)
    assert result.objections == []


def test_boxes_that_moved_a_little_are_the_same_people() -> None:
    moved: list[Rows] = [[(standing(56), 0.85), (standing(294), 0.7)]] * 100
    assert verdict(film(), moved).objections == []


@pytest.mark.parametrize(("lost", "accepted"), [(4, True), (5, False)])
def test_two_people_in_a_hundred_may_be_lost(lost: int, accepted: bool) -> None:
    """All else being equal the count, the narrower limit, decides: 2 % of 200."""
    one_less: list[Rows] = [[(standing(50), 0.9)]] * lost
    result = verdict(film(), [*one_less, *film(100 - lost)])
    assert result.count_difference == pytest.approx(-lost / 200)
    assert (result.objections == []) is accepted
    assert result.differing_frames == lost


def test_errors_that_cancel_in_the_count_are_refused() -> None:
    elsewhere: list[Rows] = [[(standing(50), 0.9), (standing(500), 0.8)]] * 10
    result = verdict(film(), [*elsewhere, *film(90)])
    assert result.count_difference == 0
    assert (result.recall, result.precision) == (0.95, 0.95)
    assert len(result.objections) == 2
    assert "95.0% of the full-precision model's boxes found" in result.objections[0]


def test_boxes_seen_twice_are_refused() -> None:
    twice: list[Rows] = [[*film()[0], (standing(60), 0.5)]] * 100
    result = verdict(film(), twice)
    assert result.recall == 1
    assert result.precision == pytest.approx(2 / 3)
    assert result.objections


def test_scores_that_are_all_wrong_are_refused() -> None:
    """Everybody is found and nobody else, and yet the tracker would believe few of them."""
    doubted: list[Rows] = [[(standing(50), 0.7), (standing(300), 0.6)]] * 100
    result = verdict(film(), doubted)
    assert (result.recall, result.precision) == (1, 1)
    assert result.confidence_difference == pytest.approx(0.2)
    (objection,) = result.objections
    assert "0.20 mean difference of confidence" in objection


def test_doubtful_boxes_do_not_count() -> None:
    more: list[Rows] = [[*film()[0], (standing(500), 0.24)]] * 100
    assert verdict(film(), more).objections == []


def test_a_model_that_sees_nobody_is_refused() -> None:
    result = verdict(film(), [[]] * 100)
    assert (result.recall, result.precision) == (0, None)
    assert len(result.objections) == 3


def test_a_film_without_enough_people_proves_nothing() -> None:
    frames = FEWEST_BOXES // 2 - 1
    (objection,) = verdict(film(frames), film(frames)).objections
    assert "too few people" in objection
    assert verdict([[]] * 9, [[]] * 9).recall is None
