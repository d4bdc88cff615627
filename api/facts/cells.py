"""Days and numbers of a sheet's cells."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from api.facts.sheet import Row, Sheet
from api.sales.amounts import DecimalChoice, DecimalEvidence, amount_of
from api.sales.moments import ClockChanges, DateOrderChoice, DateOrderEvidence, Moment, moment_of

_UTC: Final = ZoneInfo("UTC")
# One question in the night of the clocks is no reason to refuse a year of them.
_CHANGES: Final = ClockChanges("first", "forward")


class Moments:
    """Of the columns ``keys``, all written in one order. Raises ApiError 422 when they do not tell
    which and ``order`` does not either."""

    def __init__(self, sheet: Sheet, keys: Sequence[str], order: DateOrderChoice) -> None:
        self._sheet = sheet
        self._order = order
        if order == "auto":
            evidence = DateOrderEvidence(sheet.name, sheet.columns[keys[0]])
            for row in sheet.rows:
                for key in keys:
                    evidence.add(row.cells.get(key, ""))
            evidence.close()
            self._order = evidence.order

    def moment(self, row: Row, key: str, zone: ZoneInfo = _UTC) -> Moment:
        """``zone``: of what does not say its own. Raises ApiError 422."""
        text = row.cells.get(key, "")
        if not text:
            raise self._sheet.wrong(row, key, "there is no date")
        try:
            return moment_of(text, None, self._order, zone, _CHANGES)  # type: ignore[arg-type]
        except ValueError as error:
            raise self._sheet.wrong(row, key, str(error)) from error

    def day(self, row: Row, key: str = "day", zone: ZoneInfo = _UTC) -> date:
        """The calendar day in ``zone``. Raises ApiError 422."""
        return self.moment(row, key, zone).instant.astimezone(zone).date()


class Numbers:
    """``money``: the columns that show the decimal mark. Raises ApiError 422 when they do not tell
    which it is and ``mark`` does not either."""

    def __init__(self, sheet: Sheet, money: Sequence[str], mark: DecimalChoice) -> None:
        self._sheet = sheet
        self._mark = mark
        if mark == "auto":
            shown = [key for key in money if key in sheet.columns]
            evidence = DecimalEvidence(sheet.name, sheet.columns[shown[0]] if shown else "")
            for row in sheet.rows:
                for key in shown:
                    if text := row.cells.get(key):
                        evidence.add(text)
            evidence.close()
            self._mark = evidence.mark

    def amount(self, row: Row, key: str) -> Decimal | None:
        """None where the cell says nothing. Raises ApiError 422."""
        text = row.cells.get(key)
        if text is None:
            return None
        try:
            return amount_of(text, self._mark)  # type: ignore[arg-type]
        except ValueError as error:
            raise self._sheet.wrong(row, key, str(error)) from error

    def count(self, row: Row, key: str) -> Decimal | None:
        """A whole number, not below zero."""
        value = self.amount(row, key)
        if value is None:
            return None
        if value < 0 or value != value.to_integral_value():
            raise self._sheet.wrong(row, key, f"{row.cells[key]!r} is not a count")
        return value.to_integral_value()
