"""The table of the roster."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, Integer
from sqlalchemy.orm import Mapped, mapped_column

from api.instant import Instant
from api.table import StoreTable, of_store


class RosterShift(StoreTable):
    """``people`` of the staff on duty from ``start`` to ``end``, of the business day that it starts
    on. Shifts at the same time add up; nothing says who works them."""

    __tablename__ = "roster_shifts"
    __table_args__ = of_store()

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    start: Mapped[datetime] = mapped_column(Instant, primary_key=True)
    end: Mapped[datetime] = mapped_column(Instant, primary_key=True)
    people: Mapped[int] = mapped_column(Integer)
