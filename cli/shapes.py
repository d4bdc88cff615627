"""Lines and zones written on the command line, in pixels."""

from __future__ import annotations

import re

from vision.errors import InputError
from vision.zones.geometry import Polygon, Segment, self_intersection

_NAME = re.compile(r"[^:\s][^:]*\Z")


def parse_size(text: str) -> tuple[int, int]:
    """``1920x1080`` as (width, height)."""
    match = re.fullmatch(r"(\d+)[x×](\d+)", text.strip())
    if match is None or "0" in (match[1], match[2]):
        raise InputError(f"--size {text!r}: write it as WIDTHxHEIGHT, for example 1920x1080.")
    return int(match[1]), int(match[2])


def parse_line(text: str) -> tuple[str, Segment]:
    """``NAME:x1,y1,x2,y2``."""
    name, values = _split(text, "--line", "NAME:x1,y1,x2,y2")
    numbers = _numbers(values, text, "--line", "NAME:x1,y1,x2,y2")
    if len(numbers) != 4:
        raise InputError(f"--line {text!r}: four numbers are needed: NAME:x1,y1,x2,y2.")
    x1, y1, x2, y2 = numbers
    if (x1, y1) == (x2, y2):
        raise InputError(f"--line {text!r}: its two ends are the same point.")
    return name, Segment((x1, y1), (x2, y2))


def parse_zone(text: str) -> tuple[str, Polygon]:
    """``NAME:x,y;x,y;x,y…``."""
    form = "NAME:x,y;x,y;x,y"
    name, values = _split(text, "--zone", form)
    corners = []
    for pair in values.strip(" ;").split(";"):
        numbers = _numbers(pair, text, "--zone", form)
        if len(numbers) != 2:
            raise InputError(f"--zone {text!r}: {pair!r} is not a corner x,y. Write it as {form}.")
        corners.append((numbers[0], numbers[1]))
    if len(corners) < 3:
        raise InputError(f"--zone {text!r}: at least three corners are needed: {form}.")
    if self_intersection(tuple(corners)) is not None:
        raise InputError(f"--zone {text!r}: its sides cross each other.")
    return name, Polygon(tuple(corners))


def _split(text: str, option: str, form: str) -> tuple[str, str]:
    name, colon, values = text.rpartition(":")
    if not colon or not _NAME.match(name):
        raise InputError(f"{option} {text!r}: write it as {form}.")
    return name, values


def _numbers(values: str, text: str, option: str, form: str) -> list[float]:
    try:
        return [float(value) for value in values.split(",")]
    except ValueError:
        raise InputError(f"{option} {text!r}: not all are numbers. Write it as {form}.") from None
