"""POSLog as a source: its elements are the columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from api.sales.layouts.layout import Layout
from api.sales.layouts.poslog import COLUMNS, read_poslog
from api.sales.sources.content import Content
from api.sales.sources.source import Block


class Poslog:
    """Raises ApiError 422 when it is read and cannot be."""

    header: tuple[str, ...] = tuple(COLUMNS.values())
    layout = Layout("poslog", COLUMNS)

    def __init__(self, content: Content) -> None:
        self._content = content

    def blocks(self, headers: Sequence[str]) -> Iterator[Block]:
        with self._content.open() as stream:
            for frame in read_poslog(stream, self._content.name):
                yield Block(frame.rename(columns=COLUMNS)[list(headers)])
