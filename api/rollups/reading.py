"""Sums over the pieces of a grid: by the minute where they must be, else by the hour."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import CTE, BigInteger, ColumnElement, and_, exists, select, text, type_coerce
from sqlalchemy import column as sql_column
from sqlalchemy.orm import InstrumentedAttribute, Session

from analytics.span import Span
from api.hour_models import HourTable
from api.models import CoverageRow
from api.rollups.reach import Reach
from api.time_grid import TimeGrid

MOST_PIECES = 3000
"""Of a grid, for the database to be told each."""


def during(
    statement: Any,
    table: Any,
    column: InstrumentedAttribute[datetime],
    store: str,
    spans: Sequence[Span],
) -> Any:
    """``spans``: apart; one at least."""
    statement = statement.where(table.store_id == store)
    if len(spans) == 1:
        return statement.where(column >= spans[0].start, column < spans[0].end)
    stretches = listed_spans("stretches", [(0, one) for one in spans])
    seconds: ColumnElement[int] = type_coerce(column, BigInteger)
    return statement.join_from(
        table, stretches, and_(seconds >= stretches.c.low, seconds < stretches.c.high)
    )


def by_minute(
    session: Session,
    store: str,
    table: Any,
    grid: TimeGrid,
    spans: Sequence[Span],
    keys: list[Any],
    sums: list[Any],
    *,
    blind: bool = False,
) -> Iterable[Any]:
    """``blind``: of the minutes in which the camera was blind, else of all others. What a box
    counts in a dark or covered picture is some of the people at best, and its time is not
    covered."""
    if not spans:
        return ()
    step = grid.step(table.start)
    statement = during(select(step, *keys, *sums), table, table.start, store, spans)
    unseen = exists().where(
        CoverageRow.store_id == table.store_id,
        CoverageRow.camera == table.camera,
        CoverageRow.start == table.start,
        CoverageRow.status == "blind",
    )
    statement = statement.where(unseen if blind else ~unseen)
    return session.execute(statement.group_by(step, *keys))


def by_hour(
    session: Session,
    store: str,
    table: type[HourTable],
    grid: TimeGrid,
    hours: Reach,
    keys: list[Any],
    sums: list[Any],
) -> Iterable[tuple[Any, ...]]:
    """(piece, keys, sums) from the sums of whole hours."""
    if hours.by_hour is None:
        return
    pieces = [(number, grid.piece_span(number)) for number in range(len(grid.cuts) - 1)]
    kept = [table.store_id == store, table.start.not_in(hours.excepted)]
    if len(pieces) > MOST_PIECES:
        step = grid.step(table.start)
        statement = select(step, *keys, *sums).where(
            *kept, table.start >= hours.by_hour.start, table.start < hours.by_hour.end
        )
        for found, *more in session.execute(statement.group_by(step, *keys)):
            yield grid.piece(found), *more
        return
    # The database adds up all hours of a piece: to fetch each would take longer than to add it.
    listed = listed_spans("pieces", pieces)
    seconds: ColumnElement[int] = type_coerce(table.start, BigInteger)
    statement = (
        select(listed.c.piece, *keys, *sums)
        .select_from(listed)
        .join(table, and_(seconds >= listed.c.low, seconds < listed.c.high))
        .where(*kept)
    )
    for found, *more in session.execute(statement.group_by(listed.c.piece, *keys)):
        yield found, *more


def listed_spans(name: str, spans: Iterable[tuple[int, Span]]) -> CTE:
    """(piece, low, high) of each, as a table of the statement. Written out, not as parameters:
    whole numbers need no quoting, and thousands of parameters take longer to bind than to run."""
    rows = ", ".join(
        f"({number}, {int(span.start.timestamp())}, {int(span.end.timestamp())})"
        for number, span in spans
    )
    listed = text(
        f"SELECT column1 AS piece, column2 AS low, column3 AS high FROM (VALUES {rows}) AS listed"  # noqa: S608
    )
    columns = (sql_column(each, BigInteger) for each in ("piece", "low", "high"))
    return listed.columns(*columns).cte(name)
