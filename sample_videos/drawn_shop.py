"""A shop drawn from a seed, with cameras as an installer would hang them, and what they tell."""

from __future__ import annotations

import numpy as np

from sample_videos.drawn_camera import LOST_SECONDS, Drawing, DrawnCamera, door_segment
from sample_videos.play import play
from sample_videos.recording import Delivery, Recording, with_endings
from sample_videos.simulator.projection import View
from sample_videos.simulator.random_shop import random_shop
from sample_videos.simulator.shop import Camera, Shop
from sample_videos.witness import Identities
from vision.journey.door import Door
from vision.zones.geometry import Segment

DOOR_CAMERA = "door"
ANALYSIS_FPS = {DOOR_CAMERA: 10}
"""As in the sample films: 5 where none is named."""


def installed(shop: Shop) -> list[Camera]:
    """One steeply over the door, one along the aisles of each half, one over the tills: as in the
    sample films, in this shop's measures."""
    width, depth, high = shop.width, shop.depth, shop.height
    middle = sum(shop.door) / 2
    return [
        Camera(DOOR_CAMERA, (middle, 3.9, high - 0.1), (middle, 0.55, 0.3), 66),
        Camera("left", (0.27 * width, depth - 0.3, high - 0.15), (0.28 * width, 3.6, 0.5), 66),
        Camera("right", (0.8 * width, 0.5, high - 0.15), (0.8 * width, 5.6, 0.6), 64),
        Camera(
            "tills",
            (width - 0.6, 0.5 * depth, high - 0.15),
            (0.62 * width, 0.83 * depth, 0.7),
            64,
        ),
    ]


def drawn_recording(seed: int, seconds: float, drawing: Drawing | None = None) -> Recording:
    """The shop, its people and the errors of its cameras' tracks all follow from ``seed``."""
    shop = random_shop(np.random.default_rng(seed))
    played = play(shop, seed + 1, seconds)
    floors, deliveries, identities = {}, [], Identities()
    for order, camera in enumerate(installed(shop)):
        name = camera.name
        drawn = DrawnCamera(shop, View(camera), drawing or Drawing(), seed=seed * 10 + order)
        floors[name] = (drawn.floor(), drawn.size)
        for time, counted, crossed in drawn.play(
            played.performance,
            played.truth,
            ANALYSIS_FPS.get(name, 5),
            entrance=name == DOOR_CAMERA,
        ):
            deliveries.append(Delivery(name, time, counted, crossed))
            for sighting, _ in counted:
                identities.add(name, sighting.track, time, drawn.people[sighting.track])
    doors = [Door(Segment(*door_segment(shop)))]
    return Recording(played, floors, doors, with_endings(deliveries, LOST_SECONDS), identities)


def floor_seen(shop: Shop, cameras: list[Camera]) -> float:
    """Share of the floor, furniture left out, on which some camera sees enough of somebody who
    stands there alone."""
    drawn = [DrawnCamera(shop, View(camera), Drawing(), seed=0) for camera in cameras]
    furniture = [one.bounds for one in shop.fixtures]
    places = [
        (float(x), float(y))
        for x in np.arange(0.25, shop.width, 0.5)
        for y in np.arange(0.25, shop.depth, 0.5)
        if not any(x1 < x < x2 and y1 < y < y2 for x1, y1, x2, y2 in furniture)
    ]
    seen = [any(camera.finds(place) for camera in drawn) for place in places]
    return sum(seen) / len(seen)
