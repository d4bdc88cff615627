"""One camera's feet on the plan: where people stand, how sure that is, and in which direction not.

People lean outwards at the sides of a picture, and furniture hides feet; both need the upright
direction, which four floor points give too where the lens has square pixels and its axis in the
picture's middle: focal length and pose from one plane (Z. Zhang, "A Flexible New Technique for
Camera Calibration", PAMI 2000, with all but the focal length known; A. Criminisi, I. Reid and
A. Zisserman, "Single View Metrology", IJCV 2000).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from vision.journey.settings import JoinSettings
from vision.track.sighting import Sighting
from vision.zones.floor import Floats, Floor
from vision.zones.geometry import EDGE_SHARE

LOWEST, HIGHEST = 2.1, 12.0
"""Metres: where cameras hang. What says otherwise is no sound calibration."""
TINY = 1e-9


class Ground:
    """``floor`` of a picture of ``size`` (width, height) in pixels."""

    def __init__(self, floor: Floor, size: tuple[float, float], settings: JoinSettings) -> None:
        self._floor = floor
        self._size = size
        self._settings = settings
        self._heads: Floats | None = None
        """(3, 3): pixels of the heads of people of ordinary height to the plan."""
        self._below = np.zeros(2)
        """The plan's point under the lens."""
        self._height = 0.0
        self._upright: Floats | None = None
        """Where upright lines meet in the picture, homogeneous."""
        self._calibrate()

    @property
    def height(self) -> float | None:
        """Metres of the lens above the floor; None: the floor's points do not tell it."""
        return None if self._upright is None else self._height

    def places(self, sightings: Sequence[Sighting]) -> tuple[Floats, Floats, Floats]:
        """Places (n, 2) in metres, not numbers above the horizon; their covariances (n, 2, 2); and
        unit vectors (n, 2) along the line of sight, away from the camera."""
        settings = self._settings
        boxes = np.array([one.box for one in sightings])
        widths = np.array([one.body_width for one in sightings])
        cut = np.array([one.at_edge for one in sightings])
        feet, heads = self._axis(np.array([one.foot for one in sightings]), boxes[:, 1])
        places = self._floor.metres(feet)
        beside = self._floor.metres(feet + np.array((1.0, 0.0))) - places
        nearer = self._floor.metres(feet + np.array((0.0, 1.0))) - places
        rays = -nearer / np.maximum(np.linalg.norm(nearer, axis=1), TINY)[:, None]
        if self._upright is not None:
            away = places - self._below
            rays = away / np.maximum(np.linalg.norm(away, axis=1), TINY)[:, None]
            places = places + settings.toes * rays
        across = np.linalg.norm(beside, axis=1) * settings.across * widths
        along = np.linalg.norm(nearer, axis=1) * settings.along * widths
        if self._heads is not None:
            self._trust_heads(self._heads, places, along, heads, boxes)
        base = settings.least_doubt**2 + np.where(cut, settings.edge_doubt**2, 0.0)
        sideways = np.stack((-rays[:, 1], rays[:, 0]), axis=1)
        doubts = (
            across[:, None, None] ** 2 * sideways[:, :, None] * sideways[:, None, :]
            + along[:, None, None] ** 2 * rays[:, :, None] * rays[:, None, :]
            + base[:, None, None] * np.eye(2)
        )
        return places, doubts, rays

    def _trust_heads(
        self, mapping: Floats, places: Floats, along: Floats, heads: Floats, boxes: Floats
    ) -> None:
        """Where the feet seem to be further off than the head says, they are hidden; where the
        picture ends below them, they are not in it."""
        settings = self._settings
        mapped = np.column_stack((heads, np.ones(len(heads)))) @ mapping.T
        with np.errstate(divide="ignore", invalid="ignore"):
            told = np.where(mapped[:, 2:] > 0, mapped[:, :2] / mapped[:, 2:], np.nan)
        off = np.linalg.norm(told - self._below, axis=1)
        doubt = settings.stature_doubt * off / (self._height - settings.stature)
        margin = EDGE_SHARE * self._size[1]
        seen = (boxes[:, 1] > margin) & np.isfinite(told).all(axis=1)
        further = np.linalg.norm(places - self._below, axis=1) - off
        hidden = further > settings.hidden_feet * np.hypot(doubt, along)
        hidden |= boxes[:, 3] >= self._size[1] - margin
        hidden &= seen
        places[hidden] = told[hidden]
        along[hidden] = doubt[hidden]

    def _axis(self, feet: Floats, tops: Floats) -> tuple[Floats, Floats]:
        """Feet and heads: both ends of an upright body whose box's middle is at the feet's x."""
        heads = np.column_stack((feet[:, 0], tops))
        if self._upright is None or abs(self._upright[2]) < TINY:
            return feet, heads
        x, y = self._upright[:2] / self._upright[2]
        leaning = (tops - y) / np.where(np.abs(feet[:, 1] - y) < 1.0, 1.0, feet[:, 1] - y)
        # A body that is as long below as above the point under the lens leans nowhere.
        leaning = np.maximum(leaning, 0.0)
        lower = x + (feet[:, 0] - x) * 2 / (1 + leaning)
        upper = x + (lower - x) * leaning
        return np.column_stack((lower, feet[:, 1])), np.column_stack((upper, tops))

    def _calibrate(self) -> None:
        width, height = self._size
        centre = np.array(((1, 0, -width / 2), (0, 1, -height / 2), (0, 0, 1.0)))
        plane = centre @ np.linalg.inv(self._floor.matrix)
        a, b = plane[:, 0], plane[:, 1]
        # Of two axes at right angles and as long as each other; unknown is 1 / focal².
        terms = np.array((a[:2] @ b[:2], a[:2] @ a[:2] - b[:2] @ b[:2]))
        known = np.array((a[2] * b[2], a[2] ** 2 - b[2] ** 2))
        inverse = -float(terms @ known) / max(float(terms @ terms), TINY**2)
        if inverse <= 0:
            return
        focal = inverse**-0.5
        if not 0.2 * width <= focal <= 5 * width:
            return
        lens = np.diag((focal, focal, 1.0))
        pose = np.linalg.inv(lens) @ plane
        pose /= np.sqrt(np.linalg.norm(pose[:, 0]) * np.linalg.norm(pose[:, 1]))
        up = np.cross(pose[:, 0], pose[:, 1])
        # The lens is where the pose maps to nothing.
        x, y, z = np.linalg.solve(np.column_stack((pose[:, 0], pose[:, 1], up)), -pose[:, 2])
        if z < 0:
            up, z = -up, -z
        if not LOWEST <= z <= HIGHEST:
            return
        back = np.linalg.inv(centre)
        self._below, self._height = np.array((x, y)), float(z)
        self._upright = back @ lens @ up
        raised = np.column_stack((pose[:, 0], pose[:, 1], pose[:, 2] + self._settings.stature * up))
        heads = np.linalg.inv(back @ lens @ raised)
        # In front of the lens its third coordinate is above 0, as the floor's is.
        middle = np.array((width / 2, height * 0.9, 1.0))
        self._heads = heads * np.sign((heads @ middle)[2])
