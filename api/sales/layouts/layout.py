"""How the columns of one kind of receipts file are understood."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.sales.columns import Field

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Field", "Layout"]


@dataclass(frozen=True, slots=True)
class Layout:
    """``columns``: field to header of the file; what is not named there nor in ``read`` is dropped
    unread. ``read``: further headers that ``canonical`` needs; never stored.

    ``canonical`` takes text cells by header (index: line in the file; stripped, empty where there
    is none) and gives text cells by Field. It may drop or add rows; None: only renamed. It is
    called for one block of the file after another, and a block may end anywhere: what becomes of a
    row must not depend on others, save on what was said before of the same order (`orders`). A file
    may be read again from its top. Each block must give the same fields. It raises nothing for what
    a cell holds: a text it cannot make sense of is handed on, to be rejected with its line."""

    name: str
    columns: Mapping[Field, str]
    read: tuple[str, ...] = ()
    canonical: Callable[[pd.DataFrame], pd.DataFrame] | None = None

    @property
    def headers(self) -> tuple[str, ...]:
        """Which columns of the file are read, each once."""
        return tuple(dict.fromkeys((*self.columns.values(), *self.read)))

    @property
    def is_enough(self) -> bool:
        """Whether there is an amount and a date. What ``canonical`` makes is its own affair."""
        found = self.columns
        return self.canonical is not None or (
            "amount" in found and ("datetime" in found or "date" in found)
        )
