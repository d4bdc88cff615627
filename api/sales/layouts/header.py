"""A file's header looked up by name: case, accents and punctuation do not matter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from api.sales.columns import Field, normal

Rows = Sequence[tuple[int, dict[Field, str]]]
"""Lines of the file and what is said there."""


class Header:
    """Normal names to the names as written. Of two alike the first counts."""

    def __init__(self, header: Sequence[str]) -> None:
        self._written: dict[str, str] = {}
        for name in header:
            self._written.setdefault(normal(name), name)

    def has(self, *names: str) -> bool:
        return all(name in self._written for name in names)

    def first(self, *names: str) -> str | None:
        """The first of ``names`` that the file has, as written there."""
        return next((self._written[name] for name in names if name in self._written), None)

    def columns(self, wanted: Mapping[Field, tuple[str, ...]]) -> dict[Field, str]:
        """Field to header, for those of ``wanted`` that the file has."""
        found = {field: self.first(*names) for field, names in wanted.items()}
        return {field: name for field, name in found.items() if name is not None}

    def read(self, *names: str) -> tuple[str, ...]:
        return tuple(self._written[name] for name in names if name in self._written)


class Cells:
    """The columns of a frame by normal name, each a list of text; a column that the file does not
    have is empty text."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.lines: list[int] = frame.index.tolist()
        self._blank = [""] * len(self.lines)
        self._columns: dict[str, list[str]] = {}
        for name in frame.columns:
            self._columns.setdefault(
                normal(str(name)), [each.strip() for each in frame[name].tolist()]
            )

    def __len__(self) -> int:
        return len(self.lines)

    def has(self, name: str) -> bool:
        return name in self._columns

    def __getitem__(self, name: str) -> list[str]:
        return self._columns.get(name, self._blank)

    def any_of(self, *names: str) -> list[str]:
        """The column of the first name that the file has."""
        return next((self[name] for name in names if self.has(name)), self._blank)


def canonical_frame(rows: Rows, fields: Sequence[Field]) -> pd.DataFrame:
    """Lines and their cells as a frame of text, with all of ``fields``, whatever the rows have."""
    return pd.DataFrame(
        {field: [cells.get(field, "") for _, cells in rows] for field in fields},
        index=pd.Index([line for line, _ in rows], dtype="int64"),
        dtype=str,
    )
