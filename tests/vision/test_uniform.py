from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pytest

from vision.colour import Colour, in_light_of, lab, parse
from vision.detect.detections import Detections
from vision.detect.uniform import Uniform

ORANGE = "#d06818"
Image = npt.NDArray[np.uint8]


def bgr(code: str, light: float = 1.0) -> npt.NDArray[np.uint8]:
    """A colour under ``light`` times as much light, as sRGB encodes it."""
    rgb = parse(code)
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4) * light
    encoded = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    return (255 * np.clip(encoded, 0, 1)).round().astype(np.uint8)[::-1]


def picture(*people: tuple[tuple[int, int, int, int], str], light: float = 1.0) -> Image:
    image = np.full((360, 640, 3), 200, np.uint8)
    for (x1, y1, x2, y2), code in people:
        image[y1:y2, x1:x2] = bgr(code, light)
    return image


def shares(image: Image, *boxes: tuple[int, int, int, int]) -> list[float]:
    found = Detections(
        np.array(boxes, np.float32).reshape(-1, 4), np.ones(len(boxes), np.float32), seconds=0.5
    )
    measured = Uniform([Colour(ORANGE, 20)]).measure(image, found)
    assert measured.seconds == 0.5
    assert measured.uniform is not None
    return [round(float(share), 2) for share in measured.uniform]


BOX = (100, 100, 140, 200)


@pytest.mark.parametrize(
    ("code", "share"),
    [
        (ORANGE, 1.0),
        ("#e07a20", 1.0),
        pytest.param("#202020", 0.0, id="black"),
        pytest.param("#e8c8b0", 0.0, id="skin"),
        pytest.param("#8a5a3a", 0.0, id="brown hair"),
        pytest.param("#c02020", 0.0, id="red"),
        pytest.param("#d0c018", 0.0, id="yellow"),
        pytest.param("#1868d0", 0.0, id="blue"),
    ],
)
def test_the_share_is_of_the_torso(code: str, share: float) -> None:
    assert shares(picture((BOX, code)), BOX) == [share]


@pytest.mark.parametrize("light", [0.15, 0.4, 1.0, 1.3])
def test_light_does_not_matter(light: float) -> None:
    assert shares(picture((BOX, ORANGE), light=light), BOX) == [1.0]


def test_no_light_tells_nothing() -> None:
    assert shares(picture((BOX, ORANGE), light=0.005), BOX) == [0.0]


def test_trousers_and_hair_are_no_torso() -> None:
    x1, _, x2, _ = BOX
    image = picture((BOX, "#303030"), ((x1, 150, x2, 200), ORANGE), ((x1, 100, x2, 115), ORANGE))
    assert shares(image, BOX) == [0.0]


def test_what_somebody_nearer_covers_is_not_looked_at() -> None:
    nearer = (90, 110, 150, 260)
    image = picture((BOX, ORANGE), (nearer, "#303030"))
    behind, before = shares(image, BOX, nearer)
    assert math.isnan(behind)
    assert before == 0
    half = (120, 110, 180, 260)
    image = picture((BOX, ORANGE), (half, "#303030"))
    assert shares(image, BOX, half)[0] == 1.0


def test_behind_a_counter_the_box_is_the_upper_part_of_somebody() -> None:
    """Low for its width: what is in it reaches down to the waist only."""
    box = (100, 100, 140, 160)
    image = picture((box, "#303030"), ((100, 116, 140, 150), ORANGE))
    assert shares(image, box)[0] > 0.9


def test_beyond_the_edge_and_without_anybody() -> None:
    assert shares(picture()) == []
    assert math.isnan(shares(picture(), (620, -300, 660, 10))[0])


def test_detections_have_one_share_a_box() -> None:
    with pytest.raises(ValueError, match="uniform"):
        Detections(
            np.zeros((2, 4), np.float32), np.zeros(2, np.float32), 0, np.zeros(1, np.float32)
        )


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("#ffffff", (100, 0, 0)),
        ("#000000", (0, 0, 0)),
        # Bruce Lindbloom's calculator, sRGB and D65.
        ("#ff0000", (53.24, 80.09, 67.20)),
        ("#00ff00", (87.73, -86.18, 83.18)),
        ("#0000ff", (32.30, 79.19, -107.86)),
    ],
)
def test_cielab(code: str, expected: tuple[float, float, float]) -> None:
    assert lab(parse(code)) == pytest.approx(expected, abs=0.02)


def test_in_another_light_a_colour_keeps_its_place() -> None:
    bright, dim = (lab(bgr(ORANGE, light)[::-1] / 255) for light in (1.0, 0.3))
    assert bright[0] - dim[0] > 20
    assert in_light_of(dim, bright[0]) == pytest.approx(bright[1:], abs=2)


@pytest.mark.parametrize("code", ["d06818", "#d068", "orange", "#d0681g"])
def test_other_texts_are_no_colours(code: str) -> None:
    with pytest.raises(ValueError, match="#rrggbb"):
        parse(code)
