"""The joining of tracks across cameras, on the paths of real people.

What was filmed from above is cut into two cameras that share a strip: each gives its tracks numbers
of its own, and places that are off by an error of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import replace

import numpy as np

from vision.evaluation.pairs import PairScore
from vision.journey.joiner import Joiner
from vision.journey.settings import JoinSettings
from vision.scene import Counted
from vision.track.sighting import Sighting
from vision.zones.floor import Floor
from vision.zones.groups import Path

PIXELS = 50.0
"""For a metre."""
BODY = 0.5
"""Metres."""
LONGEST_GAP = 2.0
"""Seconds: on a pavement people come and go everywhere, so whoever is lost is not waited for."""
FRESH = 0.05
"""People who appear, on a square metre and second: more than in a shop, which has doors."""
BREAK = 1.5
"""Seconds out of a camera's sight after which somebody has a new number there."""


def joining(
    paths: Mapping[str, Path],
    *,
    shared: float = 0.5,
    noise: float = 0.1,
    seed: int = 0,
    settings: JoinSettings | None = None,
) -> PairScore:
    """Pairs of tracks that were put into one person, beside those that are of one person.

    Args:
        paths: by person.
        shared: share of the width, along x, that both cameras see.
        noise: metres, standard deviation of a place along each axis.
        seed: of the numbers and the errors.
    """
    rng = np.random.default_rng(seed)
    places = np.concatenate([path.places for path in paths.values()])
    low, high = places.min(axis=0), places.max(axis=0)
    width = high[0] - low[0]
    views = {
        "left": (low[0], low[0] + width * (1 + shared) / 2),
        "right": (high[0] - width * (1 + shared) / 2, high[0]),
    }
    corners = [(x, y) for x, y in ((0, 0), (1, 0), (1, 1), (0, 1))]
    metres = [tuple(low + np.array(corner) * (high - low)) for corner in corners]
    floor = Floor.from_points([(PIXELS * x, PIXELS * y) for x, y in metres], metres)
    size = (PIXELS * float(width), PIXELS * float(high[1] - low[1]))
    truth: dict[str, list[Hashable]] = defaultdict(list)
    told: list[tuple[float, str, Counted]] = []
    numbers = iter(rng.permutation(len(views) * len(places)))
    for person, path in paths.items():
        for camera, (begin, end) in views.items():
            number, last = -1, -np.inf
            for time, place in zip(path.times, path.places, strict=True):
                if not begin <= place[0] <= end:
                    continue
                if time - last > BREAK:
                    number = int(next(numbers))
                    truth[person].append((camera, number))
                last = float(time)
                x, y = (PIXELS * (place + rng.normal(0, noise, 2))).tolist()
                half = PIXELS * BODY / 2
                box = (x - half, y - 2 * half, x + half, y)
                seen = Sighting(number, last, box, 1.0, (x, y), 2 * half, at_edge=False)
                told.append((last, camera, (seen, False)))
    joiner = Joiner(
        dict.fromkeys(views, (floor, size)),
        settings=replace(settings or JoinSettings(), longest_gap=LONGEST_GAP, fresh=FRESH),
    )
    for _, camera, counted in sorted(told, key=lambda one: (one[0], one[1], one[2][0].track)):
        joiner.see(camera, [counted])
    people: dict[int, set[Hashable]] = defaultdict(set)
    for shown in joiner.finish().shown:
        people[shown.person].add((shown.camera, shown.track))
    return PairScore.of(people.values(), truth.values())
