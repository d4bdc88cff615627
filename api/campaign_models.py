"""The table of campaigns."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Date, String
from sqlalchemy.orm import Mapped, mapped_column

from api.instant import Instant
from api.table import StoreTable, of_store


class Campaign(StoreTable):
    """Business days ``first`` to ``last``, both included. ``zone``: None: the whole store.
    ``controls``: ids of other stores, and `zone:` before those of zones of this one; none is an
    empty list. ``budget`` and ``spend`` in minor units of ``currency``; ``margin``: share of the
    turnover. ``planned``: what was expected of it, as it was put."""

    __tablename__ = "campaigns"
    __table_args__ = of_store()

    campaign: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    first: Mapped[date] = mapped_column(Date)
    last: Mapped[date] = mapped_column(Date)
    zone: Mapped[str | None] = mapped_column(String(64))
    lever: Mapped[str | None] = mapped_column(String(200))
    controls: Mapped[list[str]] = mapped_column(JSON)
    budget: Mapped[int | None] = mapped_column(BigInteger)
    spend: Mapped[int | None] = mapped_column(BigInteger)
    margin: Mapped[float | None]
    planned: Mapped[dict[str, Any]] = mapped_column(JSON)
    currency: Mapped[str] = mapped_column(String(3))
    created: Mapped[datetime] = mapped_column(Instant)
    updated: Mapped[datetime] = mapped_column(Instant)
