"""The plan in the site file, over a camera that looks straight down on 8 m by 6 m."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.vision.test_site_file import mistakes, write
from vision.site import Site
from vision.site_file import load_site
from vision.site_floor import LensPart, build_floor
from vision.site_plan import seen_cells
from vision.site_survey import floor_facts, plan_warnings

GOOD = """\
version: 1
store: {id: lyon, name: Lyon, timezone: Europe/Paris}
privacy: {controller: Chaland SARL, contact: privacy@example.com, notice: at the door}
detector: {model: model.xml}
cameras:
  - id: above
    source: rtsp://10.0.0.7/stream2
    floor:
      - {at: [0, 1], metres: [0, 0]}
      - {at: [1, 1], metres: [8, 0]}
      - {at: [1, 0], metres: [8, 6]}
      - {at: [0, 0], metres: [0, 6]}
    zones:
      - {id: shelf, polygon: [[0, 0], [0.2, 0], [0.2, 0.2]], type: screen}
plan:
  outline: [[0, 0], [10, 0], [10, 6], [0, 6]]
  zones:
    - {id: street, type: street, polygon: [[0, -2], [10, -2], [10, 0], [0, 0]]}
    - {id: line, type: queue, polygon: [[2, 2], [4, 2], [4, 3], [2, 3]], tills: [till]}
    - {id: till, name: Till 1, type: till, polygon: [[2, 3], [4, 3], [4, 4], [2, 4]]}
    - {id: back, type: staff, polygon: [[2, 4], [4, 4], [4, 6], [2, 6]]}
"""


def site(text: str, folder: Path) -> Site:
    return load_site(write(folder, text)).site


def test_a_plan_is_described_in_metres_and_in_shares_of_its_box(tmp_path: Path) -> None:
    told = site(GOOD, tmp_path).describe()
    assert told.plan is not None
    assert told.plan.outline == ((0, 0), (10, 0), (10, 6), (0, 6))
    # The street lies before the outline: the box reaches from y = -2 to 6.
    assert (told.plan.cell, told.plan.rows, told.plan.cols) == (0.25, 32, 40)
    kinds = {zone.zone: (zone.camera, zone.type, zone.name) for zone in told.zones}
    assert kinds == {
        "shelf": ("above", "screen", "shelf"),
        "street": ("plan", "street", "street"),
        "line": ("plan", "queue", "line"),
        "till": ("plan", "till", "Till 1"),
    }
    till = next(zone for zone in told.zones if zone.zone == "till")
    assert till.metres == ((2, 3), (4, 3), (4, 4), (2, 4))
    assert till.polygon == ((0.2, 0.625), (0.4, 0.625), (0.4, 0.75), (0.2, 0.75))
    assert next(zone for zone in told.zones if zone.zone == "shelf").metres is None
    seen = np.unpackbits(np.frombuffer(base64.b64decode(told.plan.seen), np.uint8))
    cells = seen[: 32 * 40].reshape(32, 40).astype(bool)
    # The camera shows x from 0 to 8 and y from 0 to 6, and nothing of the street.
    assert cells[8:, :32].all()
    assert not cells[:8].any()
    assert not cells[:, 32:].any()


def test_what_a_mask_hides_is_not_seen(tmp_path: Path) -> None:
    masked = GOOD.replace(
        "    floor:", "    masks: [[[0, 0], [0.5, 0], [0.5, 1], [0, 1]]]\n    floor:"
    )
    shop = site(masked, tmp_path)
    assert shop.plan is not None
    cells = seen_cells(shop, shop.plan)
    assert not cells[:, :16].any()
    assert cells[8:, 16:32].all()


def test_without_a_plan_nothing_is_told_of_one(tmp_path: Path) -> None:
    told = site(GOOD[: GOOD.index("plan:")], tmp_path).describe()
    assert told.plan is None
    assert {zone.camera for zone in told.zones} == {"above"}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("id: above", "id: plan", "6:5 cameras.0.id: 'plan' stands for the shop's floor plan"),
        ("id: till,", "id: shelf,", "'shelf' is used twice"),
        ("tills: [till]", "tills: [cash]", "zone line: its till 'cash' is no zone of the plan"),
        ("tills: [till]", "tills: [back]", "zone line: 'back' is of type staff, and a queue leads"),
        ("type: queue", "type: area", "only a zone of type queue leads to tills"),
        ("type: queue", "type: queu", "Input should be 'area', 'queue'"),
        ("[4, 2], [4, 3]", "[4, 3], [4, 2]", "plan.zones.1.polygon: its sides 1 and 3 cross"),
        ("[10, 6], [0, 6]]", "[0, 6], [10, 6]]", "plan.outline: its sides 2 and 4 cross"),
        ("type: street", "type: area", "zone street: 100% of it is beyond the outline"),
        ("type: staff", "type: window", "zone back: a window lies before the shop"),
        ("type: screen", "type: staff", "a camera's zone for staff is drawn with role: staff"),
        ("polygon: [[2, 3]", "exit_grace: -1, polygon: [[2, 3]", "plan.zones.2.exit_grace"),
        ("tills: [till]", "till: [till]", "plan.zones.1.till: unknown key; did you mean 'tills'?"),
        ("[8, 6]}", "[3, 0.1]}", "cameras.0.floor: the points of the picture are not in the order"),
    ],
)
def test_mistakes_are_told(tmp_path: Path, old: str, new: str, told: str) -> None:
    found = mistakes(tmp_path, GOOD.replace(old, new))
    assert any(told in mistake for mistake in found), found


def second_camera(points: str) -> str:
    return GOOD.replace(
        "plan:\n", "  - id: second\n    source: rtsp://10.0.0.8/stream2\n" + points + "plan:\n"
    )


DOWNWARDS = """\
    floor:
      - {at: [0, 0], metres: [0, 0]}
      - {at: [1, 0], metres: [8, 0]}
      - {at: [1, 1], metres: [8, 6]}
      - {at: [0, 1], metres: [0, 6]}
