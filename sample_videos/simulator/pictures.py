"""Pictures that are laid on surfaces, drawn from a seed: floor, goods, cloth, faces, street."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import numpy.typing as npt

from sample_videos.simulator.decor import Colour, Decor
from sample_videos.simulator.shop import Shop

Picture = npt.NDArray[np.uint8]
"""(height, width, 3), RGB."""
Rng = np.random.Generator

CELLS = (16, 8)
"""Columns and rows of the sheet of goods."""
ROWS_OF = {"books": (0, 2), "packs": (2, 5), "textile": (5, 7), "bottles": (7, 8)}
"""Rows of the sheet from and to, by what the goods are."""


def _picture(values: npt.NDArray[np.floating]) -> Picture:
    return np.asarray(np.clip(values * 255, 0, 255), dtype=np.uint8)


def _cloudy(rng: Rng, height: int, width: int, cells: int) -> npt.NDArray[np.float32]:
    """Soft noise around 0, about 1 high."""
    rows = max(2, round(cells * height / width))
    coarse = rng.normal(0, 1, (rows, cells)).astype(np.float32)
    return np.asarray(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC))


def floor(shop: Shop, decor: Decor) -> Picture:
    """The whole floor, 90 pixels a metre, with the soft shade at the foot of what stands on it."""
    rng = np.random.default_rng((decor.seed, 1))
    scale = 90
    width, height = round(shop.width * scale), round(shop.depth * scale)
    shade = 1 + 0.025 * _cloudy(rng, height, width, 60) + 0.02 * _cloudy(rng, height, width, 9)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32) / scale
    if decor.floor == "tiles":
        column, row = (x / decor.tile).astype(int), (y / decor.tile).astype(int)
        tone = rng.normal(1, 0.02, (200, 200))
        shade *= tone[row % 200, column % 200]
        joint = np.minimum((x / decor.tile) % 1, (y / decor.tile) % 1) * decor.tile
        shade *= np.where(joint < 0.012, 0.8, 1)
    elif decor.floor == "wood":
        row = (y / 0.14).astype(int)
        along = x + row * 0.73
        column = (along / 1.3).astype(int)
        tone = rng.normal(1, 0.07, (200, 200))
        shade *= tone[row % 200, column % 200]
        grain = cv2.resize(
            rng.normal(0, 1, (height // 2, width // 40)).astype(np.float32), (width, height)
        )
        shade *= 1 + 0.035 * grain
        shade *= np.where(((y / 0.14) % 1 < 0.05) | ((along / 1.3) % 1 < 0.006), 0.72, 1)
    elif decor.floor == "carpet":
        shade *= 1 + 0.06 * rng.normal(0, 1, (height, width))
    stands = np.zeros((height, width), np.float32)
    for fixture in shop.fixtures:
        x1, y1, x2, y2 = (round(v * scale) for v in fixture.bounds)
        cv2.rectangle(stands, (x1, y1), (x2, y2), 1.0, -1)
    cv2.rectangle(stands, (0, 0), (width - 1, height - 1), 1.0, 12)
    near = cv2.GaussianBlur(stands, (0, 0), 12) * 0.6 + cv2.GaussianBlur(stands, (0, 0), 40) * 0.4
    shade *= 1 - 0.5 * np.clip(near, 0, 1)
    for lamp_x in np.arange(1.75, shop.width, 3.5):
        for lamp_y in np.arange(1.5, shop.depth, 2.4):
            shade *= 1 + 0.07 * np.exp(-((x - lamp_x) ** 2 + (y - lamp_y) ** 2) / 0.9)
    picture = _picture(shade[..., None] * np.array(decor.floor_colour))
    # The mat behind the door.
    a, b = (round(v * scale) for v in shop.door)
    mat = picture[round(0.1 * scale) : round(1.1 * scale), a:b]
    mat[:] = (np.array((58, 58, 62)) + rng.normal(0, 5, (*mat.shape[:2], 1))).astype(np.uint8)
    return picture


def wall(decor: Decor) -> Picture:
    """3.4 m high and as wide as one likes: darker at the foot and the top, with a skirting."""
    rng = np.random.default_rng((decor.seed, 2))
    height = np.linspace(1, 0, 256, dtype=np.float32)[:, None]
    shade = 1 - 0.22 * np.exp(-height / 0.1) - 0.12 * np.exp(-(1 - height) / 0.08)
    shade = np.repeat(shade, 256, axis=1) + 0.006 * _cloudy(rng, 256, 256, 24)
    picture = shade[..., None] * np.array(decor.wall)
    picture[-9:] *= 0.55
    return _picture(picture)


def goods(decor: Decor) -> Picture:
    """A sheet of packaging, see `CELLS` and `ROWS_OF`."""
    rng = np.random.default_rng((decor.seed, 3))
    size = 64
    sheet = np.empty((CELLS[1] * size, CELLS[0] * size, 3), np.uint8)
    for row in range(CELLS[1]):
        draw = next(_DRAW[kind] for kind, (a, b) in ROWS_OF.items() if a <= row < b)
        for column in range(CELLS[0]):
            colour = _packaging(rng, decor.goods)
            cell = np.full((size, size, 3), colour * 255, np.uint8)
            draw(rng, cell, _packaging(rng, decor.goods))
            shaded = cell * np.linspace(1.03, 0.86, size)[:, None, None]
            sheet[row * size : (row + 1) * size, column * size : (column + 1) * size] = np.clip(
                shaded, 0, 255
            )
    return sheet


def _packaging(rng: Rng, saturation: float) -> npt.NDArray[np.float64]:
    """Mostly muted; one in eleven shouts."""
    strong = rng.random() < 0.09
    hue, value = rng.uniform(0, 180), rng.uniform(0.62, 1.0)
    s = rng.uniform(0.5, 0.8) if strong else rng.uniform(0.0, 1.3) * saturation
    hsv = np.array([[[hue, min(s, 1) * 255, value * 255]]], np.uint8)
    return np.asarray(cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB)[0, 0] / 255.0, dtype=np.float64)


def _ink(colour: npt.NDArray[np.float64]) -> tuple[int, int, int]:
    r, g, b = (int(c * 255) for c in colour)
    return r, g, b


def _book(rng: Rng, cell: Picture, ink: npt.NDArray[np.float64]) -> None:
    """Six spines."""
    edges = np.sort(rng.integers(4, 60, 5))
    left = 0
    for right in (*edges, 64):
        base = np.clip(cell[0, 0] / 255 * rng.uniform(0.6, 1.3) + rng.normal(0, 0.1, 3), 0.15, 0.95)
        cv2.rectangle(cell, (left, int(rng.integers(0, 10))), (right, 63), _ink(base), -1)
        cv2.line(cell, (left, 0), (left, 63), (90, 86, 82), 1)
        if right - left > 5:
            top = int(rng.integers(12, 24))
            end = int(rng.integers(34, 52))
            cv2.rectangle(cell, (left + 2, top), (right - 2, end), _ink(ink), -1)
        left = int(right)


def _pack(rng: Rng, cell: Picture, ink: npt.NDArray[np.float64]) -> None:
    top = int(rng.integers(6, 30))
    cv2.rectangle(cell, (0, top), (63, top + int(rng.integers(8, 26))), _ink(ink), -1)
    for line in range(int(rng.integers(1, 4))):
        y = 44 + 6 * line
        cv2.line(cell, (8, y), (8 + int(rng.integers(15, 45)), y), _ink(1 - ink), 2)
    if rng.random() < 0.5:
        middle = (int(rng.integers(16, 48)), int(rng.integers(16, 40)))
        cv2.circle(cell, middle, int(rng.integers(5, 13)), _ink(ink * 0.6), -1)
    cv2.rectangle(cell, (0, 0), (63, 63), (60, 58, 55), 1)


def _textile(rng: Rng, cell: Picture, ink: npt.NDArray[np.float64]) -> None:
    """A pile of folded cloth."""
    base = cell[0, 0] / 255
    y = 0
    while y < 64:
        deep = int(rng.integers(8, 14))
        tone = base if rng.random() < 0.8 else ink
        cv2.rectangle(cell, (0, y), (63, y + deep), _ink(np.clip(tone, 0, 1)), -1)
        cv2.line(cell, (0, y), (63, y), _ink(np.clip(tone * 0.65, 0, 1)), 1)
        y += deep


def _bottle(rng: Rng, cell: Picture, ink: npt.NDArray[np.float64]) -> None:
    cell[:] = (205, 200, 194)
    for x in range(int(rng.integers(2, 6)), 60, 15):
        cv2.rectangle(cell, (x, 18), (x + 11, 63), _ink(ink), -1)
        cv2.rectangle(cell, (x + 3, 7), (x + 8, 18), (50, 48, 46), -1)
        cv2.rectangle(cell, (x, 32), (x + 11, 48), (225, 222, 214), -1)


_DRAW: dict[str, Callable[[Rng, Picture, npt.NDArray[np.float64]], None]] = {
    "books": _book,
    "packs": _pack,
    "textile": _textile,
    "bottles": _bottle,
}


def sign(text: str, ground: Colour, ink: Colour = (0.95, 0.95, 0.93)) -> Picture:
    """White letters on a coloured board, 512 by 96."""
    board = np.full((96, 512, 3), np.array(ground) * 255, np.uint8)
    face = cv2.FONT_HERSHEY_DUPLEX
    (wide, high), _ = cv2.getTextSize(text, face, 1.5, 3)
    scale = min(1.5, 1.5 * 470 / wide)
    at = (round(256 - wide * scale / 3), round(48 + high * scale / 3))
    cv2.putText(board, text, at, face, scale, _ink(np.array(ink)), 3, cv2.LINE_AA)
    return board


def screen(rng: Rng, accent: Colour) -> Picture:
    """A till's or a kiosk's screen: tiles and a button."""
    shown = np.full((160, 128, 3), (226, 232, 236), np.uint8)
    cv2.rectangle(shown, (0, 0), (127, 26), _ink(np.array(accent)), -1)
    for row in range(3):
        for column in range(2):
            at = (10 + column * 58, 36 + row * 32)
            cv2.rectangle(shown, at, (at[0] + 48, at[1] + 24), _ink(_packaging(rng, 0.5)), -1)
    cv2.rectangle(shown, (24, 136), (104, 152), (60, 150, 90), -1)
    return shown
