"""What people counted by hand, or a simulator knows, of a site's films."""

from __future__ import annotations

import csv
import json
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vision.errors import InputError
from vision.evaluation.crossings import Moment
from vision.evaluation.dwell import Dwell
from vision.site import Site
from vision.text_file import take_lines

COLUMNS = ("time", "direction", "line")
FORM = (
    "The first line is time,direction or time,direction,line; a line is 12.5,in or "
    "1:02:12,out,gate with the time since the start of the film that starts first."
)


@dataclass(frozen=True, slots=True)
class TrueCounts:
    """Seconds from the start of the film that starts first."""

    crossings: Mapping[str, Sequence[Moment]]
    """By line. A line that is not in it was not counted, which is not the same as empty."""
    dwells: Mapping[str, Sequence[Dwell]] = field(default_factory=dict)
    """By zone, of the visits whose beginning the film holds."""


def read_true_counts(path: Path, site: Site) -> TrueCounts:
    """Read crossings from a CSV file that somebody wrote, or a simulated shop's ``truth.json``.

    Crossings that name no line are of the site's only line, or its only entrance.

    Raises:
        InputError: the file cannot be used, or names lines or zones that the site does not have.
    """
    counts = _from_json(path, site) if path.suffix == ".json" else _from_table(path, site)
    known = {line.id for camera in site.cameras for line in camera.lines}
    for line in counts.crossings:
        if line not in known:
            raise InputError(
                f"{path}: the site has no line {line!r}; it has "
                f"{', '.join(sorted(known)) or 'none'}."
            )
    return counts


def _from_table(path: Path, site: Site) -> TrueCounts:
    columns: list[str] = []
    crossings: dict[str, list[Moment]] = defaultdict(list)

    def take(_: int, text: str) -> None:
        (fields,) = csv.reader([text])
        fields = [value.strip() for value in fields]
        if not columns:
            columns.extend(value.lower() for value in fields)
            if tuple(columns) not in (COLUMNS, COLUMNS[:2]):
                raise ValueError(f"{text[:60]!r} is not the heading")
            return
        if len(fields) != len(columns):
            raise ValueError(f"{len(fields)} fields, {len(columns)} are needed")
        if fields[1] not in ("in", "out"):
            raise ValueError(f"the direction is in or out, not {fields[1]!r}")
        moment = _seconds(fields[0]), fields[1]
        crossings[fields[2] if len(fields) > 2 else _only_line(path, site)].append(moment)

    take_lines(path, take, form=FORM)
    if not crossings:
        raise InputError(f"{path}: no crossing in this file. {FORM}")
    return TrueCounts(crossings)


def _from_json(path: Path, site: Site) -> TrueCounts:
    try:
        table: dict[str, Any] = json.loads(path.read_text("utf-8"))
        crossings: dict[str, list[Moment]] = defaultdict(list)
        for crossing in table["crossings"]:
            line = crossing.get("line") or _only_line(path, site)
            crossings[line].append((float(crossing["time"]), crossing["direction"]))
        staff = {one["number"] for one in table.get("people", []) if one["staff"]}
        dwells: dict[str, list[Dwell]] = defaultdict(list)
        for visit in table.get("visits", []):
            if not visit["cut_start"] and visit.get("person") not in staff:
                dwells[visit["area"]].append((float(visit["dwell"]), bool(visit["cut_end"])))
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}).") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(
            f"{path}: not a truth as the sample films have one ({error!r})."
        ) from error
    return TrueCounts(crossings, dwells)


def _only_line(path: Path, site: Site) -> str:
    lines = [line for camera in site.cameras for line in camera.lines]
    for some in (lines, [line for line in lines if line.role == "entrance"]):
        if len(some) == 1:
            return some[0].id
    raise InputError(
        f"{path}: the site has {len(lines)} lines; a column `line` has to say which one it is."
    )


def _seconds(text: str) -> float:
    """12.5, 1:02.5 or 1:02:12, as players show the time."""
    parts = text.split(":")
    try:
        values = [float(part) for part in parts]
    except ValueError:
        values = []
    if not 1 <= len(values) <= 3 or not all(math.isfinite(value) for value in values):
        raise ValueError(f"{text[:30]!r} is no time")
    seconds = 0.0
    for value in values:
        seconds = seconds * 60 + value
    return seconds
