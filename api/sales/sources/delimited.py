"""Delimited text: encoding, delimiter and preamble found out."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Final

from api.errors import ApiError
from api.sales.layouts.layout import Layout
from api.sales.sources.content import Content
from api.sales.sources.encoding import encoding_of
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

DELIMITERS: Final = (";", ",", "\t", "|")
_MAX_FIELD: Final = 128 * 1024
_SURPLUS: Final = "more cells than the header has: is a decimal comma the delimiter?"
_CUT: Final = "the file ends in the middle of this row"


class DelimitedText:
    """Raises ApiError 422 when there is no table in it."""

    def __init__(self, content: Content, layout_for: LayoutFor) -> None:
        self._content = content
        self._encoding = encoding_of(content)
        with self._encoding.text(content) as stream:
            lines = [stream.readline(_MAX_FIELD) for _ in range(PREAMBLE_ROWS)]
        (self._start, self._delimiter), _, _ = heading(_candidates(lines), layout_for, content.name)
        with self._encoding.text(content) as stream:
            # As the reader cuts it: a quoted name may hold a line end.
            header = next(self._reader(stream))
        self.header = tuple(cell.strip() for cell in header)
        try:
            self.layout: Layout = layout_for(self.header)
        except ValueError as error:
            raise unfit(f"{content.name!r} {error}.", "Remove or rename one of them.") from error

    def _reader(self, stream: io.TextIOWrapper) -> Iterator[list[str]]:
        csv.field_size_limit(_MAX_FIELD)
        for _ in range(self._start):
            stream.readline()
        return csv.reader(stream, delimiter=self._delimiter, strict=True)

    def blocks(self, headers: Sequence[str]) -> Iterator[Block]:
        picks = [self.header.index(name) for name in headers]
        width = len(self.header)
        shortest = width
        with self._encoding.text(self._content) as stream:
            reader = self._reader(stream)
            next(reader)
            pending: list[tuple[int, list[str]]] = []
            for numbered in self._rows(reader):
                pending.append(numbered)
                # One more than a block, so that the last row of the file is seen to be it.
                if len(pending) > BLOCK_ROWS:
                    ahead = pending.pop()
                    shortest = min(shortest, min(len(row) for _, row in pending))
                    yield _block(pending, headers, picks, width)
                    pending = [ahead]
            broken: list[tuple[int, str]] = []
            if pending and not self._encoding.ended:
                others = [len(row) for _, row in pending[:-1] if row]
                if len(pending[-1][1]) < min(shortest, *others, width):
                    broken.append((pending.pop()[0], _CUT))
            cut = self._unclosed
            if cut is not None:
                broken.append((cut, _CUT))
            if pending or broken:
                yield _block(pending, headers, picks, width, broken)

    def _rows(self, reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
        """Rows with the line on which each begins."""
        self._unclosed: int | None = None
        offset = self._start + 1
        line = offset + reader.line_num  # type: ignore[attr-defined]
        try:
            for row in reader:
                if row:
                    yield line, row
                line = offset + reader.line_num  # type: ignore[attr-defined]
        except csv.Error as error:
            last = self._start + reader.line_num  # type: ignore[attr-defined]
            if "unexpected end" in str(error) and line == last and not self._encoding.ended:
                self._unclosed = line
                return
            raise self._open_quote(line, error) from error

    def _open_quote(self, line: int, error: csv.Error) -> ApiError:
        return unfit(
            f"{self._content.name!r}, line {line}: the row cannot be read ({error}).",
            "A quote there is not closed, or should be doubled.",
        )


def _candidates(lines: list[str]) -> Iterator[tuple[tuple[int, str], list[str]]]:
    for delimiter in DELIMITERS:
        for index, line in enumerate(lines):
            try:
                row = next(csv.reader([line], delimiter=delimiter), [])
            except csv.Error:
                continue
            cells = [cell.strip() for cell in row]
            if any(cells):
                yield (index, delimiter), cells


def _block(
    rows: list[tuple[int, list[str]]],
    headers: Sequence[str],
    picks: list[int],
    width: int,
    broken: Sequence[tuple[int, str]] = (),
) -> Block:
    kept, found = rows, list(broken)
    # Rows as long as the header need no look at each.
    if any(len(row) != width or not row[0] for _, row in rows):
        kept = []
        for line, row in rows:
            if len(row) == width and row[0]:
                kept.append((line, row))
                continue
            if is_blank(row):
                continue
            surplus = max(index for index, cell in enumerate(row) if cell.strip()) + 1 - width
            if surplus > 0:
                found.append((line, f"{surplus} {_SURPLUS}"))
            else:
                kept.append((line, row + [""] * (width - len(row))))
    columns = {
        name: [row[pick].strip() for _, row in kept]
        for name, pick in zip(headers, picks, strict=True)
    }
    return Block(text_frame(columns, [line for line, _ in kept]), tuple(found))
