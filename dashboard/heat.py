"""A grid of heat, blended here into one picture: nothing of it is computed in the browser.

There is no photograph under it: the ground is neutral and hatched, zones and lines are outlined.
A cell that was never seen stays ground; the coldest cell that was seen is coloured.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import cv2
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from dashboard.shapes import Camera, Line, Zone

Palette = Literal["cividis", "viridis", "inferno"]
PALETTES: Final[dict[Palette, int]] = {
    "cividis": cv2.COLORMAP_CIVIDIS,
    "viridis": cv2.COLORMAP_VIRIDIS,
    "inferno": cv2.COLORMAP_INFERNO,
}
_WIDTH: Final = 1024
_GROUND: Final = (232, 234, 236)
_HATCH: Final = (216, 219, 222)
_HATCH_STEP: Final = 14
_CASING: Final = (255, 255, 255)
_INK: Final = (40, 34, 30)
# The coldest of cells must still differ from the ground.
_LEAST_ALPHA: Final = 0.62
# Of the picture, on a wide screen.
_NAME_HEIGHT: Final = 0.08
# Corners this much lower than the highest still are at a zone's top.
_SAME_HEIGHT: Final = 0.02


@dataclass(frozen=True)
class Label:
    """A name on the picture. The place, in shares of the picture, is its bottom left corner when
    it stands ``above`` its figure, else its top left one."""

    text: str
    x: float
    y: float
    above: bool = False


def grid(values: Sequence[Sequence[float | None]]) -> NDArray[np.float64]:
    """Rows × cols; NaN where the API has no value."""
    return np.array(
        [[np.nan if value is None else value for value in row] for row in values], dtype=np.float64
    )


def size(camera: Camera) -> tuple[int, int]:
    """Width and height of the drawn picture, in the shape of the camera's; 16:9 if unknown."""
    width, height = camera.width or 16, camera.height or 9
    return _WIDTH, max(1, round(_WIDTH * height / width))


def colours(palette: Palette) -> NDArray[np.uint8]:
    """The 256 colours of a palette, (256, 3), blue first."""
    ramp = np.arange(256, dtype=np.uint8).reshape(256, 1)
    return np.asarray(cv2.applyColorMap(ramp, PALETTES[palette]), dtype=np.uint8).reshape(256, 3)


def gradient(palette: Palette, stops: int = 16) -> str:
    """The palette as it looks on the ground, as a CSS gradient from cold to hot."""
    level = np.linspace(0, 1, stops)
    chosen = colours(palette)[(level * 255).round().astype(int)]
    share = _alpha(level)[:, None]
    seen = share * chosen + (1 - share) * np.array(_GROUND[::-1])
    return ", ".join(
        f"rgb({red} {green} {blue})" for blue, green, red in seen.round().astype(int).tolist()
    )


def _alpha(level: NDArray[Any]) -> NDArray[Any]:
    return np.asarray(_LEAST_ALPHA + (1 - _LEAST_ALPHA) * np.sqrt(level))


def blend(
    values: NDArray[np.float64], vmax: float, palette: Palette, width: int, height: int
) -> NDArray[np.uint8]:
    """The picture, (height, width, 3), blue first. ``vmax`` is the value of the hottest colour;
    what lies above it has that colour too."""
    picture = ground(width, height)
    seen = np.nan_to_num(values, nan=0.0) > 0
    if not seen.any() or vmax <= 0:
        return picture
    level = np.clip(np.nan_to_num(values, nan=0.0) / vmax, 0, 1).astype(np.float32)
    smooth = np.clip(cv2.resize(level, (width, height), interpolation=cv2.INTER_LINEAR), 0, 1)
    mask = cv2.resize(seen.astype(np.uint8), (width, height), interpolation=cv2.INTER_NEAREST) > 0
    coloured = colours(palette)[np.round(smooth * 255).astype(np.uint8)].astype(np.float32)
    alpha = np.where(mask, _alpha(smooth), 0)[..., None]
    mixed = alpha * coloured + (1 - alpha) * picture.astype(np.float32)
    return np.asarray(np.round(mixed), dtype=np.uint8)


