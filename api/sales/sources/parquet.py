"""Parquet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time
from typing import IO, Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from api.sales.layouts.layout import Layout
from api.sales.sources.cells import text_of
from api.sales.sources.content import Content
from api.sales.sources.source import BLOCK_ROWS, Block, LayoutFor, heading, text_frame, unfit


class Parquet:
    """Line 1 is the header's, as in a CSV of the same rows. Raises ApiError 422."""

    def __init__(self, content: Content, layout_for: LayoutFor) -> None:
        self._content = content
        with content.open() as stream:
            file = self._file(stream)
            self.header: tuple[str, ...] = tuple(file.schema_arrow.names)
        self.layout: Layout = heading([(0, list(self.header))], layout_for, content.name)[2]

    def _file(self, stream: IO[bytes]) -> Any:
        try:
            return pq.ParquetFile(stream)
        except pa.ArrowException as error:
            raise self._broken() from error

    def _broken(self) -> Exception:
        return unfit(
            f"{self._content.name!r} is not a whole Parquet file.", "Export the receipts again."
        )

    def blocks(self, headers: Sequence[str]) -> Iterator[Block]:
        line = 2
        with self._content.open() as stream:
            file = self._file(stream)
            try:
                for batch in file.iter_batches(BLOCK_ROWS, columns=list(headers)):
                    columns = {name: _texts(batch.column(name)) for name in headers}
                    frame = text_frame(columns, range(line, line + batch.num_rows))
                    line += batch.num_rows
                    yield Block(frame[(frame != "").any(axis=1)])
            except (pa.ArrowException, OSError) as error:
                raise self._broken() from error


def _texts(column: Any) -> list[str]:
    kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.dictionary_decode()
        kind = column.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_integer(kind):
        found = pd.array(column.cast(pa.string()).fill_null("").to_pylist(), dtype="str")
        return [each.strip() for each in found]
    values = column.to_pylist()
    # Days are often kept as moments at midnight.
    days = all(
        value.time() == time(0) for value in values if isinstance(value, datetime)
    ) and pa.types.is_timestamp(kind)
    return [text_of(value, day_only=days) for value in values]
