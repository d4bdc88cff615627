"""Sums of a store's rows over the pieces of a grid of time: one query a table."""

from __future__ import annotations

import bisect
import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Double,
    case,
    cast,
    exists,
    func,
    literal_column,
    select,
    type_coerce,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from analytics.basket import Takings
from analytics.span import Span
from api.models import CoverageRow, LineRow, Ticket, ZoneRow
from api.stores import OBSERVED

_MINUTE = timedelta(minutes=1)


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


@dataclass(slots=True)
class Covered:
    """Covered minutes of a camera in a piece, and the stretch from the first to the last. A minute
    of which a part of the frames was analysed is that part of a minute."""

    minutes: float
    span: Span


@dataclass(slots=True)
class Crossings:
    """``staff`` are among ``people``; ``unsorted``: rows that do not say how many are staff;
    ``ungrouped``: rows that do not say how many buying units. ``blind``: visitors counted in
    minutes in which the camera was blind, who are not among ``people``."""

    people: int = 0
    u_turns: int = 0
    re_entries: int = 0
    staff: int = 0
    unsorted: int = 0
    groups: int = 0
    ungrouped: int = 0
    blind: int = 0

    def add(self, other: Crossings) -> None:
        self.people += other.people
        self.u_turns += other.u_turns
        self.re_entries += other.re_entries
        self.staff += other.staff
        self.unsorted += other.unsorted
        self.groups += other.groups
        self.ungrouped += other.ungrouped
        self.blind += other.blind


@dataclass(slots=True)
class ZoneSums:
    """``blind``: visits that began in minutes in which the camera was blind, in no other sum."""

    entries: int = 0
    exits: int = 0
    passes: int = 0
    stops: int = 0
    censored: int = 0
    blind: int = 0

    def add(self, other: ZoneSums) -> None:
        self.entries += other.entries
        self.exits += other.exits
        self.passes += other.passes
        self.stops += other.stops
        self.censored += other.censored
        self.blind += other.blind


@dataclass(slots=True)
class TicketSums:
    """``outside``: sale tickets of minutes that no entrance camera covered."""

    takings: Takings = field(default_factory=Takings)
    outside: int = 0


def _within(
    statement: Any,
    table: Any,
    column: InstrumentedAttribute[datetime],
    store: str,
    span: Span,
) -> Any:
    return statement.where(table.store_id == store, column >= span.start, column < span.end)


def _grouped(
    session: Session,
    store: str,
    table: Any,
    grid: TimeGrid,
    keys: list[Any],
    sums: list[Any],
    *,
    blind: bool = False,
) -> Iterable[Any]:
    """``blind``: of the minutes in which the camera was blind, else of all others. What a box
    counts in a dark or covered picture is some of the people at best, and its time is not
    covered."""
    step = grid.step(table.start)
    statement = _within(select(step, *keys, *sums), table, table.start, store, grid.span)
    unseen = exists().where(
        CoverageRow.store_id == table.store_id,
        CoverageRow.camera == table.camera,
        CoverageRow.start == table.start,
        CoverageRow.status == "blind",
    )
    statement = statement.where(unseen if blind else ~unseen)
    return session.execute(statement.group_by(step, *keys))


def coverage(session: Session, store: str, grid: TimeGrid) -> dict[str, dict[int, Covered]]:
    """Camera to piece to what was covered."""
    step = grid.step(CoverageRow.start)
    share = cast(CoverageRow.frames_analysed, Double) / CoverageRow.frames_expected
    statement = _within(
        select(
            step,
            CoverageRow.camera,
            # A camera that says nothing of the frames it expects is taken at its word.
            func.sum(case((CoverageRow.frames_expected == 0, 1.0), (share > 1, 1.0), else_=share)),
            func.min(CoverageRow.start),
            func.max(CoverageRow.start),
        ),
        CoverageRow,
        CoverageRow.start,
        store,
        grid.span,
    ).where(CoverageRow.status.in_(OBSERVED))
    found: dict[str, dict[int, Covered]] = defaultdict(dict)
    for index, camera, minutes, first, last in session.execute(
        statement.group_by(step, CoverageRow.camera)
    ):
        piece, span = grid.piece(index), Span(first, last + _MINUTE)
        known = found[camera].get(piece)
        if known is None:
            found[camera][piece] = Covered(minutes, span)
        else:
            known.minutes += minutes
            known.span = Span(min(known.span.start, first), max(known.span.end, span.end))
    return found


