"""Facts put together from the rows of a sheet."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from api.facts.fact import Fact, Facts, Kind
from api.facts.sheet import Row, Sheet


class Tally:
    def __init__(self, sheet: Sheet, kind: Kind) -> None:
        self._sheet = sheet
        self._kind: Kind = kind
        self._values: dict[tuple[date, str, str, str | None], Decimal] = {}

    def add(
        self,
        day: date,
        name: str,
        measure: str,
        value: Decimal | int | None,
        currency: str | None = None,
    ) -> None:
        """Summed with what is known of the same. None is nothing known."""
        if value is not None:
            key = (day, name, measure, currency)
            self._values[key] = self._values.get(key, Decimal(0)) + value

    def once(self, row: Row, day: date, name: str, measure: str, value: Decimal | None) -> None:
        """What cannot be summed: the same person may be in two rows. Raises ApiError 422 when it
        comes again."""
        if value is None:
            return
        key = (day, name, measure, None)
        if key in self._values:
            of = f" of {name!r}" if name else ""
            raise self._sheet.wrong(
                row,
                measure,
                f"a second row for {day}{of}: who is in both would count twice; export one row a "
                "day and name",
            )
        self._values[key] = value

    def facts(self) -> Facts:
        return Facts(
            tuple(
                Fact(day, self._kind, name, measure, value, currency)
                for (day, name, measure, currency), value in sorted(
                    self._values.items(), key=lambda each: (*each[0][:3], each[0][3] or "")
                )
            ),
            self._sheet.columns,
            self._sheet.ignored,
        )
