"""A camera whose tracks are drawn from the plan, without a picture: for shops that nobody filmed.

People are upright boxes; furniture and other people hide parts of them; boxes that the picture's
edge cuts are completed as the product's tracker does it. What a tracker does besides is drawn:
sides that shake, sightings that are missing, tracks that break. Feet behind furniture are not
completed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sample_videos.simulator.pose import Instant, Performance
from sample_videos.simulator.projection import DOOR_LINE, View
from sample_videos.simulator.shop import Shop
from sample_videos.simulator.truth import Truth
from vision.scene import Counted
from vision.track.body import Body, Cut
from vision.track.sighting import Sighting
from vision.zones.events import Crossing
from vision.zones.floor import Floor

Floats = npt.NDArray[np.float64]

WIDTH = 0.5
"""Metres of a person."""
TOES = 0.08
"""Metres from the middle of a person to what of them is lowest in a picture, towards the camera: in
the sample films' true boxes of people seen whole, 0.06 to 0.12 by camera."""
ORDINARY_HEIGHT = 1.7
SLICES = 12
"""Parts of a body's height that are seen or hidden each."""
LEAST_SHARE = 0.25
"""Of a body, for a detector to find it."""
LOST_SECONDS = 3.0
"""Out of sight for longer, somebody is a new track."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """What the tracker is taken to do. ``shake``: standard deviation of a box's sides, as a share
    of its width; ``missed``: share of sightings; ``breaks``: new numbers a second."""

    shake: float = 0.06
    missed: float = 0.05
    breaks: float = 0.01


class DrawnCamera:
    """``view`` of ``shop``; the random numbers come from ``seed``."""

    def __init__(self, shop: Shop, view: View, drawing: Drawing, seed: int) -> None:
        self._shop = shop
        self.view = view
        self._drawing = drawing
        self._rng = np.random.default_rng(seed)
        self._next = 0
        self._furniture = np.array(
            [(*one.bounds, one.height) for one in shop.fixtures], np.float64
        ).reshape(-1, 5)
        self.people: dict[int, int] = {}
        """Whom each track shows."""

    @property
    def size(self) -> tuple[float, float]:
        return float(self.view.width), float(self.view.height)

    def floor(self) -> Floor:
        """By four points of the floor, of which the picture shows some."""
        inverse = np.linalg.inv(self.view.homography)
        width, height = self.size
        corners = [(0.1, 0.95), (0.9, 0.95), (0.7, 0.6), (0.3, 0.6)]
        pixels = [(width * x, height * y) for x, y in corners]
        metres = []
        for x, y in pixels:
            u, v, w = inverse @ (x, y, 1.0)
            metres.append((float(u / w), float(v / w)))
        return Floor.from_points(pixels, metres)

    def play(
        self, performance: Performance, truth: Truth, fps: float, *, entrance: bool
    ) -> Iterator[tuple[float, list[Counted], list[Crossing]]]:
        """(time, sightings, crossings of the entrance by its own tracks) of each frame."""
        heights = {person.number: person.height for person in performance.people}
        staff = {one.number for one in truth.people if one.staff}
        passages = defaultdict(list)
        for crossing in truth.crossings:
            passages[crossing.person].append(crossing)
        every = round(performance.rate / fps)
        last: dict[int, float] = {}
        number: dict[int, int] = {}
        body: dict[int, Body] = {}
        for instant in performance.instants[::every]:
            counted: list[Counted] = []
            crossed: list[Crossing] = []
            for person, box in self._seen(instant, heights):
                lost = instant.time - last.get(person, -np.inf) > LOST_SECONDS
                if lost or self._rng.random() < self._drawing.breaks / fps:
                    number[person] = self._next
                    self.people[self._next] = person
                    self._next += 1
                    body[person] = Body()
                last[person] = instant.time
                track = number[person]
                seen = self._sighting(track, instant.time, box, body[person])
                counted.append((seen, person in staff))
            if entrance:
                for person, crossings in passages.items():
                    crossed += [
                        Crossing("entrance", number[person], one.time, one.direction)
                        for one in crossings
                        if instant.time - 1 / fps < one.time <= instant.time
                        and instant.time - last.get(person, -np.inf) < 1.0
                    ]
            yield instant.time, counted, crossed

    def finds(self, place: tuple[float, float]) -> bool:
        """Whether enough is seen of somebody of ordinary height who stands here alone."""
        *_, shown = self._body(place, ORDINARY_HEIGHT, [])
        return bool(shown.mean() >= LEAST_SHARE)

    def _seen(self, instant: Instant, heights: dict[int, float]) -> list[tuple[int, Floats]]:
        width, height = self.size
        found = []
        for pose in instant.poses:
            if self._rng.random() < self._drawing.missed:
                continue
            others = [(o.x, o.y) for o in instant.poses if o.person != pose.person]
            pixels, depths, clear, shown = self._body(
                (pose.x, pose.y), heights[pose.person], others
            )
            if pose.y < 0 and not any(
                a <= pose.x <= b for a, b in (*self._shop.windows, self._shop.door)
            ):
                continue
            if shown.mean() < LEAST_SHARE:
                continue
            half = WIDTH / 2 * self.view.focal / float(depths[shown].mean())
            # What is out of the picture puts the box onto its edge.
            part = pixels[clear]
            sides = np.array(
                (
                    part[:, 0].min() - half,
                    part[:, 1].min(),
                    part[:, 0].max() + half,
                    part[:, 1].max(),
                )
            )
            sides += self._rng.normal(0, self._drawing.shake * half, 4)
            found.append((pose.person, np.clip(sides, 0, (width, height, width, height))))
        return found

    def _sighting(self, track: int, time: float, box: Floats, body: Body) -> Sighting:
        cut = Cut.of(box, self.size)
        body.learn(box, cut)
        wx1, _, wx2, wy2 = body.complete(box, cut).tolist()
        x1, y1, x2, y2 = box.tolist()
        foot = ((wx1 + wx2) / 2, wy2)
        return Sighting(track, time, (x1, y1, x2, y2), 0.9, foot, wx2 - wx1, at_edge=cut.any)

    def _body(
        self, place: tuple[float, float], height: float, others: Sequence[tuple[float, float]]
    ) -> tuple[Floats, Floats, npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
        """Pixels (n, 2) and depths (n,) of somebody's parts, before which of them nothing is, and
        which of these are in the picture."""
        eye = np.asarray(self.view.camera.position)
        points = np.column_stack((np.full((SLICES, 2), place), np.linspace(0.0, height, SLICES)))
        nearer = eye[:2] - place
        points[0, :2] += TOES * nearer / max(float(np.linalg.norm(nearer)), TOES)
        pixels, depths = self.view.project(points)
        clear = (depths > 0.3) & self._in_sight(eye, points, others)
        shown = clear & (pixels >= 0).all(axis=1)
        shown &= (pixels[:, 0] < self.size[0]) & (pixels[:, 1] < self.size[1])
        return pixels, depths, clear, shown

    def _in_sight(
        self, eye: Floats, points: Floats, others: Sequence[tuple[float, float]]
    ) -> npt.NDArray[np.bool_]:
        """(n,) whether no furniture and nobody else is between the eye and each point."""
        people = [(x - 0.15, y - 0.15, x + 0.15, y + 0.15, 1.65) for x, y in others]
        boxes = np.concatenate((self._furniture, np.array(people).reshape(-1, 5)))[:, None]
        low = np.dstack((boxes[..., :2], np.zeros(boxes.shape[:2])))
        way = points - eye
        way = np.where(np.abs(way) < 1e-9, 1e-9, way)
        near, far = (low - eye) / way, (boxes[..., 2:] - eye) / way
        begin = np.minimum(near, far).max(axis=2)
        end = np.maximum(near, far).min(axis=2)
        hides = (begin < end) & (begin < 0.98) & (end > 0)
        seen: npt.NDArray[np.bool_] = ~np.any(hides, axis=0)
        return seen


def door_segment(shop: Shop) -> tuple[tuple[float, float], tuple[float, float]]:
    """On the plan, inside on its right."""
    left, right = shop.door
    return (left, DOOR_LINE), (right, DOOR_LINE)
