"""What a person carries."""

from __future__ import annotations

import numpy as np

from sample_videos.simulator.mesh import boxes, ellipsoid, loft, merge
from sample_videos.simulator.part import Colour, Part, scaled
from sample_videos.simulator.pose import Person


def bag_of(person: Person, rng: np.random.Generator) -> list[Part]:
    """Nothing, for who carries none. ``rng`` draws its colour."""
    h, build = person.height, person.build
    colours: tuple[Colour, ...] = (
        (0.08, 0.08, 0.09),
        (0.32, 0.2, 0.12),
        (0.13, 0.17, 0.28),
        (0.45, 0.1, 0.12),
        (0.5, 0.44, 0.33),
        (0.2, 0.27, 0.2),
    )
    colour = colours[int(rng.integers(len(colours)))]
    deep = 0.068 * h * build
    if person.bag == "backpack":
        rings = [
            (-0.045, 0, 0.0, 0.036, 0.075),
            (-0.05, 0, 0.03, 0.05, 0.083),
            (-0.05, 0, 0.12, 0.046, 0.081),
            (-0.04, 0, 0.19, 0.034, 0.066),
            (-0.035, 0, 0.21, 0.02, 0.04),
        ]
        pack = loft(scaled(rings, h), sides=12, squareness=3.2).moved(x=-deep * 0.75)
        straps = [
            ellipsoid(0.0, side * 0.062 * h, 0.15 * h, deep * 1.12, 0.014 * h, 0.095 * h)
            for side in (1, -1)
        ]
        return [Part("torso", merge((pack, *straps)), colour, "plain")]
    if person.bag == "shoulder":
        bag = loft(
            scaled(
                [
                    (0, -0.125, -0.11, 0.062, 0.026),
                    (0, -0.125, -0.06, 0.066, 0.03),
                    (0, -0.12, 0.01, 0.058, 0.02),
                ],
                h,
                1.0,
                0.4 + 0.6 * build,
            ),
            sides=12,
            squareness=3.5,
        )
        strap = loft(
            [
                (0, -0.115 * h, -0.02 * h, deep * 1.02, 0.008 * h),
                (0, -0.03 * h, 0.12 * h, deep * 1.08, 0.01 * h),
                (0, 0.04 * h, 0.235 * h, deep * 0.75, 0.01 * h),
            ],
            sides=10,
        )
        return [Part("torso", merge((bag, strap)), colour, "plain", 0.15)]
    if person.bag == "basket":
        walls = [
            (0, 0, -0.33, 0.15, 0.10),
            (0, 0, -0.16, 0.20, 0.14),
        ]
        body = loft(walls, sides=12, squareness=5)
        handle = [boxes([(0, side * 0.12, -0.10)], [(0.02, 0.02, 0.14)]) for side in (1, -1)]
        grip = boxes([(0, 0, -0.03)], [(0.02, 0.26, 0.02)])
        goods = boxes(
            [(0.05, 0.03, -0.15), (-0.07, -0.02, -0.14)], [(0.1, 0.08, 0.1), (0.08, 0.1, 0.08)]
        )
        return [
            Part("basket", merge((body, *handle, grip)), (0.62, 0.1, 0.1), "plain", 0.2),
            Part("basket", goods, (0.75, 0.7, 0.55), "plain"),
        ]
    return []
