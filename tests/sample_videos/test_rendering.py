"""Pictures of the shop and their truth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from sample_videos.simulator.demo_shop import demo_shop
from sample_videos.simulator.gait import Gait
from sample_videos.simulator.pose import Pose
from sample_videos.simulator.projection import View
from sample_videos.simulator.scene import Scene
from sample_videos.simulator.shop import Camera
from sample_videos.simulator.silhouettes import who_is_seen
from tests.sample_videos.renderer import needs_renderer
from tests.sample_videos.scripted import scripted

pytestmark = needs_renderer
SHOP = demo_shop()
# The tests' own, so that the demo's may move.
DOOR = View(Camera("door", (7.0, 6.6, 3.1), (7.0, 0.4, 0.7), 58))
VIEWS = {camera.name: View(camera) for camera in SHOP.cameras}


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    performance = scripted(1)
    with Scene(SHOP, performance.people) as scene:
        yield scene


def stand(scene: Scene, *poses: Pose) -> None:
    scene.stand(Gait(10).instant(scene.people, poses, 0.0))


def everybody(scene: Scene) -> None:
    stand(scene, *scripted(1).instants[0].poses)


@pytest.mark.parametrize("name", VIEWS)
def test_every_picture_is_lit_and_full(scene: Scene, name: str) -> None:
    everybody(scene)
    image = scene.image(VIEWS[name])
    assert image.shape == (360, 640, 3)
    assert 70 < image.mean() < 200
    # No hole in the building: nothing is quite black over any area.
    dark = (image.max(axis=2) < 6).reshape(36, 10, 64, 10).all(axis=(1, 3))
    assert dark.mean() < 0.01


def test_the_picture_shows_each_person_where_the_truth_says(scene: Scene) -> None:
    view = VIEWS["right"]
    scene.stand({})
    empty = scene.image(view).astype(int)
    everybody(scene)
    changed = np.abs(scene.image(view).astype(int) - empty).max(axis=2) > 40
    seen = who_is_seen(scene, view)
    assert len(seen) >= 6
    for one in seen:
        x1, y1, x2, y2 = (int(v) for v in one.box)
        assert changed[y1:y2, x1:x2].mean() > 0.1


def test_boxes_match_the_segments(scene: Scene) -> None:
    view = DOOR
    everybody(scene)
    owners = scene.owners(view)
    for one in who_is_seen(scene, view):
        rows, columns = np.nonzero(owners == one.person)
        x1, y1, x2, y2 = one.box
        assert columns.min() <= x1 < x2 <= columns.max() + 1
        assert rows.min() <= y1 < y2 <= rows.max() + 1
        # Specks apart, the box holds all that is seen.
        inside = (columns >= x1) & (columns < x2) & (rows >= y1) & (rows < y2)
        assert inside.mean() > 0.85


def test_somebody_in_the_open_is_wholly_visible(scene: Scene) -> None:
    stand(scene, Pose(9, 7.0, 1.6, np.pi / 2, 0, 0, "stand"))
    (one,) = who_is_seen(scene, DOOR)
    assert one.share > 0.93
    assert not one.cut
    np.testing.assert_allclose(one.box, one.amodal, atol=1.5)


def test_somebody_behind_the_table_is_partly_visible(scene: Scene) -> None:
    stand(scene, Pose(9, 7.0, 2.75, np.pi / 2, 0, 0, "stand"))
    (one,) = who_is_seen(scene, DOOR)
    assert 0.3 < one.share < 0.9
    assert one.amodal[3] > one.box[3] + 5


def test_who_is_cut_by_the_edge_is_told(scene: Scene) -> None:
    view = DOOR
    stand(scene, Pose(9, 7.0, 5.0, np.pi / 2, 0, 0, "stand"))
    (one,) = who_is_seen(scene, view)
    assert one.cut
    assert one.box[3] == view.height
    assert one.amodal[3] > view.height
    assert one.share < 0.95


def test_glass_hides_nobody(scene: Scene) -> None:
    stand(scene, Pose(9, 3.4, -1.2, 0.0, 0, 0, "stand"))
    (one,) = who_is_seen(scene, DOOR)
    assert one.share > 0.3


@pytest.mark.parametrize("name", VIEWS)
def test_the_homography_puts_feet_where_they_are_rendered(scene: Scene, name: str) -> None:
    """The soles of somebody who stands are about the point on the floor: within 3 pixels."""
    view = VIEWS[name]
    target = np.array(view.camera.target[:2])
    at = target + 0.3 * (np.array(view.camera.position[:2]) - target)
    stand(scene, Pose(9, *at, 0.7, 0, 0, "stand"))
    owners = scene.alone(view, [9])
    points = scene.points(9)
    soles = points[points[:, 2] < 0.03]
    places, _ = view.project(soles)
    middle = (soles[:, :2].min(axis=0) + soles[:, :2].max(axis=0)) / 2
    x, y, w = view.homography @ (*middle, 1.0)
    assert np.hypot(*(places.mean(axis=0) - (x / w, y / w))) < 3
    # And the rendering agrees with the projection of the soles: their lowest pixel is theirs.
    rows, _ = np.nonzero(owners == 9)
    assert rows.max() + 1 == pytest.approx(places[:, 1].max(), abs=3)


def test_pictures_come_from_the_seed_alone() -> None:
    performance = scripted(1)
    images = []
    for _ in range(2):
        with Scene(SHOP, performance.people) as scene:
            everybody(scene)
            images.append(scene.image(VIEWS["tills"]))
    np.testing.assert_array_equal(*images)


def test_the_street_is_darker_under_a_cloud(scene: Scene) -> None:
    scene.stand({})
    usual = scene.decor.light
    street = np.s_[150:190, 290:350]
    bright = scene.image(DOOR)[street].mean()
    scene.light(replace(usual, day=0.4))
    dark = scene.image(DOOR)[street].mean()
    scene.light(usual)
    assert dark < 0.93 * bright
