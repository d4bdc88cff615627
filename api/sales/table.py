"""A delimited text file as a header and rows: encoding, delimiter and preamble found out."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from api.errors import ApiError
from api.sales.columns import Field, columns_of

DELIMITERS: Final = (";", ",", "\t", "|")
_PREAMBLE_ROWS: Final = 20
_MAX_FIELD: Final = 128 * 1024
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
WANTED: Final = (
    "an amount including tax (Amount, Total, Montant TTC …) and a date (Date, or Datetime, "
    "or Date and Heure)"
)


@dataclass(frozen=True, slots=True)
class Row:
    """``line`` is where it begins in the file, from 1. ``surplus``: cells beyond the header's,
    which say that the row's columns are not where they seem."""

    line: int
    surplus: int
    cells: dict[Field, str]


@dataclass(frozen=True, slots=True)
class Table:
    columns: dict[Field, str]
    ignored: tuple[str, ...]
    rows: tuple[Row, ...]


def read_table(data: bytes, name: str) -> Table:
    """Only the cells of known columns are kept. Raises ApiError 422 when there is no table."""
    text = _text(data, name)
    # Not splitlines: it also cuts at characters that are no line ends in a CSV.
    lines = list(io.StringIO(text, newline=""))
    best: tuple[int, int, str] | None = None
    seen: list[str] = []
    doubled: str | None = None
    for delimiter in DELIMITERS:
        for index, header in _first_rows(lines, delimiter):
            if len(header) > max(1, len(seen)):
                seen = header
            try:
                found = columns_of(header)
            except ValueError as error:
                doubled = doubled or f"{name!r} {error}."
                continue
            useful = len(found) if _enough(found) else 0
            if useful and (best is None or useful > best[0]):
                best = (useful, index, delimiter)
    if best is None and doubled is not None:
        raise _unfit(doubled, "Remove or rename one of them.")
    if best is None:
        raise _no_header(name, seen)
    _, start, delimiter = best
    return _table(lines, start, delimiter, name)


def _text(data: bytes, name: str) -> str:
    if not data.strip():
        raise _unfit(f"{name!r} is empty.", "Export the receipts again.")
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise _unfit(f"{name!r} is a spreadsheet, not a CSV.", "Save it as CSV and import that.")
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _decoded(data, encoding, name)
    half = data[:4096]
    if half.count(0) > len(half) // 4:
        # UTF-16 without a mark: in Western text every other byte is 0.
        return _decoded(data, "utf-16-le" if half[1::2].count(0) else "utf-16-be", name)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = _decoded(data, "cp1252", name)
    if "\x00" in text:
        raise _unfit(f"{name!r} is not a text file.", "Export the receipts as CSV.")
    return text


def _decoded(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _unfit(
            f"{name!r} is not text: it is neither UTF-8, UTF-16 nor Windows-1252.",
            "Export the receipts as CSV in UTF-8.",
        ) from error


def _first_rows(lines: list[str], delimiter: str) -> Iterator[tuple[int, list[str]]]:
    for index, line in enumerate(lines[:_PREAMBLE_ROWS]):
        try:
            row = next(csv.reader([line], delimiter=delimiter), [])
        except csv.Error:
            continue
        if any(cell.strip() for cell in row):
            yield index, [cell.strip() for cell in row]


def _enough(found: dict[Field, int]) -> bool:
    return "amount" in found and ("datetime" in found or "date" in found)


def _table(lines: list[str], start: int, delimiter: str, name: str) -> Table:
    csv.field_size_limit(_MAX_FIELD)
    source = io.StringIO("".join(lines[start:]), newline="")
    reader = csv.reader(source, delimiter=delimiter, strict=True)
    rows: list[Row] = []
    line = start + 1
    try:
        header = [cell.strip() for cell in next(reader)]
        found = columns_of(header)
        line = start + reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                kept = {
                    field: cells[index].strip() if index < len(cells) else ""
                    for field, index in found.items()
                }
                last = max(index for index, cell in enumerate(cells) if cell.strip())
                rows.append(Row(line, max(0, last + 1 - len(header)), kept))
            line = start + reader.line_num + 1
    except csv.Error as error:
        raise _unfit(
            f"{name!r}, line {line}: the row cannot be read ({error}).",
            "A quote there is not closed, or should be doubled.",
        ) from error
    used = set(found.values())
    ignored = tuple(each for index, each in enumerate(header) if index not in used and each)
    return Table({field: header[index] for field, index in found.items()}, ignored, tuple(rows))


def _no_header(name: str, seen: list[str]) -> ApiError:
    if len(seen) < 2:
        return _unfit(f"{name!r} is not a CSV of receipts: no columns were found.", _needs())
    found = columns_of(seen)
    missing = []
    if "amount" not in found:
        missing.append("no amount column")
    if "date" not in found and "datetime" not in found:
        missing.append("no date column")
    columns = ", ".join(repr(each[:40]) for each in seen[:30])
    return _unfit(f"{name!r} has {' and '.join(missing)}; its columns are {columns}.", _needs())


def _needs() -> str:
    return f"Wanted: a header line that names {WANTED}."


def _unfit(message: str, hint: str) -> ApiError:
    return ApiError(422, "unreadable_sales", message, hint)
