"""Crossings that a person wrote down, from a file."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from analytics.audit.matching import LATEST, TOLERANCE, Direction
from analytics.audit.sample import QUARTER
from analytics.business_day import instant_of
from vision.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

WORDS: Final[dict[str, Direction | None]] = {
    "in": "in",
    "out": "out",
    "none": None,
    "entrée": "in",
    "entree": "in",
    "sortie": "out",
    "rien": None,
}
"""None: the quarter-hour was counted, and this line is of no crossing."""
MISTAKES_SHOWN: Final = 20


def read_tally(
    path: Path, zone: ZoneInfo, quarters: Sequence[datetime]
) -> dict[datetime, list[tuple[int, Direction]]]:
    """Start of each quarter-hour that the file speaks of to its crossings: seconds since it began
    and directions. Those within TOLERANCE of a quarter-hour's edge are of both sides.

    Args:
        zone: of times without an offset.
        quarters: those that were drawn; a time in none of them is a mistake.

    Raises InputError with every mistake as ``file:line: what``.
    """
    found: dict[datetime, list[tuple[int, Direction]]] = {}
    edges: list[tuple[datetime, int, Direction]] = []
    mistakes = []
    for number, time, word in _rows(path):
        try:
            instant, way = read_instant(time, zone), _way(word)
            near = [
                (start, (instant - start) // timedelta(seconds=1))
                for start in quarters
                if -TOLERANCE <= (instant - start) / timedelta(seconds=1) < LATEST + 1
            ]
            if not near:
                raise ValueError(f"{time} is in no quarter-hour of this audit")  # noqa: TRY301
        except ValueError as error:
            mistakes.append(f"{path}:{number}: {error}")
            continue
        for start, second in near:
            if start <= instant < start + QUARTER:
                found.setdefault(start, [])
            if way is not None:
                edges.append((start, second, way))
    if mistakes:
        more = len(mistakes) - MISTAKES_SHOWN
        rest = [f"… and {more} more"] if more > 0 else []
        raise InputError("\n".join([*mistakes[:MISTAKES_SHOWN], *rest]))
    # A time just outside a quarter-hour does not say that it was counted.
    for start, second, way in edges:
        if start in found:
            found[start].append((second, way))
    if not found:
        raise InputError(f"{path}: no line is of a quarter-hour of this audit.")
    return {start: sorted(found[start]) for start in sorted(found)}


def _rows(path: Path) -> Iterator[tuple[int, str, str]]:
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: this is not UTF-8 text. Save it as CSV UTF-8.") from error
    delimiter = ";" if ";" in text and "," not in text.partition("\n")[0] else ","
    lines = csv.reader(text.splitlines(), delimiter=delimiter)
    for number, row in enumerate(lines, 1):
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        if number == 1 and not any(character.isdigit() for character in cells[0]):
            continue  # the header
        if len(cells) != 2:
            raise InputError(
                f"{path}:{number}: {len(cells)} columns; write time{delimiter}direction."
            )
        yield number, cells[0], cells[1]


def read_instant(text: str, zone: ZoneInfo) -> datetime:
    """``zone``: of a time without an offset. Raises ValueError with what to write instead."""
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(
            f"{text!r} is not a time; write 2026-05-06T09:03:17, with an offset or as the store's "
            "clock shows it"
        ) from None
    if len(text) <= len("2026-05-06"):
        raise ValueError(f"{text!r} is a day without a time")
    return instant_of(time, zone) if time.tzinfo is None else time.astimezone(UTC)


def _way(word: str) -> Direction | None:
    try:
        return WORDS[word.lower()]
    except KeyError:
        raise ValueError(f"{word!r} is no direction; write in, out or none") from None
