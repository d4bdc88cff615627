"""MOTChallenge text files: ``frame,id,left,top,width,height,confidence,...``, frames from 1."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from vision.detect.detections import Detections
from vision.errors import InputError
from vision.text_file import take_lines
from vision.track.sighting import Sighting

FORM = "A line is: frame,id,left,top,width,height[,confidence,...]"


def read_detections(path: Path) -> dict[int, Detections]:
    """Detections by frame number. A missing confidence counts as 1.

    Raises:
        InputError: no such file, no row in it, or rows that are not numbers, with their lines.
    """
    rows: dict[int, list[tuple[float, ...]]] = {}

    def take(_: int, line: str) -> None:
        frame, row = _parse(line)
        rows.setdefault(frame, []).append(row)

    take_lines(path, take, form=FORM, what="text file of detections")
    if not rows:
        raise InputError(f"{path}: no detection in this file.")
    return {frame: _detections(found) for frame, found in sorted(rows.items())}


def _parse(line: str) -> tuple[int, tuple[float, ...]]:
    fields = [field.strip() for field in line.replace(" ", ",").split(",") if field.strip()]
    if len(fields) < 6:
        raise ValueError(f"{len(fields)} fields, at least 6 are needed")
    try:
        values = [float(field) for field in fields[:7]]
    except ValueError:
        raise ValueError(f"not a number in {line.strip()[:60]!r}") from None
    if not all(math.isfinite(value) for value in values):
        raise ValueError("a value is not finite")
    frame, _, left, top, width, height, *rest = values
    if frame < 1 or frame != int(frame):
        raise ValueError(f"frame {fields[0]} is not a whole number from 1")
    if width <= 0 or height <= 0:
        raise ValueError("width and height must be positive")
    confidence = min(rest[0], 1.0) if rest and rest[0] >= 0 else 1.0
    return int(frame), (left, top, left + width, top + height, confidence)


def _detections(rows: list[tuple[float, ...]]) -> Detections:
    table = np.array(rows, np.float32)
    return Detections(table[:, :4], table[:, 4])


def write_tracks(path: Path, sightings: Iterable[tuple[int, Sighting]]) -> int:
    """Write (frame, sighting) pairs, tracks numbered from 1 in order of appearance.

    Returns the number of tracks. The file is complete or absent, never half written.

    Raises:
        InputError: the file cannot be written.
    """
    numbers: dict[int, int] = {}
    partial = path.with_name(path.name + ".part")
    try:
        with partial.open("w", encoding="ascii") as file:
            file.writelines(_lines(sightings, numbers))
        partial.replace(path)
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror}).") from error
    return len(numbers)


def _lines(sightings: Iterable[tuple[int, Sighting]], numbers: dict[int, int]) -> Iterator[str]:
    for frame, sighting in sorted(sightings, key=lambda pair: (pair[0], pair[1].time)):
        number = numbers.setdefault(sighting.track, len(numbers) + 1)
        x1, y1, x2, y2 = sighting.box
        yield (
            f"{frame},{number},{x1:.2f},{y1:.2f},{x2 - x1:.2f},{y2 - y1:.2f},"
            f"{sighting.confidence:.4f},-1,-1,-1\n"
        )
