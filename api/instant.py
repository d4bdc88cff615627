"""Instants as the database keeps them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import BigInteger
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

_UNIX: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Instant(TypeDecorator[datetime]):
    """An aware datetime, kept as whole Unix seconds: the same on every database, and time can be
    cut into buckets by integer division."""

    impl = BigInteger
    cache_ok = True
    unit: timedelta = timedelta(seconds=1)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a zone")
        return (value - _UNIX) // self.unit

    def process_result_value(
        self,
        value: int | None,
        dialect: Dialect,  # noqa: ARG002
    ) -> datetime | None:
        return None if value is None else _UNIX + value * self.unit


class FineInstant(Instant):
    """The same in microseconds."""

    cache_ok = True
    unit = timedelta(microseconds=1)
