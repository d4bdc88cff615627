"""Text files of people on the floor: positions ``t,id,x,y`` in metres, and who came with whom."""

from __future__ import annotations

import math
from pathlib import Path as File

import numpy as np

from vision.errors import InputError
from vision.text_file import take_lines
from vision.zones.groups import Path

FORM = "A line is: t,id,x,y with t in seconds, x and y in metres"


def read_positions(file: File) -> dict[str, Path]:
    """Everybody's path by id, in order of appearance in the file. A heading line is allowed.

    Raises:
        InputError: no such file, nobody in it, or lines that are not positions, with their numbers.
    """
    rows: dict[str, dict[float, tuple[float, float]]] = {}

    def take(number: int, line: str) -> None:
        fields = _fields(line)
        heading = number == 1 and len(fields) == 4 and _number(fields[0]) is None
        if fields and not heading:
            _place(fields, rows)

    take_lines(file, take, form=FORM)
    if not rows:
        raise InputError(f"{file}: nobody in this file. {FORM}")
    paths = {}
    for person, known in rows.items():
        times = sorted(known)
        paths[person] = Path(np.array(times), np.array([known[time] for time in times]))
    return paths


def read_groups(file: File) -> list[frozenset[str]]:
    """Groups, one a line: the ids of its members. Who is alone may have a line or none.

    Raises:
        InputError: no such file, or somebody who is in two groups, with the line.
    """
    groups: list[frozenset[str]] = []
    seen: dict[str, int] = {}

    def take(number: int, line: str) -> None:
        people = [_name(field) for field in _fields(line)]
        twice = [person for person in people if person in seen]
        seen.update(dict.fromkeys(people, number) | {person: seen[person] for person in twice})
        if twice:
            raise ValueError(f"{twice[0]} is in line {seen[twice[0]]} already")
        if people:
            groups.append(frozenset(people))

    take_lines(file, take, form="A line is the ids of one group.")
    return groups


def _fields(line: str) -> list[str]:
    return line.split("#", 1)[0].replace(",", " ").replace(";", " ").split()


def _place(fields: list[str], rows: dict[str, dict[float, tuple[float, float]]]) -> None:
    time, person, x, y = _position(fields)
    known = rows.setdefault(person, {})
    if time in known:
        raise ValueError(f"{person} is in two places at {fields[0]} s")
    known[time] = (x, y)


def _position(fields: list[str]) -> tuple[float, str, float, float]:
    if len(fields) != 4:
        raise ValueError(f"{len(fields)} fields, 4 are needed")
    time, x, y = (_number(fields[index]) for index in (0, 2, 3))
    if time is None or x is None or y is None:
        raise ValueError(f"not a finite number in {' '.join(fields)[:60]!r}")
    return time, _name(fields[1]), x, y


def _name(field: str) -> str:
    """Some programs write whole numbers as ``12.0`` or ``1.2e+01``: the same person."""
    number = _number(field)
    return str(int(number)) if number is not None and number == int(number) else field


def _number(field: str) -> float | None:
    try:
        number = float(field)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
