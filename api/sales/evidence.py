"""In which order a file writes its dates, and with which mark its amounts, told by all of it."""

from __future__ import annotations

import pandas as pd

from api.sales.amounts import DecimalChoice, DecimalEvidence, DecimalMark
from api.sales.layouts.layout import Field, Layout
from api.sales.moments import DateOrder, DateOrderChoice, DateOrderEvidence, is_date

_SHORT = 10
"""Characters of a date with a year of four digits."""


class Evidence:
    """Until a text proves one way they are read in the usual one; a proof that comes late makes
    what was read before it worth nothing (`api.sales.importing`)."""

    def __init__(
        self, name: str, layout: Layout, date_order: DateOrderChoice, decimal: DecimalChoice
    ) -> None:
        columns = layout.columns
        field: Field = "datetime" if "datetime" in columns else "date"
        self._dates = DateOrderEvidence(name, columns.get(field, field))
        self._amounts = DecimalEvidence(name, columns.get("amount", "amount"))
        self._date_order = date_order
        self._decimal = decimal
        self._seen: set[str] = set()

    @property
    def found(self) -> tuple[DateOrder, DecimalMark]:
        return (
            self._dates.order if self._date_order == "auto" else self._date_order,
            self._amounts.mark if self._decimal == "auto" else self._decimal,
        )

    def add(self, frame: pd.DataFrame) -> None:
        """``frame``: text by Field. Raises ApiError 422 when the file contradicts itself."""
        if len(self._seen) > 200_000:
            self._seen.clear()
        if self._date_order == "auto":
            dates = frame["datetime"] if "datetime" in frame else frame["date"]
            heads = dates.str.slice(0, _SHORT)
            odd = [head for head in heads.unique().tolist() if not is_date(head)]
            for text in self._new(heads):
                self._dates.add(text)
            if odd:
                for text in self._new(dates[heads.isin(odd)]):
                    self._dates.add(text)
        if self._decimal == "auto":
            for text in self._new(frame["amount"]):
                self._amounts.add(text)

    def _new(self, column: pd.Series) -> list[str]:
        texts = [text for text in column.unique().tolist() if text not in self._seen]
        self._seen.update(texts)
        return texts

    def close(self) -> None:
        """Raises ApiError 422 when the file was read to its end and did not tell."""
        if self._date_order == "auto":
            self._dates.close()
        if self._decimal == "auto":
            self._amounts.close()
