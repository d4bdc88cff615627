"""What the server's tables have in common. Every key of a store's table contains ``store_id``, so
that PostgreSQL can be distributed by store."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKeyConstraint, Index, MetaData, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from api.instant import FineInstant, Instant


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(referred_table_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        }
    )


class Store(Base):
    """``description`` is the StoreDescription as it was put."""

    __tablename__ = "stores"

    store_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    currency: Mapped[str] = mapped_column(String(3))
    description: Mapped[dict[str, Any]] = mapped_column(JSON)


def of_store(*more: Index) -> tuple[ForeignKeyConstraint | Index, ...]:
    return (ForeignKeyConstraint(["store_id"], ["stores.store_id"], ondelete="CASCADE"), *more)


class StoreTable(Base):
    """What belongs to a store and goes with it."""

    __abstract__ = True

    # The sort order makes each key begin with the store and end with what varies fastest.
    store_id: Mapped[str] = mapped_column(String(64), primary_key=True, sort_order=-9)


class RecordTable(StoreTable):
    """What all records have. Of two versions of a row the greater
    ``(epoch_started, epoch, rev, seq)`` stands, whatever the order of arrival."""

    __abstract__ = True

    start: Mapped[datetime] = mapped_column(Instant, primary_key=True, sort_order=-6)
    epoch_started: Mapped[datetime] = mapped_column(FineInstant)
    epoch: Mapped[str] = mapped_column(String(36))
    rev: Mapped[int] = mapped_column(BigInteger)
    seq: Mapped[int] = mapped_column(BigInteger)


class CameraTable(RecordTable):
    """The records of a camera."""

    __abstract__ = True

    camera: Mapped[str] = mapped_column(String(64), primary_key=True, sort_order=-8)
