"""MOTChallenge ground truth: who is where in each frame, by people who drew the boxes."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from vision.errors import InputError
from vision.text_file import take_lines
from vision.track.sighting import Box, Ended, Sighting, TrackUpdate

FORM = "A line is: frame,id,left,top,width,height[,counts,class,visible]"
PEDESTRIAN = 1
COLUMNS_2015 = 10
"""Files of 2015 end with a place in the world instead of a class: all of their people count."""


@dataclass(frozen=True, slots=True)
class TrueBox:
    person: int
    box: Box
    counts: bool
    """False: neither wanted nor held against a tracker, as MOT17's people behind glass."""
    kind: int
    """MOTChallenge's class; 1 is a pedestrian."""

    @property
    def wanted(self) -> bool:
        return self.counts and self.kind == PEDESTRIAN


Value = TypeVar("Value")
Truth = dict[int, list[TrueBox]]
"""By frame, from 1."""


def read_truth(path: Path) -> Truth:
    """Raises InputError: no such file, nobody in it, or lines of another form, by their number."""
    truth: Truth = {}

    def take(_: int, line: str) -> None:
        frame, box = _parse(line)
        if any(box.person == other.person for other in truth.get(frame, [])):
            raise ValueError(f"{box.person} is in frame {frame} already")
        truth.setdefault(frame, []).append(box)

    take_lines(path, take, form=FORM, what="text file of tracks")
    if not any(box.wanted for boxes in truth.values() for box in boxes):
        raise InputError(f"{path}: nobody who counts in this file. {FORM}")
    return truth


def thinned(frames: Mapping[int, Value], every: int) -> dict[int, Value]:
    """Frames 1, 1 + every, 1 + 2·every …, numbered from 1 again."""
    return {
        (number - 1) // every + 1: value
        for number, value in sorted(frames.items())
        if (number - 1) % every == 0
    }


class KnownTracks:
    """The true tracks in the place of a tracker, so that lines and zones count them too.

    ``fps``: frames a second of the truth, with which times become frames again.
    """

    lag_seconds = 0.0
    lifetime_seconds = 0.0

    def __init__(self, truth: Truth, fps: float, size: tuple[float, float]) -> None:
        self._truth = truth
        self._fps = fps
        self._size = size
        self._last = {box.person: frame for frame, box in _wanted(sorted(truth.items()))}

    def update(self, _: object, time: float) -> TrackUpdate:
        update = TrackUpdate()
        frame = round(time * self._fps) + 1
        for _, box in _wanted([(frame, self._truth.get(frame, []))]):
            x1, y1, x2, y2 = box.box
            at_edge = x1 <= 0 or y1 <= 0 or x2 >= self._size[0] or y2 >= self._size[1]
            update.sightings.append(
                Sighting(
                    track=box.person,
                    time=time,
                    box=box.box,
                    confidence=1.0,
                    foot=((x1 + x2) / 2, y2),
                    body_width=x2 - x1,
                    at_edge=at_edge,
                )
            )
            if self._last[box.person] == frame:
                update.ended.append(Ended(box.person, time, at_edge))
        return update

    def finish(self) -> TrackUpdate:
        return TrackUpdate()


def _wanted(frames: Sequence[tuple[int, list[TrueBox]]]) -> Iterator[tuple[int, TrueBox]]:
    for frame, boxes in frames:
        for box in boxes:
            if box.wanted:
                yield frame, box


def _parse(line: str) -> tuple[int, TrueBox]:
    fields = [field for field in line.replace(",", " ").split() if field]
    if len(fields) < 6:
        raise ValueError(f"{len(fields)} fields, at least 6 are needed")
    try:
        values = [float(field) for field in fields]
    except ValueError:
        raise ValueError(f"not a number in {line.strip()[:60]!r}") from None
    if not all(math.isfinite(value) for value in values):
        raise ValueError("a value is not finite")
    frame, person, left, top, width, height, *rest = values
    if frame < 1 or frame != int(frame):
        raise ValueError(f"frame {fields[0]} is not a whole number from 1")
    if person != int(person):
        raise ValueError(f"id {fields[1]} is not a whole number")
    if width <= 0 or height <= 0:
        raise ValueError("width and height must be positive")
    classed = 8 <= len(values) < COLUMNS_2015
    return int(frame), TrueBox(
        person=int(person),
        box=(left, top, left + width, top + height),
        counts=not rest or rest[0] != 0,
        kind=int(rest[1]) if classed else PEDESTRIAN,
    )


def write_truth(path: Path, truth: Truth) -> None:
    """As MOTChallenge's files since 2016 are, whatever it was read from."""
    rows = []
    for frame, boxes in sorted(truth.items()):
        for one in boxes:
            x1, y1, x2, y2 = one.box
            place = f"{x1:.3f},{y1:.3f},{x2 - x1:.3f},{y2 - y1:.3f}"
            rows.append(f"{frame},{one.person},{place},{int(one.counts)},{one.kind},1\n")
    path.write_text("".join(rows), "ascii")
