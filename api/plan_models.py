"""Tables of the records of the floor plan. Those that are longer than a minute are kept for each
epoch, as dwell is, and the current ones are chosen when they are read."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import JSON, BigInteger, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from api.instant import Instant
from api.table import CameraTable, of_store

OTHER_PATHS: Final = ":others"
PATH_LENGTH: Final = 12 * 65
"""Of twelve ids with what stands between them."""


class StretchTable(CameraTable):
    """What is of a stretch of time, by the epoch that said it."""

    __abstract__ = True

    epoch: Mapped[str] = mapped_column(String(36), primary_key=True, sort_order=-5)
    end: Mapped[datetime] = mapped_column(Instant)


class QueueRow(CameraTable):
    __tablename__ = "queue_counts"
    __table_args__ = of_store(Index(None, "store_id", "start"))

    zone: Mapped[str] = mapped_column(String(64), primary_key=True, sort_order=-7)
    joined: Mapped[int] = mapped_column(BigInteger)
    served: Mapped[int] = mapped_column(BigInteger)
    abandoned: Mapped[int] = mapped_column(BigInteger)
    censored: Mapped[int] = mapped_column(BigInteger)
    length_seconds: Mapped[float]
    peak: Mapped[int] = mapped_column(BigInteger)


class WaitRow(StretchTable):
    __tablename__ = "waits"
    __table_args__ = of_store(Index(None, "store_id", "start"))

    zone: Mapped[str] = mapped_column(String(64), primary_key=True, sort_order=-7)
    served: Mapped[list[int]] = mapped_column(JSON)
    abandoned: Mapped[list[int]] = mapped_column(JSON)
    censored: Mapped[list[int]] = mapped_column(JSON)


class FlowRow(StretchTable):
    __tablename__ = "flows"
    __table_args__ = of_store(Index(None, "store_id", "start"))

    origin: Mapped[str] = mapped_column(String(64), primary_key=True, sort_order=-4)
    destination: Mapped[str] = mapped_column(String(64), primary_key=True, sort_order=-3)
    people: Mapped[int] = mapped_column(BigInteger)


class PathRow(StretchTable):
    """``path``: its zones with > between them, or OTHER_PATHS."""

    __tablename__ = "paths"
    __table_args__ = of_store(Index(None, "store_id", "start"))

    path: Mapped[str] = mapped_column(String(PATH_LENGTH), primary_key=True, sort_order=-4)
    people: Mapped[int] = mapped_column(BigInteger)


class JourneyRow(StretchTable):
    __tablename__ = "journeys"
    __table_args__ = of_store(Index(None, "store_id", "start"))

    visits: Mapped[int] = mapped_column(BigInteger)
    whole: Mapped[int] = mapped_column(BigInteger)
    confidence_sum: Mapped[float]
    passed_by: Mapped[int | None] = mapped_column(BigInteger)
    looked: Mapped[int | None] = mapped_column(BigInteger)
    looked_entered: Mapped[int | None] = mapped_column(BigInteger)
    entered: Mapped[int] = mapped_column(BigInteger)
    turned_back: Mapped[int] = mapped_column(BigInteger)
    reached: Mapped[int] = mapped_column(BigInteger)
    stopped: Mapped[int] = mapped_column(BigInteger)
    queued: Mapped[int | None] = mapped_column(BigInteger)
    served: Mapped[int | None] = mapped_column(BigInteger)
    abandoned: Mapped[int | None] = mapped_column(BigInteger)
    backtracked: Mapped[int] = mapped_column(BigInteger)
    hesitated: Mapped[int] = mapped_column(BigInteger)


def path_text(zones: tuple[str, ...] | None) -> str:
    return OTHER_PATHS if zones is None else ">".join(zones)


def path_zones(text: str) -> tuple[str, ...] | None:
    if text == OTHER_PATHS:
        return None
    return tuple(text.split(">")) if text else ()
