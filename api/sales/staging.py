"""Lines of tickets on their way into the database, in a file that nobody else sees and that goes
with the import. Nothing but what `Line` names is in it, and memory does not grow with it."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from api.errors import ApiError

_CACHE_KIB: Final = 32 * 1024
_PIECE: Final = 10_000
_LINES: Final = """
CREATE TABLE lines (
    day INTEGER NOT NULL, ticket TEXT, instant INTEGER NOT NULL, timed INTEGER NOT NULL,
    kind INTEGER NOT NULL, amount INTEGER NOT NULL, items INTEGER, category TEXT
)
"""
_PARTS: Final = """
SELECT day, ticket, kind, category, count(*), sum(amount), coalesce(sum(items), 0), count(items),
    min(instant), min(timed)
FROM lines GROUP BY day, ticket, kind, category ORDER BY day, ticket, kind, category
"""
_ALIKE: Final = """
SELECT day, instant, kind, amount, items, timed, category, count(*) FROM lines
GROUP BY day, instant, kind, amount, items, timed, category
ORDER BY day, instant, kind, amount, items, timed, category
"""


class Staging:
    """A context; leaving it removes the file."""

    def __enter__(self) -> Self:
        self._folder = Path(tempfile.mkdtemp(prefix="chaland-import-"))
        self._connection = sqlite3.connect(
            self._folder / "lines.db", isolation_level=None, check_same_thread=False
        )
        # What a power cut leaves of it is not wanted.
        for pragma in ("journal_mode=OFF", "synchronous=OFF", f"cache_size=-{_CACHE_KIB}"):
            self._connection.execute(f"PRAGMA {pragma}")
        self._connection.execute("PRAGMA temp_store=FILE")
        self.clear()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._connection.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def clear(self) -> None:
        self._connection.execute("DROP TABLE IF EXISTS lines")
        self._connection.execute(_LINES)

    def add(self, lines: Sequence[tuple[Any, ...]]) -> None:
        """In the order of `Line`."""
        self._connection.execute("BEGIN")
        self._connection.executemany("INSERT INTO lines VALUES (?, ?, ?, ?, ?, ?, ?, ?)", lines)
        self._connection.execute("COMMIT")

    def bounds(self) -> tuple[int, int, int, int] | None:
        """First and last day, first and last instant; None when there is no line."""
        row = self._connection.execute(
            "SELECT min(day), max(day), min(instant), max(instant) FROM lines"
        ).fetchone()
        return None if row[0] is None else row

    def parts(self) -> Iterator[tuple[Any, ...]]:
        """Lines of one ticket, kind and category, summed: day, ticket, kind, category, lines,
        amount, items, lines that say their items, first instant, whether all are timed. All parts
        of a ticket follow each other. Raises ApiError 422."""
        return self._rows(_PARTS)

    def alike(self) -> Iterator[tuple[Any, ...]]:
        """Lines without a ticket's number: their content, and how many there are of it."""
        return self._rows(_ALIKE)

    def _rows(self, statement: str) -> Iterator[tuple[Any, ...]]:
        try:
            rows = self._connection.execute(statement)
            while piece := rows.fetchmany(_PIECE):
                yield from piece
        except (sqlite3.OperationalError, OverflowError) as error:
            if "overflow" not in str(error):
                raise
            raise ApiError(
                422,
                "unreadable_sales",
                "The amounts of one ticket are too large to be summed.",
                "Is the column of amounts the right one?",
            ) from error
