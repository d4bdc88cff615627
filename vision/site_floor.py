"""How a camera's picture lies on the floor: its points, its lens, and what they give."""

from __future__ import annotations

from collections.abc import Sequence
from math import hypot
from typing import TYPE_CHECKING, Annotated, Final, Self

import numpy as np
from pydantic import Field, model_validator

from vision.site_part import SitePart
from vision.zones.floor import Floor
from vision.zones.lens import Lens

if TYPE_CHECKING:
    from vision.site import CameraPart
    from vision.site_drawing import FloorPoint

_UNITS: Final = 1000.0
"""Height of the picture in which floors are fitted, so that every size gives the same floor."""
_ASPECT: Final = 16 / 9


class LensPart(SitePart):
    """How the lens bends the picture, when straight edges look curved in it."""

    k1: Annotated[float, Field(ge=-2, le=2)]
    """First radial coefficient as OpenCV's calibrateCamera gives it; below 0 for a barrel."""
    k2: Annotated[float, Field(ge=-2, le=2)] = 0.0
    """Second radial coefficient."""
    focal: Annotated[float, Field(ge=0.1, le=10)] = 1.0
    """Focal length as a share of the picture's width: fx of calibrateCamera over the width."""
    aspect: Annotated[float, Field(ge=0.2, le=5)] = _ASPECT
    """The picture's width over its height."""

    @model_validator(mode="after")
    def _shows_the_corners(self) -> Self:
        lens = self.lens
        corner = np.zeros((1, 2))
        if not np.isfinite(lens.ideal(corner)).all():
            reached = hypot(*lens.centre) / lens.focal
            raise ValueError(
                f"with k1 {self.k1:g} and k2 {self.k2:g} nothing is shown in the picture's "
                f"corners, {reached:.2f} focal lengths from its middle: check them and focal"
            )
        return self

    @property
    def lens(self) -> Lens:
        """In a picture of the height in which floors are fitted."""
        width = self.aspect * _UNITS
        return Lens(self.k1, self.k2, self.focal * width, (width / 2, _UNITS / 2))


def fit_floor(points: Sequence[FloorPoint], lens: LensPart | None) -> Floor:
    """The floor in shares of the picture. Raises ValueError as ``Floor.from_points`` does."""
    size = ((_ASPECT if lens is None else lens.aspect) * _UNITS, _UNITS)
    floor = Floor.from_points(
        [(point.at[0] * size[0], point.at[1] * size[1]) for point in points],
        [point.metres for point in points],
        None if lens is None else lens.lens,
    )
    return floor.scaled((1 / size[0], 1 / size[1]))


def build_floor(camera: CameraPart, size: tuple[float, float] = (1.0, 1.0)) -> Floor | None:
    """A camera's floor, from pixels of ``size``; None: the site file does not tell it."""
    return fit_floor(camera.floor, camera.lens).scaled(size) if camera.floor else None


def mirrored_cameras(cameras: Sequence[CameraPart]) -> list[str]:
    """Ids of the cameras whose floor points are a mirror image of a map."""
    floors = [(camera.id, build_floor(camera)) for camera in cameras]
    return [name for name, floor in floors if floor is not None and floor.mirrored]


def agree_on_sides(cameras: Sequence[CameraPart]) -> None:
    """Raises ValueError when some cameras' floor is the mirror image of the others'."""
    mirrored = mirrored_cameras(cameras)
    others = [camera.id for camera in cameras if camera.floor and camera.id not in mirrored]
    if mirrored and others:
        raise ValueError(
            f"the floor points of {', '.join(mirrored)} are a mirror image of those of "
            f"{', '.join(others)}: on the plan x grows to the right and y up, as on a map"
        )
