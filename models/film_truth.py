"""Who is where in each frame of a simulated film."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from vision.detect.detector import Image
from vision.errors import InputError
from vision.source.film import Film


@dataclass(frozen=True, slots=True)
class People:
    """The people in one frame."""

    boxes: npt.NDArray[np.float32]
    """(n, 4) corners in pixels, around what is visible."""
    visible: npt.NDArray[np.float32]
    """(n,) share of each that is visible, 0 to 1."""
    bodies: npt.NDArray[np.float32]
    """(n, 4) corners around the whole body, what is hidden or out of the picture included."""

    def counted(self, least_visible: float, least_height: float) -> npt.NDArray[np.bool_]:
        """(n,) whether each is visible enough and taller than ``least_height`` pixels."""
        heights = self.boxes[:, 3] - self.boxes[:, 1]
        return (self.visible >= least_visible) & (heights > least_height)


NOBODY = People(np.zeros((0, 4), np.float32), np.zeros(0, np.float32), np.zeros((0, 4), np.float32))


def read_truth(path: Path) -> dict[int, People]:
    """People by frame number from ``{"frames": [{"frame", "people": [{"box", "visible"}]}]}``.

    Raises:
        InputError: the file is missing or is not of that form.
    """
    try:
        data = json.loads(path.read_text("utf-8"))
        return {int(entry["frame"]): _people(entry["people"]) for entry in data["frames"]}
    except FileNotFoundError:
        raise InputError(f"no such truth: {path}") from None
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        raise InputError(
            f"{path}: not the truth of a simulated film ({type(error).__name__}: {error}). It is "
            'of the form {"frames": [{"frame": 0, "people": [{"box": [x1, y1, x2, y2], '
            '"visible": 0.83}]}]}.'
        ) from error


def frames_with_truth(
    film: Path, truth: Mapping[int, People], every: int = 1
) -> Iterator[tuple[Image, People]]:
    """Every ``every``-th frame of a film, with its people. A frame that the truth leaves out, or
    that cannot be decoded, is left out."""
    with Film(film, starts_at=datetime(2000, 1, 1, tzinfo=UTC), fps=1e6) as reader:
        fps, first = reader.fps, None
        for frame in reader:
            first = frame.time if first is None else first
            # By its time, so that a damaged frame does not shift all that follow.
            number = round((frame.time - first) * fps)
            if number % every == 0 and number in truth:
                yield frame.image, truth[number]


def _people(entries: list[Any]) -> People:
    if not entries:
        return NOBODY
    boxes = np.array([entry["box"] for entry in entries], np.float32)
    visible = np.array([entry["visible"] for entry in entries], np.float32)
    # Where the whole body is as good as the visible part, the truth leaves it out.
    bodies = np.array([entry.get("amodal", entry["box"]) for entry in entries], np.float32)
    for corners in (boxes, bodies):
        if corners.shape != (len(entries), 4):
            raise ValueError(f"a box is four numbers, found {corners.shape[1:]}")
    return People(boxes, visible, bodies)