def ground(width: int, height: int) -> NDArray[np.uint8]:
    picture = np.full((height, width, 3), _GROUND[::-1], dtype=np.uint8)
    for x in range(-height, width, _HATCH_STEP):
        cv2.line(picture, (x, height), (x + height, 0), _HATCH[::-1], 1, cv2.LINE_AA)
    return picture


def outline(picture: NDArray[np.uint8], zones: Sequence[Zone], lines: Sequence[Line]) -> None:
    """Draw zones and lines onto ``picture``: dark with a light casing, to be seen on any colour.
    A line's arrow points in."""
    height, width = picture.shape[:2]
    scale = np.array([width - 1, height - 1])
    for zone in zones:
        corners = np.round(np.array(zone.polygon) * scale).astype(np.int32).reshape(-1, 1, 2)
        cv2.polylines(picture, [corners], True, _CASING, 6, cv2.LINE_AA)
        cv2.polylines(picture, [corners], True, _INK, 2, cv2.LINE_AA)
    for line in lines:
        start, end = np.array(line.start) * scale, np.array(line.end) * scale
        along = end - start
        # Seen by someone at the start who faces the end, in is from left to right; y grows down.
        inward = np.array([-along[1], along[0]]) / max(float(np.hypot(*along)), 1.0)
        middle = (start + end) / 2
        tail, tip = middle - 22 * inward, middle + 34 * inward
        for colour, thickness in ((_CASING, 9), (_INK, 4)):
            _stroke(picture, start, end, colour, thickness)
            cv2.arrowedLine(
                picture, _pixel(tail), _pixel(tip), colour, thickness, cv2.LINE_AA, tipLength=0.35
            )


def _stroke(
    picture: NDArray[np.uint8],
    start: NDArray[np.float64],
    end: NDArray[np.float64],
    colour: tuple[int, int, int],
    thickness: int,
) -> None:
    cv2.line(picture, _pixel(start), _pixel(end), colour, thickness, cv2.LINE_AA)


def _pixel(place: NDArray[np.float64]) -> tuple[int, int]:
    return round(float(place[0])), round(float(place[1]))


def labels(zones: Sequence[Zone], lines: Sequence[Line]) -> list[Label]:
    """The names: above a zone, where it leaves room, so that the heat is not covered; below a
    line; moved down where two would meet."""
    wanted = [
        Label(
            zone.name,
            min(x for x, y in zone.polygon if y < top + _SAME_HEIGHT),
            top,
            above=top > _NAME_HEIGHT,
        )
        for zone in zones
        if zone.polygon
        for top in (min(y for _, y in zone.polygon),)
    ] + [
        Label(line.name, min(line.start[0], line.end[0]), min(line.start[1], line.end[1]))
        for line in lines
    ]
    placed: list[Label] = []
    for label in sorted(wanted, key=lambda one: (one.y, one.x)):
        x, y = min(label.x, 1 - _width(label.text)), min(label.y, 0.9)
        while y < 0.9 and any(
            abs(y - one.y) < _NAME_HEIGHT
            and (x < one.x + _width(one.text) and one.x < x + _width(label.text))
            and label.above == one.above
            for one in placed
        ):
            y += 0.02
        placed.append(Label(label.text, x, y, label.above))
    return placed


def _width(text: str) -> float:
    """Of a name on a narrow screen, as a share of the picture; a long one is wrapped."""
    return min(0.28, 0.05 + 0.015 * len(text))


def encode(picture: NDArray[np.uint8]) -> bytes:
    """WebP: a third of the PNG's size, and it goes out at every move of the slider."""
    done, body = cv2.imencode(".webp", picture, [cv2.IMWRITE_WEBP_QUALITY, 88])
    if not done:
        raise RuntimeError("OpenCV could not encode the heatmap as WebP")
    return body.tobytes()
