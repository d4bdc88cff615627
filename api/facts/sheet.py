"""A delimited text file as rows of the columns that are wanted; the others are dropped unread."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from api.errors import ApiError
from api.sales.columns import normal

Wanted = Mapping[str, tuple[str, ...]]
"""What is read, to the normal names it goes by, the best first. A star stands for a currency that
may follow: "amount spent*" is also "Amount spent (EUR)"."""

_DELIMITERS: Final = (",", ";", "\t", "|")
_PREAMBLE_ROWS: Final = 30
_MAX_FIELD: Final = 128 * 1024
_ADDRESS: Final = re.compile(r"\S@\S+\.\w")
_MISSING: Final = frozenset(("", "-", "--", "n/a"))
MAX_NAME: Final = 200


class RowError(ApiError):
    """One cell cannot be taken."""

    def __init__(self, name: str, line: int, column: str, reason: str) -> None:
        super().__init__(
            422,
            "unreadable_facts",
            f"{name!r}, line {line}, column {column!r}: {reason}.",
            "Correct the cell, or export the file again.",
        )
        self.line, self.column, self.reason = line, column, reason


@dataclass(frozen=True, slots=True)
class Row:
    """``line`` where it begins in the file, from 1. A cell that says nothing is not in ``cells``:
    missing is never zero."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """``columns``: what is read, to the file's header."""

    name: str
    columns: dict[str, str]
    ignored: tuple[str, ...]
    rows: tuple[Row, ...]

    def named(self, row: Row, key: str) -> str:
        """Whose figures the row's are; empty where it does not say. Raises ApiError 422 for what
        looks like a mail address: it would be kept."""
        text = row.cells.get(key, "")
        if len(text) > MAX_NAME:
            raise self.wrong(row, key, f"a name has at most {MAX_NAME} characters")
        if _ADDRESS.search(text):
            raise self.wrong(row, key, "there is a mail address where a name is wanted")
        return text

    def store(self, row: Row, stores: Collection[str] | None) -> str | None:
        """``stores``: what the store is called, as `normal` writes it; its rows then have no name
        of their own, and the answer for those of others is None. None: every store has its name.
        Raises ApiError 422 when the row does not say."""
        text = self.named(row, "store")
        if not text:
            raise self.wrong(row, "store", "there is no store")
        if stores is None:
            return text
        return "" if normal(text) in stores else None

    def wrong(self, row: Row, key: str, reason: str) -> RowError:
        """About one cell."""
        return RowError(self.name, row.line, self.columns[key], reason)


def read_sheet(
    data: bytes, name: str, wanted: Wanted, needed: Sequence[tuple[str, ...]], *, comments: bool
) -> Sheet:
    """``needed``: of each tuple one must be there. ``comments``: lines that begin with # are none
    of the table, and end it. Rows of totals are left out. Raises ApiError 422 when there is no
    such table."""
    lines = list(io.StringIO(_text(data, name), newline=""))
    seen: list[str] = []
    for index, line in enumerate(lines[:_PREAMBLE_ROWS]):
        if comments and line.startswith("#"):
            continue
        for delimiter in _DELIMITERS:
            header = _cells(line, delimiter)
            if len(header) > len(seen):
                seen = header
            found = _found(header, wanted, name)
            if all(any(key in found for key in keys) for keys in needed):
                return _sheet(lines, index, delimiter, name, found, comments=comments)
    missing = [
        " or ".join(repr(wanted[key][0]) for key in keys)
        for keys in needed
        if not any(key in _found(seen, wanted, name) for key in keys)
    ]
    columns = ", ".join(repr(each[:40]) for each in seen[:30])
    raise _unfit(f"{name!r} has no column {', no '.join(missing)}; its columns are {columns}.")


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter), [])]
    except csv.Error:
        return []


def _text(data: bytes, name: str) -> str:
    for encoding in _encodings(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text and text.strip():
            return text
    raise _unfit(f"{name!r} is empty, or no text.")


def _encodings(data: bytes) -> tuple[str, ...]:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ("utf-16",)
    return ("utf-8-sig", "cp1252")


def _found(header: Sequence[str], wanted: Wanted, name: str) -> dict[str, int]:
    """Raises ApiError when two columns fit equally."""
    normals = [normal(each) for each in header]
    found: dict[str, int] = {}
    for key, names in wanted.items():
        for each in names:
            places = [at for at, written in enumerate(normals) if _is_named(written, each)]
            if len(places) > 1:
                raise _unfit(f"{name!r} has {len(places)} columns like {header[places[0]]!r}.")
            if places:
                found[key] = places[0]
                break
    return found


def _is_named(written: str, name: str) -> bool:
    if name.endswith("*"):
        return re.fullmatch(f"{re.escape(name[:-1])}( [a-z]{{3}})?", written) is not None
    return written == name


def _sheet(
    lines: list[str],
    start: int,
    delimiter: str,
    name: str,
    found: dict[str, int],
    *,
    comments: bool,
) -> Sheet:
    csv.field_size_limit(_MAX_FIELD)
    numbered = _cut(lines, start, delimiter, name, comments=comments)
    _, header = next(numbered)
    rows = []
    for line, cells in numbered:
        kept = {key: cells[at] for key, at in found.items() if at < len(cells)}
        day = kept.get("day", "")
        if (not day or _is_total(day)) and any(_is_total(cell) for cell in cells):
            continue
        if any(cells[len(header) :]):
            raise _unfit(
                f"{name!r}, line {line}: the row has more cells than the header; is a decimal "
                "comma the delimiter?"
            )
        said = {key: cell for key, cell in kept.items() if cell.lower() not in _MISSING}
        rows.append(Row(line, said))
    ignored = tuple(each for at, each in enumerate(header) if at not in found.values() and each)
    columns = {key: header[at] for key, at in found.items()}
    return Sheet(name, columns, ignored, tuple(rows))


def _cut(
    lines: list[str], start: int, delimiter: str, name: str, *, comments: bool
) -> Iterator[tuple[int, list[str]]]:
    end = next(
        (at for at in range(start, len(lines)) if comments and lines[at].startswith("#")),
        len(lines),
    )
    reader = csv.reader(lines[start:end], delimiter=delimiter, strict=True)
    line = start + 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, [cell.strip() for cell in cells]
            line = start + reader.line_num + 1
    except csv.Error as error:
        raise _unfit(f"{name!r}, line {line}: the row cannot be read ({error}).") from error


def _is_total(text: str) -> bool:
    return normal(text).startswith(("total", "grand total", "totaux"))


def _unfit(message: str) -> ApiError:
    return ApiError(422, "unreadable_facts", message, "Export it by day, as CSV.")
