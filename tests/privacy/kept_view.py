"""What a box keeps of a camera's view."""

from __future__ import annotations

import base64
import json
import zlib
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from tests.privacy.layers import layers
from tests.privacy.needles import Pattern
from tests.privacy.one_camera import SIZE, one_camera
from tests.privacy.taken_away import LeakError, taken_away
from vision.edge.views import FILE, Views
from vision.source.view import ViewJudge


def a_kept_view_shows_nobody(folder: Path, mutation: str | None) -> None:
    """What is kept of a camera's view is no more than 32 × 18 coarse cells. It holds neither
    somebody who stood there all the while that it was learnt nor what is behind, and of two people
    who walked by meanwhile it does not tell which one it was."""
    person, other, background = Pattern(1), Pattern(2), Pattern(3)
    walked = []
    with taken_away(mutation):
        stood = _kept_view(folder / "stood", person, background, stands=True)
        for name, one in (("one", person), ("other", other)):
            walked.append(_kept_view(folder / name, one, background, stands=False))
    for layer in layers(stood):
        for name, needle in {"person": person, "background": background}.items():
            if (form := needle.within(layer)) is not None:
                raise LeakError(f"{name} {form} is kept")
    cells = [_cells_of(view) for view in (stood, *walked)]
    if any(one.size > 32 * 18 for one in cells):
        raise LeakError(f"{cells[0].shape} cells are kept")
    if (apart := np.abs(cells[1] - cells[2]).max()) > 0.02:
        raise LeakError(f"who walked by is told: cells are {apart:.2f} apart")
    if np.abs(cells[0] - cells[1]).max() < 0.1:
        raise LeakError("not even who stood there changed a thing: this proves nothing")


def _kept_view(state: Path, person: Pattern, background: Pattern, *, stands: bool) -> bytes:
    """The box's file, after a reader judged a still shop with somebody in it for some minutes."""
    state.mkdir()
    judge = ViewJudge()
    for look in range(160):
        picture = np.full((90, 160, 3), 90, np.uint8)
        picture[40:88, 4:52] = background.image
        left = 57 if stands else 57 + 8 * look
        if left <= 112:
            picture[24:72, left : left + 48] = person.image
        judge.see(np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8), 2.0 * look)
    if judge.signature is None:
        raise LeakError("no view was learnt: this proves nothing")
    Views(state).keep(one_camera().cameras[0], SIZE, judge.signature)
    return (state / FILE).read_bytes()


def _cells_of(view: bytes) -> npt.NDArray[np.complex64]:
    text = json.loads(view)["cameras"]["door"]["signature"]
    body = zlib.decompress(base64.b64decode(text))
    rows, columns = np.frombuffer(body, "<u2", 2)
    parts = np.frombuffer(body, np.int8, offset=8).reshape(2, rows, columns) / 127
    return (parts[0] + 1j * parts[1]).astype(np.complex64)
