"""A stretch of time in pieces, as the database groups by them."""

from __future__ import annotations

import bisect
import math
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, ColumnElement, literal_column, type_coerce
from sqlalchemy.orm import InstrumentedAttribute

from analytics.span import Span


class TimeGrid:
    """A stretch of time cut at instants. A piece is what lies between two cuts that follow each
    other; it is known by its index. The database groups by equal steps that no cut divides."""

    def __init__(self, cuts: Iterable[datetime]) -> None:
        self.cuts = sorted(set(cuts))
        if len(self.cuts) < 2:
            raise ValueError("a grid needs two cuts")
        self.span = Span(self.cuts[0], self.cuts[-1])
        self._origin = int(self.cuts[0].timestamp())
        self._step = math.gcd(*(int(cut.timestamp()) - self._origin for cut in self.cuts))

    def step(self, column: InstrumentedAttribute[datetime]) -> ColumnElement[int]:
        # Literals: PostgreSQL does not see that two parameters in SELECT and GROUP BY are the same.
        seconds: ColumnElement[int] = type_coerce(column, BigInteger)
        return (seconds - literal_column(str(self._origin))) // literal_column(str(self._step))

    def piece(self, step: int) -> int:
        instant = self.cuts[0] + timedelta(seconds=step * self._step)
        return bisect.bisect_right(self.cuts, instant) - 1

    def pieces(self, span: Span) -> range:
        """The pieces inside ``span``, whose ends are cuts."""
        return range(
            bisect.bisect_left(self.cuts, span.start), bisect.bisect_left(self.cuts, span.end)
        )

    def piece_span(self, piece: int) -> Span:
        return Span(self.cuts[piece], self.cuts[piece + 1])
