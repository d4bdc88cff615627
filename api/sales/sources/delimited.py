"""Delimited text: encoding, delimiter and preamble found out."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any, Final

from api.sales.layouts.layout import Layout
from api.sales.sources.content import Content
from api.sales.sources.encoding import encoding_of
from api.sales.sources.plain import plain_frame
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
_LINE_END: Final = re.compile(r"\r\n|\r|\n")
_PIECE: Final = 1024 * 1024
"""Characters that are cut at once."""
_MAX_FIELD: Final = 128 * 1024
_SURPLUS: Final = "more cells than the header has: is a decimal comma the delimiter?"
_CUT: Final = "the file ends in the middle of this row"


@dataclass(slots=True)
class _Rows:
    """``lines``: on which each begins."""

    cells: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)


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

    def _reader(self, stream: io.TextIOWrapper) -> Any:
        csv.field_size_limit(_MAX_FIELD)
        for _ in range(self._start):
            stream.readline()
        return csv.reader(stream, delimiter=self._delimiter, strict=True)

    def blocks(self, headers: Sequence[str]) -> Iterator[Block]:
        picks = {name: self.header.index(name) for name in headers}
        width = len(self.header)
        with self._encoding.text(self._content) as stream:
            reader = self._reader(stream)
            next(reader)
            line = self._start + reader.line_num + 1
            # The last line may be cut off, and is left to those that are looked at.
            piece, ahead = _piece(stream), _piece(stream)
            while ahead:
                frame = plain_frame(piece, self._delimiter, width, picks, line)
                if frame is None and '"' in piece:
                    break
                if frame is not None:
                    yield Block(frame)
                    line += len(frame)
                else:
                    rows, _ = self._read(
                        csv.reader(
                            io.StringIO(piece, newline=""), delimiter=self._delimiter, strict=True
                        ),
                        line,
                        None,
                    )
                    yield _block(rows, picks, width, [])
                    line += len(rows.cells)
                piece, ahead = ahead, _piece(stream)
            rest = chain(io.StringIO(piece, newline=""), io.StringIO(ahead, newline=""), stream)
            yield from self._looked_at(rest, picks, line)

    def _looked_at(self, lines: Iterable[str], picks: dict[str, int], line: int) -> Iterator[Block]:
        """``lines``: to the end of the file; ``line``: the number of the first."""
        width = shortest = len(self.header)
        reader = csv.reader(lines, delimiter=self._delimiter, strict=True)
        rows, cut = self._read(reader, line, BLOCK_ROWS)
        while rows.cells:
            # The next first, so that the last row of the file is seen to be it.
            ahead, cut = self._read(reader, line, BLOCK_ROWS) if cut is None else (_Rows(), cut)
            broken = []
            if not ahead.cells and cut is None and not self._encoding.ended:
                shortest = min([shortest, *(len(row) for row in rows.cells[:-1] if row)])
                if len(rows.cells[-1]) < shortest:
                    rows.cells.pop()
                    broken.append((rows.lines.pop(), _CUT))
            yield _block(rows, picks, width, broken)
            rows = ahead
        if cut is not None:
            yield _block(_Rows(), picks, width, [(cut, _CUT)])

    def _read(self, reader: Any, base: int, most: int | None) -> tuple[_Rows, int | None]:
        """Rows, and the line at which the file ends in the middle of one. ``base``: the line of the
        file at which ``reader`` began. Raises ApiError 422."""
        before = reader.line_num
        cells: list[list[str]] = []
        problem: csv.Error | None = None
        try:
            for row in islice(reader, most):
                cells.append(row)  # noqa: PERF402  (what was read before an error is wanted)
        except csv.Error as error:
            problem = error
        line = first = base + before
        lines = list(range(first, first + len(cells)))
        if problem is not None or reader.line_num - before != len(cells):
            lines = []
            for row in cells:
                lines.append(line)
                line += 1 + sum(len(_LINE_END.findall(cell)) for cell in row)
        if problem is None:
            return _Rows(cells, lines), None
        last = base + reader.line_num - 1
        if "unexpected end" in str(problem) and line == last and not self._encoding.ended:
            return _Rows(cells, lines), line
        raise unfit(
            f"{self._content.name!r}, line {line}: the row cannot be read ({problem}).",
            "A quote there is not closed, or should be doubled.",
        ) from problem


def _piece(stream: io.TextIOWrapper) -> str:
    """Whole lines; "" at the end."""
    return stream.read(_PIECE) + stream.readline()


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


def _block(rows: _Rows, picks: dict[str, int], width: int, broken: list[tuple[int, str]]) -> Block:
    cells, lines = rows.cells, rows.lines
    columns = list(zip(*cells, strict=False))
    # Rows as long as the header, and that begin with something, need no look at each.
    if (
        len(columns) != width
        or set(map(len, cells)) != {width}
        or not all(map(str.strip, columns[0]))
    ):
        cells, lines = _looked_at(rows, width, broken)
        columns = list(zip(*cells, strict=True)) or [()] * width
    frame = text_frame({name: columns[pick] for name, pick in picks.items()}, lines)
    return Block(frame, tuple(broken))


def _looked_at(
    rows: _Rows, width: int, broken: list[tuple[int, str]]
) -> tuple[list[list[str]], list[int]]:
    """Without blank rows, and all as long as the header."""
    cells, lines = [], []
    for line, row in zip(rows.lines, rows.cells, strict=True):
        if is_blank(row):
            continue
        surplus = max(index for index, cell in enumerate(row) if cell.strip()) + 1 - width
        if surplus > 0:
            broken.append((line, f"{surplus} {_SURPLUS}"))
        else:
            cells.append(row[:width] + [""] * (width - len(row)))
            lines.append(line)
    return cells, lines
