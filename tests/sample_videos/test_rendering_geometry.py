"""Cameras, meshes and the gait: nothing here needs a renderer."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sample_videos.simulator import gait, mesh
from sample_videos.simulator.body import parts_of
from sample_videos.simulator.demo_shop import demo_shop
from sample_videos.simulator.people import person
from sample_videos.simulator.pose import Pose
from sample_videos.simulator.projection import View
from sample_videos.simulator.shop import Camera

SHOP = demo_shop()
SOMEBODY = replace(person(5, np.random.default_rng(0)), height=1.75, stride=1.0)


def test_the_target_is_in_the_middle_of_the_picture() -> None:
    for camera in SHOP.cameras:
        (place,), (depth,) = View(camera).project([camera.target])
        assert place == pytest.approx((320, 180))
        assert depth == pytest.approx(np.linalg.norm(np.subtract(*_ends(camera))))


def _ends(camera: Camera) -> tuple[tuple[float, ...], tuple[float, ...]]:
    return camera.target, camera.position


def test_up_is_up_and_right_is_right() -> None:
    view = View(Camera("c", (0, 0, 1), (0, 5, 1), 60))
    (right, high), _ = view.project([(1, 5, 1), (0, 5, 2)])
    assert right[0] > 320
    assert high[1] < 180


def test_the_homography_is_the_projection_of_the_floor() -> None:
    for camera in SHOP.cameras:
        view = View(camera)
        x, y, _ = camera.target
        places, _ = view.project([(x, y, 0.0)])
        image = view.homography @ (x, y, 1.0)
        assert image[:2] / image[2] == pytest.approx(places[0])


def test_areas_are_clipped_to_the_picture() -> None:
    seen = {camera.name: View(camera) for camera in SHOP.cameras}
    outline = seen["tills"].area(SHOP.area("tills"))
    assert len(outline) >= 4
    assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in outline)
    # Behind the camera over the tills, and so nowhere in its picture.
    assert seen["door"].area(SHOP.area("collect")) == []


def test_the_door_line_is_seen_by_the_door_camera() -> None:
    line = View(SHOP.cameras[0]).door_line(SHOP)
    assert line is not None
    (x1, y1), (x2, y2) = line
    assert y1 == pytest.approx(y2, abs=0.02)
    assert 0.15 < abs(x2 - x1) < 0.6
    assert View(SHOP.cameras[3]).door_line(SHOP) is None


def test_surfaces_are_closed_to_the_outside() -> None:
    """Each face turns the way its corners' normals point."""
    box = mesh.boxes([(1, 2, 3)], [(0.3, 0.4, 0.5)])
    tube = mesh.loft([(0, 0, 0, 0.2, 0.3), (0, 0, 0.5, 0.1, 0.2), (0, 0, 1, 0.15, 0.2)])
    ball = mesh.ellipsoid(0, 0, 0, 1, 2, 3)
    for shape in (box, tube, ball, mesh.panel((0, 0, 0), (1, 0, 0), (0, 0, 1))):
        a, b, c = (shape.vertices[shape.faces[:, i]] for i in range(3))
        faces = np.cross(b - a, c - a)
        # Faces at the poles have no area.
        full = np.linalg.norm(faces, axis=1) > 1e-5
        towards = shape.normals[shape.faces].sum(axis=1)
        assert (np.einsum("ij,ij->i", faces, towards)[full] > 0).all()


def _walk(distance: float) -> gait.Bones:
    pose = Pose(5, 3.0 + distance, 2.0, 0.0, 1.3, distance, "walk")
    return gait.bones_of(SOMEBODY, pose, distance / 1.3)


def test_the_foot_on_the_floor_does_not_slide() -> None:
    """At every millimetre walked one foot's ball or heel keeps its place within 2 mm."""
    cycle = 2 * gait.STEP * SOMEBODY.height
    h = SOMEBODY.height
    walked = np.arange(0, cycle, 0.02)
    for name, shift in (("left", 0.0), ("right", 0.5)):
        places = []
        for distance in walked:
            phase = (distance / cycle + shift) % 1
            if not gait.FLAT <= phase <= gait.STANCE - 0.01:
                continue
            turn, ankle = _walk(distance)[f"{name} foot"]
            # Feet point a little outwards; the ball is under the foot's own axis.
            forward = turn @ (gait.BALL_BEFORE * h, 0, -gait.ANKLE * h)
            places.append((phase, *(ankle + forward)))
        table = np.array(sorted(places))
        # The two halves of a stance that the cycle's end divides stand a cycle apart.
        x = table[:, 1] % cycle
        x = (x - x[0] + cycle / 2) % cycle
        assert np.ptp(x) < 0.006
        assert np.abs(table[:, 3]).max() < 0.004


def test_feet_stay_on_or_above_the_floor() -> None:
    for distance in np.arange(0, 1.6, 0.03):
        for name in ("left", "right"):
            turn, ankle = _walk(distance)[f"{name} foot"]
            for along in (-gait.HEEL_BEHIND, gait.BALL_BEFORE):
                sole = ankle + turn @ (np.array((along, 0, -gait.ANKLE)) * SOMEBODY.height)
                assert sole[2] > -0.012


def test_limbs_keep_their_length_and_knees_bend_forwards() -> None:
    h = SOMEBODY.height
    for distance in np.arange(0, 1.6, 0.05):
        bones = _walk(distance)
        for name in ("left", "right"):
            hip, knee, ankle = (bones[f"{name} {part}"][1] for part in ("thigh", "shin", "foot"))
            assert np.linalg.norm(knee - hip) == pytest.approx(gait.KNEE_TO_HIP * h)
            shin = np.linalg.norm(ankle - knee)
            assert shin == pytest.approx(gait.ANKLE_TO_KNEE * h, rel=0.03)
            straight = hip + (ankle - hip) * 0.5
            assert knee[0] >= straight[0] - 0.005


def test_arms_swing_against_the_legs() -> None:
    forward = []
    for distance in np.linspace(0, 1.5, 40):
        bones = _walk(distance)
        hips = bones["pelvis"][1]
        forward.append([bones[f"left {part}"][1][0] - hips[0] for part in ("hand", "foot")])
    hand, foot = np.array(forward).T
    assert np.corrcoef(hand, foot)[0, 1] < -0.6


@pytest.mark.parametrize("seed", range(8))
def test_bodies_have_human_proportions(seed: int) -> None:
    somebody = person(seed, np.random.default_rng(seed))
    pose = Pose(seed, 0, 0, 0.0, 0, 0, "stand")
    bones = gait.bones_of(somebody, pose, 0.0)
    points, head = [], []
    for part in parts_of(somebody):
        turn, place = bones[part.bone]
        placed = part.mesh.vertices @ turn.T + place
        points.append(placed)
        if part.cloth == "face":
            head.append(placed)
    body, skull = np.concatenate(points), np.concatenate(head)
    assert body[:, 2].max() == pytest.approx(somebody.height, rel=0.03)
    assert abs(body[:, 2].min()) < 0.015
    assert np.ptp(skull[:, 2]) == pytest.approx(somebody.height / 7.5, rel=0.08)


def test_browsing_reaches_forwards() -> None:
    bones = gait.bones_of(SOMEBODY, Pose(5, 0, 0, 0.0, 0, 0, "browse"), 0.0)
    assert bones["right hand"][1][0] > 0.3
    assert 0.8 < bones["right hand"][1][2] < 1.5
