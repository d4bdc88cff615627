"""XLSX: the first sheet that holds receipts."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any, Final

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from api.errors import ApiError
from api.sales.layouts.layout import Layout
from api.sales.sources.cells import text_of
from api.sales.sources.content import Content
from api.sales.sources.source import (
    BLOCK_ROWS,
    PREAMBLE_ROWS,
    Block,
    LayoutFor,
    heading,
    is_blank,
    text_frame,
    unfit,
)

MAX_UNPACKED: Final = 2 * 1024**3
MAX_TEXTS: Final = 256 * 1024**2
"""Of the texts that cells share, which are held in memory."""
_BAD: Final = (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError, EOFError)


class Workbook:
    """Formulas are not evaluated: what they last gave is read. Raises ApiError 422."""

    def __init__(self, content: Content, layout_for: LayoutFor) -> None:
        self._content = content
        self._check()
        (self._sheet, self._start), self.header, self.layout = self._heading(layout_for)

    def _heading(self, layout_for: LayoutFor) -> tuple[tuple[str, int], tuple[str, ...], Layout]:
        with self._opened() as book:
            candidates = [
                ((sheet.title, index), [text_of(cell.value) for cell in row])
                for sheet in book.worksheets
                for index, row in enumerate(islice(sheet.iter_rows(), PREAMBLE_ROWS), 1)
            ]
        trimmed = [(place, _trimmed(cells)) for place, cells in candidates]
        return heading([each for each in trimmed if each[1]], layout_for, self._content.name)

    def _check(self) -> None:
        """A few kilobytes can unpack to more than the machine has."""
        try:
            with self._content.open() as stream, zipfile.ZipFile(stream) as archive:
                sizes = {each.filename: each.file_size for each in archive.infolist()}
        except _BAD as error:
            raise self._broken() from error
        texts = sum(size for name, size in sizes.items() if name.endswith("sharedStrings.xml"))
        if sum(sizes.values()) > MAX_UNPACKED or texts > MAX_TEXTS:
            raise unfit(f"{self._content.name!r} is too large a workbook.", "Save it as CSV.")

    @contextmanager
    def _opened(self) -> Iterator[Any]:
        with self._content.open() as stream:
            try:
                book = openpyxl.load_workbook(stream, read_only=True, data_only=True)
            except _BAD as error:
                raise self._broken() from error
            try:
                yield book
            finally:
                book.close()

    def _broken(self) -> ApiError:
        return unfit(
            f"{self._content.name!r} is a spreadsheet that cannot be read, or not all of one.",
            "Save it as XLSX or CSV again.",
        )

    def blocks(self, headers: Sequence[str]) -> Iterator[Block]:
        picks = [self.header.index(name) for name in headers]
        with self._opened() as book:
            rows = book[self._sheet].iter_rows(min_row=self._start + 1)
            numbered = enumerate(rows, self._start + 1)
            while batch := list(islice(numbered, BLOCK_ROWS)):
                yield _block(batch, headers, picks, len(self.header))


def _trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _block(
    rows: list[tuple[int, Any]], headers: Sequence[str], picks: list[int], width: int
) -> Block:
    lines: list[int] = []
    kept: list[list[str]] = []
    broken: list[tuple[int, str]] = []
    for line, row in rows:
        if is_blank(text_of(cell.value) for cell in row):
            continue
        surplus = len(_trimmed([text_of(cell.value) for cell in row[width:]]))
        if surplus:
            broken.append((line, f"{surplus} more cells than the header has"))
            continue
        lines.append(line)
        kept.append([_cell(row[pick]) if pick < len(row) else "" for pick in picks])
    columns = {name: [row[at] for row in kept] for at, name in enumerate(headers)}
    return Block(text_frame(columns, lines), tuple(broken))


def _cell(cell: Any) -> str:
    # A day is kept as a moment at midnight; how it is shown says that it has no time.
    shown = str(cell.number_format or "").lower() if cell.is_date else ""
    return text_of(cell.value, day_only=bool(shown) and "h" not in shown)
