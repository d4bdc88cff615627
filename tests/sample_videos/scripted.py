"""A small performance for the renderer's tests: people who stand, browse, serve and walk."""

from __future__ import annotations

import numpy as np

from sample_videos.simulator.people import person
from sample_videos.simulator.pose import Instant, Performance, Pose

STANDING = (
    Pose(0, 9.6, 9.3, -np.pi / 2, 0, 0, "serve"),
    Pose(1, 12.0, 9.3, -np.pi / 2, 0, 0, "stand"),
    Pose(2, 9.6, 8.1, np.pi / 2, 0, 0, "pay"),
    Pose(3, 8.7, 7.3, 0.0, 0, 0, "stand"),
    Pose(4, 6.4, 2.8, 0.9, 0, 0, "browse"),
    Pose(5, 0.85, 4.6, np.pi, 0, 0, "browse"),
    Pose(6, 4.0, 4.1, np.pi, 0, 0, "browse"),
    Pose(7, 10.1, 4.7, np.pi, 0, 0, "browse"),
    Pose(8, 13.2, 5.8, 0.0, 0, 0, "browse"),
)
CIRCLES = ((5.8, 1.8, 0.9, 1.2), (7.0, 1.4, 0.8, 1.0), (3.4, 7.2, 0.8, 1.1), (10.7, 2.0, 0.9, 1.3))
"""x, y, radius, speed."""


def scripted(frames: int, rate: float = 10) -> Performance:
    """Nine people who stay and four who walk in circles."""
    rng = np.random.default_rng(1)
    people = [person(number, rng, staff=number < 2) for number in range(13)]
    instants = []
    for index in range(frames):
        time = index / rate
        walking = []
        for number, (x, y, radius, speed) in enumerate(CIRCLES, start=len(STANDING)):
            turn = speed * time / radius + 2 * number
            at = (x + radius * np.cos(turn), y + radius * np.sin(turn))
            walking.append(Pose(number, *at, turn + np.pi / 2, speed, speed * time, "walk"))
        instants.append(Instant(time, (*STANDING, *walking)))
    return Performance(people, instants, rate)