"""


def test_cameras_whose_plans_are_mirror_images_are_refused(tmp_path: Path) -> None:
    (found,) = mistakes(tmp_path, second_camera(DOWNWARDS))
    assert "the floor points of second are a mirror image of those of above" in found
    apart = second_camera(DOWNWARDS)
    assert len(site(apart[: apart.index("plan:")], tmp_path).cameras) == 2


def test_what_will_be_missing_on_the_plan_is_told(tmp_path: Path) -> None:
    assert plan_warnings(site(GOOD, tmp_path)) == [
        "plan: no camera sees zone street, so nothing is measured in it."
    ]
    wide = GOOD.replace("[[2, 2], [4, 2], [4, 3], [2, 3]]", "[[7, 2], [10, 2], [10, 3], [7, 3]]")
    assert "plan: cameras see only 33% of zone line." in plan_warnings(site(wide, tmp_path))
    small = GOOD.replace("[[2, 3], [4, 3], [4, 4], [2, 4]]", "[[2, 3], [2.1, 3], [2, 3.1]]")
    assert "zone till is smaller than a cell" in " ".join(plan_warnings(site(small, tmp_path)))
    alone = second_camera("")
    assert "plan: camera second has no `floor` and is not on the plan." in plan_warnings(
        site(alone, tmp_path)
    )
    down = GOOD[: GOOD.index("    floor:")] + DOWNWARDS + GOOD[GOOD.index("plan:") :]
    assert "drawn as in a mirror" in plan_warnings(site(down, tmp_path))[0]
    bare = GOOD[: GOOD.index("    floor:")] + GOOD[GOOD.index("plan:") :]
    (only,) = plan_warnings(site(bare, tmp_path))
    assert "no camera has a `floor`" in only
    assert plan_warnings(site(GOOD[: GOOD.index("plan:")], tmp_path)) == []


def with_points(*points: tuple[float, float, float, float]) -> str:
    """GOOD with more floor points: x and y in the picture, x and y in metres."""
    lines = "".join(f"      - {{at: [{x}, {y}], metres: [{u}, {v}]}}\n" for x, y, u, v in points)
    return GOOD.replace("    zones:\n      - {id: shelf", lines + "    zones:\n      - {id: shelf")


def test_how_well_points_fit_is_told(tmp_path: Path) -> None:
    facts = floor_facts(site(GOOD, tmp_path).cameras[0])
    assert facts is not None
    assert facts.startswith("4 floor points, which always fit")
    good = [(0.5, 0.5, 4, 3), (0.25, 0.5, 2, 3.1)]
    facts = floor_facts(site(with_points(*good), tmp_path).cameras[0])
    assert facts is not None
    assert facts.startswith("floor from 6 of 6 points, off by 0.0")
    assert "most at point 6" in facts
    facts = floor_facts(site(with_points(*good, (0.75, 0.5, 2, 3)), tmp_path).cameras[0])
    assert facts is not None
    assert "floor from 6 of 7 points" in facts
    assert "; point 7 is 4.0" in facts


def test_a_camera_whose_points_contradict_each_other_is_refused(tmp_path: Path) -> None:
    wrong = with_points((0.5, 0.5, 7, 3), (0.25, 0.5, 2, 5))
    (found,) = mistakes(tmp_path, wrong)
    assert found.startswith("8:5 cameras.0.floor: only 4 of 6 points agree within 0.5 m")
    assert "point 5 (metres 7, 3)" in found


@pytest.mark.parametrize("size", [(640, 360), (1920, 1080), (640, 480)])
def test_a_floor_is_the_same_for_every_size(tmp_path: Path, size: tuple[int, int]) -> None:
    (camera,) = site(with_points((0.5, 0.5, 4, 3), (0.25, 0.5, 2, 3.1)), tmp_path).cameras
    floor, shares = build_floor(camera, size), build_floor(camera)
    assert floor is not None
    assert shares is not None
    place = floor.metres([(0.3 * size[0], 0.6 * size[1])])
    assert place == pytest.approx(shares.metres([(0.3, 0.6)]))
    assert floor.fit == shares.fit
    assert floor.pixels(place)[0] == pytest.approx((0.3 * size[0], 0.6 * size[1]))
    assert floor.metres_per_pixel((0.5 * size[0], 0.5 * size[1])) == pytest.approx(
        max(8 / size[0], 6 / size[1]), rel=0.05
    )


LENS = {"k1": -0.25, "k2": 0.05, "focal": 0.7}


def test_a_lens_is_straightened_before_the_floor(tmp_path: Path) -> None:
    lens = LensPart.model_validate(LENS)
    corners = np.array([(0.0, 0.0), (1, 0), (1, 1), (0, 1), (0.5, 0.5), (0.5, 1)])
    straight = np.array((0.2, 0.2)) + 0.6 * corners
    size = np.array((lens.aspect * 1000, 1000))
    bent = lens.lens.shown(straight * size) / size
    data: dict[str, Any] = site(GOOD, tmp_path).model_dump(mode="json")
    data["plan"] = None
    data["cameras"][0]["lens"] = LENS
    data["cameras"][0]["floor"] = [
        {"at": list(at), "metres": [8 * x, -6 * y]}
        for at, (x, y) in zip(bent.tolist(), corners.tolist(), strict=True)
    ]
    floor = build_floor(Site.model_validate(data).cameras[0], (640, 360))
    assert floor is not None
    assert floor.fit is not None
    assert max(floor.fit.errors) < 1e-6
    del data["cameras"][0]["lens"]
    floor = build_floor(Site.model_validate(data).cameras[0], (640, 360))
    assert floor is not None
    assert floor.fit is not None
    assert max(floor.fit.errors) > 0.05


def test_a_lens_that_cannot_be_is_refused(tmp_path: Path) -> None:
    text = GOOD.replace("    floor:", "    lens: {k1: -0.9}\n    floor:")
    (found,) = mistakes(tmp_path, text)
    assert "8:5 cameras.0.lens: with k1 -0.9 and k2 0 nothing is shown in the" in found
