"""What every form of a receipts file is read as: a header, and blocks of text cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol, TypeVar

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from api.errors import ApiError
from api.sales.columns import columns_of
from api.sales.layouts.layout import Layout

BLOCK_ROWS: Final = 20_000
PREAMBLE_ROWS: Final = 20
WANTED: Final = (
    "an amount including tax (Amount, Total, Montant TTC …) and a date (Date, or Datetime, "
    "or Date and Heure)"
)
LayoutFor = Callable[[Sequence[str]], Layout]
"""Raises ValueError when a header names a column twice or not at all."""


@dataclass(frozen=True, slots=True)
class Block:
    """``cells``: stripped text by header, "" where there is none; the index is the line of the
    file, from 1. ``broken``: lines of rows that cannot be cut into cells, and why."""

    cells: pd.DataFrame
    broken: tuple[tuple[int, str], ...] = ()


class Source(Protocol):
    """``header``: all columns, as the file names them."""

    @property
    def header(self) -> tuple[str, ...]: ...
    @property
    def layout(self) -> Layout: ...
    def blocks(self, headers: Sequence[str]) -> Iterator[Block]:
        """From the first row, each time; at most BLOCK_ROWS rows at once, without blank ones.
        Raises ApiError 422 when the file ceases to be one."""


_Place = TypeVar("_Place")


def heading(
    candidates: Iterable[tuple[_Place, list[str]]], layout_for: LayoutFor, name: str
) -> tuple[_Place, tuple[str, ...], Layout]:
    """Of rows that may be the header the one in which most columns are known. ``_Place``: whatever
    tells where it was. Raises ApiError 422 when none has an amount and a date."""
    best: tuple[int, _Place, tuple[str, ...], Layout] | None = None
    seen: list[str] = []
    doubled: str | None = None
    for place, header in candidates:
        if len(header) > max(1, len(seen)):
            seen = header
        try:
            layout = layout_for(header)
        except ValueError as error:
            doubled = doubled or f"{name!r} {error}."
            continue
        useful = len(layout.headers) if layout.is_enough else 0
        if useful and (best is None or useful > best[0]):
            best = (useful, place, tuple(header), layout)
    if best is not None:
        return best[1:]
    if doubled is not None:
        raise unfit(
            doubled, f"Its columns are {_named(seen)}; each that is read must be there once."
        )
    raise _no_header(name, seen)


def _no_header(name: str, seen: list[str]) -> ApiError:
    needs = f"Wanted: a header line that names {WANTED}."
    if len(seen) < 2:
        return unfit(f"{name!r} is not a table of receipts: no columns were found.", needs)
    found = columns_of(seen)
    missing = []
    if "amount" not in found:
        missing.append("no amount column")
    if "date" not in found and "datetime" not in found:
        missing.append("no date column")
    return unfit(f"{name!r} has {' and '.join(missing)}; its columns are {_named(seen)}.", needs)


def _named(header: Sequence[str]) -> str:
    return ", ".join(repr(each[:40]) for each in header[:30])


def unfit(message: str, hint: str) -> ApiError:
    return ApiError(422, "unreadable_sales", message, hint)


def text_frame(columns: Mapping[str, Sequence[str]], lines: Sequence[int]) -> pd.DataFrame:
    """Strips the cells."""
    return arrow_frame(
        {
            name: pc.utf8_trim_whitespace(pa.array(cells, pa.large_string()))
            for name, cells in columns.items()
        },
        lines,
    )


def arrow_frame(columns: Mapping[str, Any], lines: Sequence[int]) -> pd.DataFrame:
    """``columns``: Arrow's text."""
    texts = {name: pd.array(cells, dtype="str") for name, cells in columns.items()}
    return pd.DataFrame(texts, index=pd.Index(lines, dtype="int64"))


def is_blank(cells: Iterable[Any]) -> bool:
    return not any(cell and not cell.isspace() for cell in cells)