def crossings(
    session: Session, store: str, grid: TimeGrid
) -> dict[tuple[str, str], dict[int, Crossings]]:
    """Line and direction to piece to what crossed."""
    found: dict[tuple[str, str], dict[int, Crossings]] = defaultdict(lambda: defaultdict(Crossings))
    sums = [
        func.sum(LineRow.people),
        func.sum(LineRow.u_turns),
        func.sum(LineRow.re_entries),
        func.coalesce(func.sum(LineRow.staff), 0),
        func.count() - func.count(LineRow.staff),
        func.coalesce(func.sum(LineRow.groups), 0),
        func.count() - func.count(LineRow.groups),
    ]
    keys = [LineRow.line, LineRow.direction]
    for step, line, direction, *values in _grouped(session, store, LineRow, grid, keys, sums):
        found[line, direction][grid.piece(step)].add(Crossings(*(int(each) for each in values)))
    visitors = func.sum(LineRow.people - func.coalesce(LineRow.staff, 0))
    for step, line, direction, people in _grouped(
        session, store, LineRow, grid, keys, [visitors], blind=True
    ):
        found[line, direction][grid.piece(step)].add(Crossings(blind=int(people)))
    return found


def zones(session: Session, store: str, grid: TimeGrid) -> dict[str, dict[int, ZoneSums]]:
    found: dict[str, dict[int, ZoneSums]] = defaultdict(lambda: defaultdict(ZoneSums))
    sums = [
        func.sum(ZoneRow.entries),
        func.sum(ZoneRow.exits),
        func.sum(ZoneRow.passes),
        func.sum(ZoneRow.stops),
        func.sum(ZoneRow.censored_begin + ZoneRow.censored_end),
    ]
    for step, zone, *values in _grouped(session, store, ZoneRow, grid, [ZoneRow.zone], sums):
        found[zone][grid.piece(step)].add(ZoneSums(*(int(each) for each in values)))
    for step, zone, entries in _grouped(
        session, store, ZoneRow, grid, [ZoneRow.zone], [func.sum(ZoneRow.entries)], blind=True
    ):
        found[zone][grid.piece(step)].add(ZoneSums(blind=int(entries)))
    return found


def net_by_minute(
    session: Session, store: str, span: Span, lines: Iterable[str]
) -> list[tuple[datetime, int]]:
    """Visitors in less visitors out over the lines, for each minute that had any people, blind ones
    too: a level is nearer the truth with everybody who is known to have gone through."""
    visitors = LineRow.people - func.coalesce(LineRow.staff, 0)
    net = func.sum(case((LineRow.direction == "in", visitors), else_=-visitors))
    statement = _within(select(LineRow.start, net), LineRow, LineRow.start, store, span)
    statement = statement.where(LineRow.line.in_(list(lines)))
    rows = session.execute(statement.group_by(LineRow.start).order_by(LineRow.start))
    return [(minute, int(people)) for minute, people in rows]


def tickets(
    session: Session, store: str, grid: TimeGrid, cameras: Iterable[str]
) -> dict[int, TicketSums]:
    """Piece to the sale tickets in it. ``cameras``: those that should have seen the buyers."""
    step = grid.step(Ticket.occurred)
    seconds: ColumnElement[int] = type_coerce(Ticket.occurred, BigInteger)
    seen = exists().where(
        CoverageRow.store_id == Ticket.store_id,
        CoverageRow.camera.in_(list(cameras)),
        type_coerce(CoverageRow.start, BigInteger) == seconds - seconds % 60,
        CoverageRow.status.in_(OBSERVED),
    )
    amount = cast(Ticket.amount, Double)
    items = cast(Ticket.items, Double)
    statement = _within(
        select(
            step,
            func.count(),
            func.sum(Ticket.amount),
            func.sum(amount * amount),
            func.count(Ticket.items),
            func.coalesce(func.sum(Ticket.items), 0),
            func.coalesce(func.sum(items * items), 0.0),
            func.sum(case((seen, 0), else_=1)),
        ),
        Ticket,
        Ticket.occurred,
        store,
        grid.span,
    ).where(Ticket.kind == "sale", Ticket.amount > 0)
    found: dict[int, TicketSums] = defaultdict(TicketSums)
    for index, count, minor, squares, itemised, item_sum, item_squares, outside in session.execute(
        statement.group_by(step)
    ):
        sums = found[grid.piece(index)]
        sums.takings += Takings(
            count, int(minor), float(squares), itemised, int(item_sum), float(item_squares)
        )
        sums.outside += int(outside)
    return found
