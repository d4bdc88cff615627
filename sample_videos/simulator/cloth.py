"""Pictures of what people wear and of their skin. They are multiplied by the part's own colour."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]
"""(height, width, 3), RGB."""


def _folds(rng: np.random.Generator, size: int = 128) -> npt.NDArray[np.float32]:
    """Soft creases, mostly across, around 1."""
    creases = np.zeros((size, size), np.float32)
    for rows, columns, depth in ((9, 5, 0.07), (26, 9, 0.06), (60, 60, 0.025)):
        coarse = rng.normal(0, depth, (rows, columns)).astype(np.float32)
        creases += cv2.resize(coarse, (size, size), interpolation=cv2.INTER_CUBIC)
    return np.asarray(0.9 + creases, dtype=np.float32)


def _picture(values: npt.NDArray[np.floating]) -> Picture:
    if values.ndim == 2:
        values = np.repeat(values[..., None], 3, axis=2)
    return np.asarray(np.clip(values * 255, 0, 255), dtype=np.uint8)


def cloths() -> dict[str, Picture]:
    """By the names that the parts of a body use."""
    rng = np.random.default_rng(11)
    folds = _folds(rng)
    high = np.linspace(0, 1, 128, dtype=np.float32)[:, None]
    plain = folds * (1.0 - 0.10 * high**3)
    # Arms and legs keep the light from each other and from the body's sides.
    around = np.linspace(-np.pi, np.pi, 128, dtype=np.float32)[None, :]
    sides = 1 - 0.34 * np.abs(np.sin(around)) ** 6
    spine = 1 - 0.12 * np.exp(-(((np.abs(around) - np.pi) / 0.25) ** 2))
    worn = plain * sides * spine
    worn[:4] *= 0.7
    worn[-6:] *= 0.72
    jacket = worn.copy()
    jacket[:60, 58:70] = 0.35
    jacket[60:, 63:65] *= 0.5
    stripes = np.where((np.arange(128)[:, None] // 8) % 2 == 0, 1.0, 0.62)
    lines = (np.arange(128) // 8) % 2
    checks = 1 - 0.2 * lines[:, None] - 0.2 * lines[None, :]
    printed = worn.copy()
    # The chest is the middle of the picture: a print on it, as on a sweatshirt.
    cv2.ellipse(printed, (64, 52), (13, 12), 0, 0, 360, 0.45, -1)
    cv2.rectangle(printed, (52, 68), (76, 72), 0.5, -1)
    trousers = folds * (0.88 + 0.12 * high) * (1 - 0.3 * np.abs(np.sin(around)) ** 4)
    skin = np.repeat(0.98 - 0.04 * high, 128, axis=1)
    return {
        "plain": _picture(plain),
        "shirt": _picture(worn),
        "jacket": _picture(jacket),
        "striped": _picture(worn * stripes),
        "checked": _picture(worn * checks),
        "printed": _picture(printed),
        "trousers": _picture(trousers),
        "skin": _picture(skin),
        "face": _face(),
        "hair": _picture(_strands(rng)),
    }


def _strands(rng: np.random.Generator) -> npt.NDArray[np.float32]:
    """Hair from the crown down: a lit top, darker ends, strands between."""
    strands = rng.normal(0, 0.1, (1, 128)).repeat(64, axis=0)
    shade = 1.0 - 0.38 * np.linspace(0, 1, 64)[:, None] ** 1.5
    return np.asarray(shade + strands, dtype=np.float32)


def _face() -> Picture:
    """Eyes, brows and mouth in the middle; the rest of the head is plain skin."""
    face = np.full((128, 256, 3), 0.97, np.float32)
    for side in (-1, 1):
        eye = (128 + side * 20, 61)
        cv2.ellipse(face, eye, (9, 4), 0, 0, 360, (1.0, 1.0, 1.0), -1, cv2.LINE_AA)
        cv2.circle(face, eye, 4, (0.15, 0.11, 0.1), -1, cv2.LINE_AA)
        cv2.ellipse(face, (eye[0], 52), (11, 3), 0, 180, 360, (0.35, 0.28, 0.25), 3, cv2.LINE_AA)
        cv2.ellipse(face, (eye[0], 64), (11, 5), 0, 0, 360, (0.86, 0.8, 0.78), 1, cv2.LINE_AA)
        cv2.circle(face, (128 + side * 30, 82), 9, (1.0, 0.9, 0.87), -1, cv2.LINE_AA)
    cv2.ellipse(face, (128, 96), (15, 4), 0, 0, 360, (0.8, 0.5, 0.48), -1, cv2.LINE_AA)
    cv2.line(face, (115, 96), (141, 96), (0.5, 0.28, 0.27), 1, cv2.LINE_AA)
    face[112:] *= 0.9
    return _picture(np.asarray(cv2.GaussianBlur(face, (3, 3), 0)))
