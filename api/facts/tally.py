"""Facts put together from the rows of a sheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal

from api.facts.fact import Fact, Facts, Kind, Rejected
from api.facts.sheet import Row, RowError, Sheet


class Tally:
    def __init__(self, sheet: Sheet, kind: Kind) -> None:
        self._sheet = sheet
        self._kind: Kind = kind
        self._values: dict[tuple[date, str, str, str | None], Decimal] = {}
        self._rows: Counter[date] = Counter()
        self._wrong: list[tuple[date, RowError]] = []
        self._elsewhere = 0

    @contextmanager
    def row(self, day: date) -> Iterator[None]:
        """What is wrong in a row of ``day`` rejects it, and leaves its day out."""
        self._rows[day] += 1
        try:
            yield
        except RowError as error:
            self._wrong.append((day, error))

    def of_another_store(self) -> None:
        self._elsewhere += 1

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

    def once(
        self,
        row: Row,
        day: date,
        name: str,
        measure: str,
        value: Decimal | None,
        currency: str | None = None,
    ) -> None:
        """What cannot be summed: the same person may be in two rows. Raises ApiError 422 when it
        comes again."""
        if value is None:
            return
        key = (day, name, measure, currency)
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
        """Raises ApiError 422, about the first wrong row, when no day is left."""
        left_out = {day for day, _ in self._wrong}
        if self._wrong and not self._rows.keys() - left_out:
            raise self._wrong[0][1]
        of_days = sum(self._rows[day] for day in left_out)
        return Facts(
            tuple(
                Fact(day, self._kind, name, measure, value, currency)
                for (day, name, measure, currency), value in sorted(
                    self._values.items(), key=lambda each: (*each[0][:3], each[0][3] or "")
                )
                if day not in left_out
            ),
            self._sheet.columns,
            self._sheet.ignored,
            days=tuple(sorted(self._rows.keys() - left_out)),
            left_out=tuple(sorted(left_out)),
            rejected=tuple(
                Rejected(error.line, error.column, error.reason) for _, error in self._wrong
            ),
            rows_read=self._rows.total() + self._elsewhere,
            rows_kept=self._rows.total() - of_days,
            rows_left_out=of_days - len(self._wrong),
            rows_of_other_stores=self._elsewhere,
        )
