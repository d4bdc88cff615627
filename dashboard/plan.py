"""The shop's plan, drawn as on a map: x to the right and y up. Nothing of it is computed in the
browser.

Floor that no camera sees is hatched; floor where nobody was is plain.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from dashboard import heat
from dashboard.shapes import Camera, Zone

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from numpy.typing import NDArray

    from dashboard.heat import Palette
    from dashboard.shapes import Plan, Store

PLAN: Final = "plan"
"""Stands for a camera where the plan is meant."""
_FLOOR: Final = (248, 249, 250)
_WALL: Final = (92, 100, 106)
_UNSEEN: Final = (226, 229, 231)
_STROKE: Final = (176, 182, 187)
_STROKES_APART: Final = 14
# Of the coldest of cells: it must still differ from the floor.
_LEAST_ALPHA: Final = 0.2
# RdBu of C. Brewer's ColorBrewer, which colour-blind people can tell apart: less, same, more.
_DIVERGING: Final = (
    (5, 113, 176),
    (146, 197, 222),
    (247, 247, 247),
    (244, 165, 130),
    (202, 0, 32),
)


@dataclass(frozen=True)
class Box:
    """What the plan's grid covers, in metres: its least corner, its width and its height."""

    x: float
    y: float
    width: float
    height: float

    @classmethod
    def of(cls, plan: Plan, zones: Sequence[Zone]) -> Box:
        corners = [*plan.outline, *(corner for zone in zones for corner in zone.metres or ())]
        return cls(
            min(x for x, _ in corners),
            min(y for _, y in corners),
            plan.cols * plan.cell,
            plan.rows * plan.cell,
        )

    def place(self, metres: tuple[float, float]) -> tuple[float, float]:
        """Shares of the drawn plan, from its top left corner."""
        x, y = (metres[0] - self.x) / self.width, (metres[1] - self.y) / self.height
        return min(max(x, 0.0), 1.0), min(max(1 - y, 0.0), 1.0)


def camera(store: Store, name: str) -> Camera | None:
    """The plan as if it were a camera, of its grid's shape; None: the store has no plan."""
    if store.plan is None:
        return None
    return Camera(camera=PLAN, name=name, width=store.plan.cols, height=store.plan.rows)


def zones(store: Store) -> list[Zone]:
    """The plan's zones, their polygons as shares of the drawn plan."""
    found = [zone for zone in store.zones if zone.camera == PLAN]
    if store.plan is None:
        return []
    box = Box.of(store.plan, found)
    return [
        zone.model_copy(update={"polygon": tuple(box.place(corner) for corner in zone.metres)})
        for zone in found
        if zone.metres
    ]


def outline(store: Store) -> list[tuple[float, float]]:
    """The walls' corners as shares of the drawn plan."""
    if store.plan is None:
        return []
    box = Box.of(store.plan, [zone for zone in store.zones if zone.camera == PLAN])
    return [box.place(corner) for corner in store.plan.outline]


def upright(values: Sequence[Sequence[float | None]]) -> NDArray[np.float64]:
    """The API's rows, the highest y first; NaN where no camera sees the floor."""
    return heat.grid(values)[::-1]


def floor(unseen: NDArray[np.bool_], width: int, height: int) -> NDArray[np.uint8]:
    """(height, width, 3), blue first: plain, and hatched where ``unseen``."""
    picture = np.full((height, width, 3), _FLOOR[::-1], dtype=np.uint8)
    hatched = np.full((height, width, 3), _UNSEEN[::-1], dtype=np.uint8)
    for x in range(-height, width, _STROKES_APART):
        cv2.line(hatched, (x, height), (x + height, 0), _STROKE[::-1], 2, cv2.LINE_AA)
    hidden = _stretched(unseen, width, height)
    picture[hidden] = hatched[hidden]
    return picture


def blend(
    values: NDArray[np.float64], vmax: float, palette: Palette, width: int, height: int
) -> NDArray[np.uint8]:
    """Heat on the floor. ``vmax``: the value of the hottest colour. Colours go by the square root:
    somebody who stands heats one cell more than all who walk by heat theirs."""
    picture = floor(np.isnan(values), width, height)
    known = np.nan_to_num(values, nan=0.0)
    if vmax <= 0 or not known.any():
        return picture
    level = np.sqrt(np.clip(known / vmax, 0, 1)).astype(np.float32)
    smooth = np.clip(cv2.resize(level, (width, height), interpolation=cv2.INTER_LINEAR), 0, 1)
    coloured = heat.colours(palette)[np.round(smooth * 255).astype(np.uint8)].astype(np.float32)
    seen = _stretched(known > 0, width, height)
    alpha = np.where(seen, _alpha(smooth), 0)[..., None]
    return np.round(alpha * coloured + (1 - alpha) * picture).astype(np.uint8)


def _alpha(level: NDArray[Any]) -> NDArray[Any]:
    return np.asarray(_LEAST_ALPHA + (1 - _LEAST_ALPHA) * level)


def diverge(values: NDArray[np.float64], vmax: float, width: int, height: int) -> NDArray[np.uint8]:
    """A difference: from blue, ``vmax`` less, to red, ``vmax`` more."""
    unseen = np.isnan(values)
    picture = floor(unseen, width, height)
    if vmax <= 0:
        return picture
    share = np.clip(np.nan_to_num(values, nan=0.0) / vmax, -1, 1).astype(np.float32)
    smooth = cv2.resize(share, (width, height), interpolation=cv2.INTER_LINEAR)
    coloured = _diverging((np.asarray(smooth) + 1) / 2)
    seen = ~_stretched(unseen, width, height)
    picture[seen] = coloured[seen]
    return picture


def walls(picture: NDArray[np.uint8], corners: Sequence[tuple[float, float]]) -> None:
    """Draw the shop's outline onto ``picture``."""
    height, width = picture.shape[:2]
    points = np.round(np.array(corners) * (width - 1, height - 1)).astype(np.int32)
    cv2.polylines(picture, [points.reshape(-1, 1, 2)], True, _WALL[::-1], 8, cv2.LINE_AA)


def gradient(palette: Palette, stops: int = 16) -> str:
    """The palette as it looks on the floor, as a CSS gradient from cold to hot."""
    level = np.linspace(0, 1, stops)
    share = _alpha(level)[:, None]
    chosen = heat.colours(palette)[(level * 255).round().astype(int)]
    return _css(share * chosen + (1 - share) * np.array(_FLOOR[::-1]))


def diverging_gradient(stops: int = 9) -> str:
    """The colours of a difference as a CSS gradient, from less to more."""
    return _css(_diverging(np.linspace(0, 1, stops)[None])[0])


def _css(colours: NDArray[Any]) -> str:
    return ", ".join(
        f"rgb({red} {green} {blue})" for blue, green, red in colours.round().astype(int).tolist()
    )


def _diverging(level: NDArray[Any]) -> NDArray[np.uint8]:
    """Colours, blue first, of levels from 0 to 1 of shape (n, m)."""
    anchors = np.array(_DIVERGING, np.float64)[:, ::-1]
    at = np.linspace(0, 1, len(anchors))
    channels = [np.interp(level, at, anchors[:, channel]) for channel in range(3)]
    return np.round(np.stack(channels, axis=-1)).astype(np.uint8)


def _stretched(mask: NDArray[np.bool_], width: int, height: int) -> NDArray[np.bool_]:
    """Sharp: heat must not seem to end where only sight does."""
    large = cv2.resize(mask.astype(np.uint8), (width, height), interpolation=cv2.INTER_NEAREST)
    return np.asarray(large) > 0
