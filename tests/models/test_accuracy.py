from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from models.accuracy import Accuracy, average_precision, measure
from models.film_truth import People, frames_with_truth, read_truth
from tests.models.detectors import Box, Rows, ScriptedDetector, blank, standing
from tests.vision.films import write_film
from vision.errors import InputError


def people(*entries: tuple[Box, float], bodies: list[Box] | None = None) -> People:
    boxes = np.array([box for box, _ in entries], np.float32).reshape(-1, 4)
    return People(
        boxes,
        np.array([share for _, share in entries], np.float32),
        boxes if bodies is None else np.array(bodies, np.float32),
    )


def measured(truth: list[People], answers: list[Rows]) -> Accuracy:
    frames = zip(blank(len(truth)), truth, strict=True)
    return measure(ScriptedDetector(answers), frames, confidence=0.25)


def test_found_missed_and_false() -> None:
    truth = [people((standing(50), 1.0), (standing(200), 0.6)), people((standing(50), 1.0))]
    answers: list[Rows] = [
        [(standing(52), 0.9), (standing(500), 0.8)],
        [(standing(50), 0.7), (standing(50), 0.1)],
    ]
    result = measured(truth, answers)
    assert (result.frames, result.people, result.found) == (2, 3, 2)
    assert (result.boxes, result.false_boxes) == (3, 1)
    assert result.recall == pytest.approx(2 / 3)
    assert result.precision == pytest.approx(2 / 3)
    assert result.milliseconds == pytest.approx(10)


@pytest.mark.parametrize(
    "somebody", [(standing(300), 0.59), (standing(300, height=40, width=20), 1.0)]
)
@pytest.mark.parametrize("seen", [True, False])
def test_the_hidden_and_the_far_are_neither_wanted_nor_false(
    somebody: tuple[Box, float], seen: bool
) -> None:
    answer: Rows = [(standing(50), 0.9), *([(somebody[0], 0.8)] if seen else [])]
    result = measured([people((standing(50), 1.0), somebody)], [answer])
    assert (result.people, result.found, result.boxes, result.false_boxes) == (1, 1, 1, 0)
    assert result.average_precision == 1


def test_a_box_goes_to_somebody_who_counts_before_anybody_else() -> None:
    """The hidden person behind overlaps more; the visible one must not be called missed."""
    truth = people((standing(50), 1.0), (standing(60), 0.3))
    assert measured([truth], [[(standing(58), 0.9)]]).found == 1


def test_a_second_box_on_somebody_is_false() -> None:
    result = measured([people((standing(50), 1.0))], [[(standing(50), 0.9), (standing(55), 0.8)]])
    assert (result.found, result.false_boxes, result.boxes_on_nobody) == (1, 1, 0)


def test_a_box_round_hidden_legs_is_false_but_on_somebody() -> None:
    x1, y1, x2, y2 = standing(50)
    chest = (x1, y1, x2, y1 + 0.45 * (y2 - y1))
    truth = people((chest, 0.7), bodies=[(x1, y1, x2, y2)])
    result = measured([truth], [[((x1, y1, x2, y2), 0.9), (standing(500), 0.8)]])
    assert (result.found, result.false_boxes, result.boxes_on_nobody) == (0, 2, 1)
    assert result.share_on_nobody == 0.5


def test_without_people_there_is_no_recall() -> None:
    result = measured([people()], [[]])
    assert (result.recall, result.precision, result.average_precision) == (None, None, None)


def test_average_precision_of_a_known_ranking() -> None:
    """Right, wrong, right of three people: precision 1 to a third, 2/3 to two thirds, then 0."""
    assert average_precision([0.9, 0.8, 0.7], [True, False, True], 3) == pytest.approx(
        (1 + 2 / 3) / 3
    )
    # The order given is no matter; the scores are.
    assert average_precision([0.7, 0.9, 0.8], [True, True, False], 3) == pytest.approx(
        (1 + 2 / 3) / 3
    )
    assert average_precision([], [], 3) == 0


def test_average_precision_counts_the_boxes_below_the_confidence() -> None:
    truth = [people((standing(50), 1.0), (standing(200), 1.0))]
    result = measured(truth, [[(standing(50), 0.9), (standing(200), 0.05)]])
    assert result.recall == 0.5
    assert result.average_precision == 1


def test_truth_and_film_go_together_by_time(tmp_path: Path) -> None:
    film = write_film(tmp_path / "film.mp4", seconds=2, drop=frozenset({5, 6}))
    entries = [
        {"frame": n, "people": [{"person": 1, "box": [n, 0, n + 10, 50], "visible": 1}]}
        for n in range(15)
    ]
    (tmp_path / "truth.json").write_text(json.dumps({"frames": entries}), "utf-8")
    truth = read_truth(tmp_path / "truth.json")
    pairs = list(frames_with_truth(film, truth))
    seen = [int(who.boxes[0, 0]) for _, who in pairs]
    assert seen == [0, 1, 2, 3, 4, 7, 8, 9, 10, 11, 12, 13, 14]
    # The film's first pixels are as bright as its frame's number.
    for image, who in pairs:
        assert image[4:12, 4:12].mean() == pytest.approx(who.boxes[0, 0], abs=4)
    assert len(list(frames_with_truth(film, truth, every=7))) == 3


@pytest.mark.parametrize(
    "text",
    ["", "[]", '{"frames": [{"frame": 0}]}',
     '{"frames": [{"frame": 0, "people": [{"box": [1, 2, 3], "visible": 1}]}]}'],
)  # fmt: skip
def test_a_truth_of_another_form_is_told(tmp_path: Path, text: str) -> None:
    path = tmp_path / "truth.json"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError, match="not the truth of a simulated film"):
        read_truth(path)
    with pytest.raises(InputError, match="no such truth"):
        read_truth(tmp_path / "gone.json")
