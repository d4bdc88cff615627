"""Single pictures for training a detector, under any light, colours, textures and camera."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import cv2
import numpy as np
import numpy.typing as npt

from sample_videos.simulator.decor import Decor, random_decor
from sample_videos.simulator.gait import bones_of
from sample_videos.simulator.people import person as somebody
from sample_videos.simulator.pose import Performance
from sample_videos.simulator.projection import View
from sample_videos.simulator.random_shop import door_camera, random_camera
from sample_videos.simulator.scene import Scene
from sample_videos.simulator.sensor import Sensor
from sample_videos.simulator.shop import Camera, Shop
from sample_videos.simulator.silhouettes import who_is_seen

Image = npt.NDArray[np.uint8]
Still = tuple[Image, npt.NDArray[np.float32], npt.NDArray[np.float32]]
"""(picture (height, width, 3) BGR, boxes (n, 4) in pixels round what is visible, (n,) shares)"""

EACH_SCENE = 25
"""Pictures under the same colours and textures: making a scene takes about two seconds."""


def render_stills(
    shop: Shop,
    performance: Performance,
    cameras: Sequence[Camera],
    n: int,
    *,
    rng: np.random.Generator,
    size: tuple[int, int] = (640, 360),
    vary: bool = True,
) -> Iterator[Still]:
    """``n`` pictures of random instants, from ``cameras`` and, with ``vary``, from anywhere.

    With ``vary`` colours, textures, goods, lamps, clothes, lens, grain and softness differ too;
    without, the shop looks as in the films and the cameras stay where they are.
    """
    instants = [instant for instant in performance.instants if instant.poses]
    if not instants:
        raise ValueError("the performance has nobody in it: nothing to learn from")
    for first in range(0, n, EACH_SCENE):
        decor = random_decor(rng) if vary else Decor()
        people = [
            # The same height and gait in other clothes.
            replace(
                somebody(one.number, rng, staff=one.staff), height=one.height, stride=one.stride
            )
            if vary
            else one
            for one in performance.people
        ]
        with Scene(shop, people, decor, size=size) as scene:
            for index in range(first, min(n, first + EACH_SCENE)):
                camera = cameras[int(rng.integers(len(cameras)))]
                if vary:
                    camera = _varied(rng, shop, camera)
                    scene.light(random_decor(rng).light)
                instant = instants[int(rng.integers(len(instants)))]
                scene.stand(
                    {
                        pose.person: bones_of(scene.people[pose.person], pose, instant.time)
                        for pose in instant.poses
                    }
                )
                view = View(camera, *size)
                seen = who_is_seen(scene, view)
                sensor = Sensor(
                    size,
                    (int(rng.integers(1 << 31)), index),
                    noise=float(rng.uniform(0.3, 3.0)) if vary else 1.0,
                    blur=float(rng.uniform(0.0, 1.1)) if vary else 0.5,
                    vignette=float(rng.uniform(0.0, 0.4)) if vary else 0.16,
                )
                gain = float(rng.uniform(0.75, 1.3)) if vary else 1.0
                image = sensor.frame(scene.image(view), index, gain)
                yield (
                    np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2BGR), dtype=np.uint8),
                    np.array([one.box for one in seen], np.float32).reshape(-1, 4),
                    np.array([one.share for one in seen], np.float32),
                )


def _varied(rng: np.random.Generator, shop: Shop, camera: Camera) -> Camera:
    """The camera moved a little, as often another one, and twice as often one at the door.

    Doors are where it counts, and where there is most to mistake for people: window bars, what
    is behind the glass, people far away in the street.
    """
    draw = rng.random()
    if draw < 0.5:
        return door_camera(rng, shop)
    if draw < 0.75:
        return random_camera(rng, shop.width, shop.depth, shop.height)
    x, y, z = camera.position
    at = (x + rng.uniform(-0.5, 0.5), y + rng.uniform(-0.5, 0.5), z + rng.uniform(-0.4, 0.1))
    x, y, z = camera.target
    to = (x + rng.uniform(-0.9, 0.9), y + rng.uniform(-0.9, 0.9), z + rng.uniform(-0.3, 0.4))
    return replace(
        camera,
        position=(float(at[0]), float(at[1]), float(at[2])),
        target=(float(to[0]), float(to[1]), float(to[2])),
        vertical_fov=float(camera.vertical_fov * rng.uniform(0.8, 1.15)),
    )
