"""The truth of a picture: whom it shows, where and how much of them, from rendered segments."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from sample_videos.simulator.projection import View
from sample_videos.simulator.scene import Scene

Box = tuple[float, float, float, float]
"""x1, y1, x2, y2 in pixels."""

BEHIND = 0.1
"""Metres before the lens: what is nearer has no place in the picture."""
SPECK = 0.03
"""Share of the visible pixels below which a part by itself does not widen the box."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Somebody of whom a picture shows at least one pixel."""

    person: int
    box: Box
    """Round the visible pixels, apart from specks."""
    amodal: Box
    """Round the whole body, also where it is hidden or out of the picture."""
    share: float
    """Visible pixels of the pixels that the body alone would have, also out of the picture."""
    cut: bool
    """The picture's edge cuts the body."""


def who_is_seen(scene: Scene, view: View) -> list[Seen]:
    """Everybody in the picture of those placed in the scene, by number."""
    boxes = {number: _amodal(scene, view, number) for number in sorted(scene.shown)}
    near = {number: found for number, found in boxes.items() if found is not None}
    if not near:
        return []
    owners = scene.owners(view)
    visible: dict[int, tuple[Box, int]] = {}
    for number in near:
        mask = owners == number
        if mask.any():
            visible[number] = (_box_of(mask), int(np.count_nonzero(mask)))
    whole = _silhouettes(scene, view, {n: near[n][0] for n in visible})
    return [
        Seen(
            person=number,
            box=box,
            amodal=near[number][0],
            share=min(1.0, pixels / max(whole[number], 1.0)),
            cut=near[number][1],
        )
        for number, (box, pixels) in visible.items()
    ]


def _box_of(mask: npt.NDArray[np.bool_]) -> Box:
    """Round a mask (height, width) without the specks that show between garments or goods."""
    _, _, parts, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    parts = parts[1:]
    areas = parts[:, cv2.CC_STAT_AREA]
    parts = parts[areas >= SPECK * areas.sum()] if len(parts) > 1 else parts
    if not len(parts):
        rows, columns = np.nonzero(mask)
        return _floats((columns.min(), rows.min(), columns.max() + 1, rows.max() + 1))
    corner = parts[:, : cv2.CC_STAT_WIDTH]
    first = corner.min(axis=0)
    last = (corner + parts[:, cv2.CC_STAT_WIDTH : cv2.CC_STAT_AREA]).max(axis=0)
    return _floats((first[0], first[1], last[0], last[1]))


def _amodal(scene: Scene, view: View, number: int) -> tuple[Box, bool] | None:
    """The box of a body's points and whether the picture cuts it; None if it is out of it."""
    places, depths = view.project(scene.points(number))
    before = depths > BEHIND
    if not before.any():
        return None
    (x1, y1), (x2, y2) = places[before].min(axis=0), places[before].max(axis=0)
    if x2 <= 0 or y2 <= 0 or x1 >= view.width or y1 >= view.height:
        return None
    cut = not before.all() or x1 < 0 or y1 < 0 or x2 > view.width or y2 > view.height
    return _floats((x1, y1, x2, y2)), bool(cut)


def _silhouettes(scene: Scene, view: View, boxes: dict[int, Box]) -> dict[int, float]:
    """Pixels of each body alone, in or out of the picture.

    Seen at half the resolution through a lens twice as wide, so that what the edge cuts counts.
    People whose boxes lie apart share one rendering: none hides another.
    """
    slope = np.tan(np.radians(view.camera.vertical_fov) / 2)
    wide = replace(
        view,
        camera=replace(view.camera, vertical_fov=2 * float(np.degrees(np.arctan(2 * slope)))),
    )
    pixels: dict[int, float] = {}
    waiting = dict(boxes)
    while waiting:
        batch: dict[int, Box] = {}
        for number, box in waiting.items():
            if not any(_touch(box, other) for other in batch.values()):
                batch[number] = box
        owners = scene.alone(wide, list(batch))
        for number in batch:
            pixels[number] = 4.0 * float(np.count_nonzero(owners == number))
            del waiting[number]
    return pixels


def _touch(a: Box, b: Box, margin: float = 3.0) -> bool:
    return (
        a[0] < b[2] + margin
        and b[0] < a[2] + margin
        and a[1] < b[3] + margin
        and b[1] < a[3] + margin
    )


def _floats(box: tuple[npt.ArrayLike, ...]) -> Box:
    x1, y1, x2, y2 = (float(np.asarray(value)) for value in box)
    return x1, y1, x2, y2
