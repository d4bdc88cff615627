"""A column of text as whole numbers: each text is read once, however often it comes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

BAD: Final = -(2**62)
NONE: Final = BAD + 1
"""A cell that is empty, and may be."""
_KEPT: Final = 200_000


class TextColumn:
    """``read_text`` raises ValueError for what it cannot read, which becomes BAD."""

    def __init__(self, read_text: Callable[[str], int]) -> None:
        self._read_text = read_text
        self._known: dict[str, int] = {}

    def read(self, column: pd.Series) -> npt.NDArray[np.int64]:
        codes, texts = pd.factorize(column)
        if len(self._known) > _KEPT:
            self._known.clear()
        values = np.array([self._value(text) for text in texts.tolist()], dtype=np.int64)
        return values[codes] if len(values) else np.empty(0, dtype=np.int64)

    def _value(self, text: str) -> int:
        value = self._known.get(text)
        if value is None:
            try:
                value = self._read_text(text)
            except ValueError:
                value = BAD
            self._known[text] = value
        return value
