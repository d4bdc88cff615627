"""Tables of sums by the hour of UTC."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from api.instant import Instant
from api.table import StoreTable, of_store

CLUSTERED = {"sqlite_with_rowid": False}
"""Rows lie in the order of their key, so that a stretch of hours is read in one go."""


class DirtyHour(StoreTable):
    """An hour whose minutes changed since it was summed, or that never was. ``gen``: how often; who
    sums it takes the mark away only if nothing changed meanwhile."""

    __tablename__ = "dirty_hours"
    __table_args__ = of_store()

    start: Mapped[datetime] = mapped_column(Instant, primary_key=True)
    gen: Mapped[int] = mapped_column(BigInteger)


class HourTable(StoreTable):
    """``start``: of the hour. Without minutes it has no row."""

    __abstract__ = True

    start: Mapped[datetime] = mapped_column(Instant, primary_key=True, sort_order=-6)


class HourCoverage(HourTable):
    """``first`` and ``last``: starts of the first and the last covered minute."""

    __tablename__ = "hour_coverage"
    __table_args__ = (*of_store(), CLUSTERED)

    camera: Mapped[str] = mapped_column(String(64), primary_key=True)
    minutes: Mapped[float]
    first: Mapped[datetime] = mapped_column(Instant)
    last: Mapped[datetime] = mapped_column(Instant)


class HourLine(HourTable):
    """As ``api.measures.Crossings``."""

    __tablename__ = "hour_lines"
    __table_args__ = (*of_store(), CLUSTERED)

    line: Mapped[str] = mapped_column(String(64), primary_key=True)
    direction: Mapped[str] = mapped_column(String(3), primary_key=True)
    people: Mapped[int] = mapped_column(BigInteger)
    u_turns: Mapped[int] = mapped_column(BigInteger)
    re_entries: Mapped[int] = mapped_column(BigInteger)
    staff: Mapped[int] = mapped_column(BigInteger)
    unsorted: Mapped[int] = mapped_column(BigInteger)
    groups: Mapped[int] = mapped_column(BigInteger)
    ungrouped: Mapped[int] = mapped_column(BigInteger)
    blind: Mapped[int] = mapped_column(BigInteger)


class HourZone(HourTable):
    """As ``api.measures.ZoneSums``."""

    __tablename__ = "hour_zones"
    __table_args__ = (*of_store(), CLUSTERED)

    zone: Mapped[str] = mapped_column(String(64), primary_key=True)
    entries: Mapped[int] = mapped_column(BigInteger)
    exits: Mapped[int] = mapped_column(BigInteger)
    passes: Mapped[int] = mapped_column(BigInteger)
    stops: Mapped[int] = mapped_column(BigInteger)
    censored: Mapped[int] = mapped_column(BigInteger)
    blind: Mapped[int] = mapped_column(BigInteger)
