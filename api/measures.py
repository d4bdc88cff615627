"""Sums of a store's rows over the pieces of a grid of time: one query a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Double,
    case,
    cast,
    func,
    select,
)
from sqlalchemy.orm import Session

from analytics.span import Span
from api.hour_models import HourCoverage, HourLine, HourZone
from api.models import CoverageRow, LineRow, ZoneRow
from api.rollups.reach import Reach, reach
from api.rollups.reading import by_hour, by_minute, during
from api.stores import OBSERVED
from api.time_grid import TimeGrid

_MINUTE = timedelta(minutes=1)


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


def coverage(
    session: Session, store: str, grid: TimeGrid, hours: Reach | None = None
) -> dict[str, dict[int, Covered]]:
    """Camera to piece to what was covered. ``hours``: from where it is read; None: it is asked."""
    hours = hours or reach(session, store, grid)
    found: dict[str, dict[int, Covered]] = defaultdict(dict)
    rows = [
        *(
            (grid.piece(step), *more)
            for step, *more in _covered_by_minute(session, store, grid, hours.by_minute)
        ),
        *by_hour(
            session,
            store,
            HourCoverage,
            grid,
            hours,
            [HourCoverage.camera],
            [
                func.sum(HourCoverage.minutes),
                func.min(HourCoverage.first),
                func.max(HourCoverage.last),
            ],
        ),
    ]
    for piece, camera, minutes, first, last in rows:
        span = Span(first, last + _MINUTE)
        known = found[camera].get(piece)
        if known is None:
            found[camera][piece] = Covered(minutes, span)
        else:
            known.minutes += minutes
            known.span = Span(min(known.span.start, first), max(known.span.end, span.end))
    return found


def _covered_by_minute(
    session: Session, store: str, grid: TimeGrid, spans: Sequence[Span]
) -> Iterable[Any]:
    if not spans:
        return ()
    step = grid.step(CoverageRow.start)
    share = cast(CoverageRow.frames_analysed, Double) / CoverageRow.frames_expected
    statement = during(
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
        spans,
    ).where(CoverageRow.status.in_(OBSERVED))
    return session.execute(statement.group_by(step, CoverageRow.camera))


def crossings(
    session: Session, store: str, grid: TimeGrid, hours: Reach | None = None
) -> dict[tuple[str, str], dict[int, Crossings]]:
    """Line and direction to piece to what crossed."""
    hours = hours or reach(session, store, grid)
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
    spans = hours.by_minute
    for step, line, direction, *counts in by_minute(
        session, store, LineRow, grid, spans, keys, sums
    ):
        found[line, direction][grid.piece(step)].add(Crossings(*(int(each) for each in counts)))
    visitors = func.sum(LineRow.people - func.coalesce(LineRow.staff, 0))
    for step, line, direction, people in by_minute(
        session, store, LineRow, grid, spans, keys, [visitors], blind=True
    ):
        found[line, direction][grid.piece(step)].add(Crossings(blind=int(people)))
    kept = [getattr(HourLine, each.name) for each in fields(Crossings)]
    for piece, line, direction, *counts in by_hour(
        session,
        store,
        HourLine,
        grid,
        hours,
        [HourLine.line, HourLine.direction],
        [func.sum(each) for each in kept],
    ):
        found[line, direction][piece].add(Crossings(*(int(each) for each in counts)))
    return found


def zones(
    session: Session, store: str, grid: TimeGrid, hours: Reach | None = None
) -> dict[str, dict[int, ZoneSums]]:
    hours = hours or reach(session, store, grid)
    found: dict[str, dict[int, ZoneSums]] = defaultdict(lambda: defaultdict(ZoneSums))
    sums = [
        func.sum(ZoneRow.entries),
        func.sum(ZoneRow.exits),
        func.sum(ZoneRow.passes),
        func.sum(ZoneRow.stops),
        func.sum(ZoneRow.censored_begin + ZoneRow.censored_end),
    ]
    keys, spans = [ZoneRow.zone], hours.by_minute
    for step, zone, *counts in by_minute(session, store, ZoneRow, grid, spans, keys, sums):
        found[zone][grid.piece(step)].add(ZoneSums(*(int(each) for each in counts)))
    for step, zone, entries in by_minute(
        session, store, ZoneRow, grid, spans, keys, [func.sum(ZoneRow.entries)], blind=True
    ):
        found[zone][grid.piece(step)].add(ZoneSums(blind=int(entries)))
    kept = [getattr(HourZone, each.name) for each in fields(ZoneSums)]
    for piece, zone, *counts in by_hour(
        session,
        store,
        HourZone,
        grid,
        hours,
        [HourZone.zone],
        [func.sum(each) for each in kept],
    ):
        found[zone][piece].add(ZoneSums(*(int(each) for each in counts)))
    return found


def net_by_minute(
    session: Session, store: str, span: Span, lines: Iterable[str]
) -> list[tuple[datetime, int]]:
    """Visitors in less visitors out over the lines, for each minute that had any people, blind ones
    too: a level is nearer the truth with everybody who is known to have gone through."""
    visitors = LineRow.people - func.coalesce(LineRow.staff, 0)
    net = func.sum(case((LineRow.direction == "in", visitors), else_=-visitors))
    statement = during(select(LineRow.start, net), LineRow, LineRow.start, store, [span])
    statement = statement.where(LineRow.line.in_(list(lines)))
    rows = session.execute(statement.group_by(LineRow.start).order_by(LineRow.start))
    return [(minute, int(people)) for minute, people in rows]
