"""A block of text cells as lines of tickets: all rows at once where they are written as most are,
the others one by one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd

from api.sales.clock_columns import ClockColumns
from api.sales.columns import KINDS, Field, kind_of, normal
from api.sales.layouts.layout import Layout
from api.sales.reconciliation import RejectedRow
from api.sales.row import (
    MAX_ID,
    Reading,
    RowError,
    category_of,
    items_of,
    line_of,
    minor_of,
)
from api.sales.sources.source import Block
from api.sales.text_column import BAD, NONE, TextColumn

_EPOCH: Final = date(1970, 1, 1).toordinal()
_TOTALS: Final = frozenset(
    ("total", "totals", "totaux", "total general", "grand total", "sous total", "sub total")
) | {"subtotal", "somme", "sum", "total ttc", "total du jour", "total caisse", "total periode"}


class Line(NamedTuple):
    """``day``: since 1970; ``instant``: Unix seconds; ``kind``: 0 where the row says none, else
    its place in KINDS, from 1; ``amount`` in minor units."""

    day: int
    ticket: str | None
    instant: int
    timed: int
    kind: int
    amount: int
    items: int | None
    category: str | None


_LIKE_TOTAL: Final = re.compile("tota|som|sum", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TotalLine:
    """``amount``: None where it cannot be read."""

    line: int
    amount: int | None


@dataclass(slots=True)
class ReadBlock:
    """``numbers``: of the rows of ``lines``, in the file."""

    numbers: list[int] = field(default_factory=list)
    lines: list[tuple[Any, ...]] = field(default_factory=list)
    rejected: list[RejectedRow] = field(default_factory=list)
    totals: list[TotalLine] = field(default_factory=list)
    changes: Counter[str] = field(default_factory=Counter)


class BlockReader:
    def __init__(self, layout: Layout, reading: Reading) -> None:
        self._layout = layout
        self._reading = reading
        self._clock = ClockColumns(reading.order, reading.calendar.zone)
        self._amounts = TextColumn(lambda text: minor_of(text, reading))
        self._items = TextColumn(
            lambda text: items_of(text, reading.mark) if text else NONE,
        )
        self._kinds = TextColumn(_kind)
        self._currencies = TextColumn(self._currency)

    def _currency(self, text: str) -> int:
        return 0 if (text.upper() or self._reading.currency) == self._reading.currency else BAD

    def read(self, block: Block, frame: pd.DataFrame) -> ReadBlock:
        """``frame``: what the layout made of ``block``, text by Field."""
        found = ReadBlock()
        moments = self._clock.read(frame)
        amounts = self._amounts.read(frame["amount"])
        good = moments.good & (amounts != BAD)
        size = len(frame)
        kinds = self._kinds.read(frame["type"]) if "type" in frame else np.zeros(size, np.int64)
        items = self._items.read(frame["items"]) if "items" in frame else np.full(size, NONE)
        good &= (kinds != BAD) & (items != BAD)
        if "currency" in frame:
            good &= self._currencies.read(frame["currency"]) != BAD
        tickets: list[str] | list[None] = [None] * size
        if "ticket" in frame:
            tickets = _tickets(frame)
            good &= _usual(frame["ticket"], tickets)
        columns = (
            moments.day.tolist(),
            tickets,
            moments.instant.tolist(),
            moments.timed.astype(np.int64).tolist(),
            kinds.tolist(),
            amounts.tolist(),
            [None if each == NONE else each for each in items.tolist()],
            _categories(frame["category"]) if "category" in frame else [None] * size,
        )
        rows = list(zip(*columns, strict=True))
        numbers = frame.index.tolist()
        if good.all():
            found.numbers, found.lines = numbers, rows
        else:
            kept = np.flatnonzero(good).tolist()
            found.numbers = [numbers[index] for index in kept]
            found.lines = [rows[index] for index in kept]
            self._read_others(block, frame, np.flatnonzero(~good).tolist(), found)
        for number, reason in block.broken:
            found.rejected.append(RejectedRow(line=number, reason=reason, column=None))
        found.rejected.sort(key=lambda row: row.line)
        return found

    def _read_others(
        self, block: Block, frame: pd.DataFrame, indexes: list[int], found: ReadBlock
    ) -> None:
        others = frame.iloc[indexes]
        whole: dict[int, list[str]] = {}
        for number, cells in zip(others.index.tolist(), others.to_dict("records"), strict=True):
            if is_total(cells.get("ticket", "")):
                found.totals.append(TotalLine(number, self._amount(cells)))
                continue
            try:
                line = line_of(cells, self._reading)
            except RowError as error:
                if error.change is not None:
                    found.changes[error.change] += 1
                if error.field in ("datetime", "date", "ticket"):
                    # The word may stand in a column that no field is read from.
                    whole = whole or _rows(block.cells)
                    if any(map(is_total, whole.get(number, ()))):
                        found.totals.append(TotalLine(number, self._amount(cells)))
                        continue
                column = None if error.field is None else self._layout.columns.get(error.field)
                found.rejected.append(RejectedRow(line=number, reason=error.reason, column=column))
                continue
            if line.moment.change is not None:
                found.changes[line.moment.change] += 1
            found.numbers.append(number)
            found.lines.append(
                Line(
                    line.day.toordinal() - _EPOCH,
                    line.ticket,
                    int(line.moment.instant.timestamp()),
                    int(line.moment.timed),
                    0 if line.kind is None else KINDS.index(line.kind) + 1,
                    line.amount,
                    line.items,
                    line.category,
                )
            )

    def _amount(self, cells: Mapping[Field, str]) -> int | None:
        try:
            return minor_of(cells.get("amount", ""), self._reading)
        except ValueError:
            return None


def is_total(text: str) -> bool:
    """Whether it is what files call the line of a sum: "Total", "Sous-total", "Total général"."""
    return bool(_LIKE_TOTAL.search(text)) and normal(text) in _TOTALS


def _rows(cells: pd.DataFrame) -> dict[int, list[str]]:
    return dict(zip(cells.index.tolist(), cells.to_numpy().tolist(), strict=True))


def _kind(text: str) -> int:
    return KINDS.index(kind_of(text)) + 1 if text else 0


def _tickets(frame: pd.DataFrame) -> list[str]:
    numbers: list[str] = frame["ticket"].tolist()
    if "till" not in frame:
        return numbers
    tills: list[str] = frame["till"].tolist()
    return [
        f"{till}/{number}" if till else number for till, number in zip(tills, numbers, strict=True)
    ]


def _usual(numbers: pd.Series, tickets: list[str]) -> Any:
    """False for what `line_of` may refuse, and for what may be the line of a total."""
    lower = numbers.str.slice(0, 20).str.lower()
    odd = (numbers == "") | lower.str.contains("tota|som|sum", regex=True)
    long = np.fromiter(
        (len(each) > MAX_ID or "@" in each or "\x00" in each for each in tickets),
        np.bool_,
        len(tickets),
    )
    return ~(odd.to_numpy(dtype=np.bool_) | long)


def _categories(column: pd.Series) -> list[str | None]:
    codes, texts = pd.factorize(column)
    names = np.array([category_of(text) for text in texts.tolist()], dtype=object)
    found: list[str | None] = names[codes].tolist() if len(names) else []
    return found
