"""The machine's side of an audit: what a camera saw of quarter-hours, and what it counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, cast

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    case,
    func,
    literal_column,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from analytics.audit.matching import MINUTES, Direction, MinuteCount
from analytics.audit.sample import QUARTER
from analytics.span import Span
from api.models import CoverageRow, LineRow
from vision.description import LineDescription

WHOLE: Final = 0.9
"""Share of the others' frames; a minute in which the camera began or ended expects fewer."""
_MINUTE: Final = timedelta(minutes=1)
_SECONDS: Final = int(QUARTER.total_seconds())
_RANGES: Final = 200
_CROSSED: Final = LineRow.people + LineRow.u_turns + LineRow.re_entries
"""All that crossed: those who were not undone and those who were, each in the minute and direction
in which it happened."""


def observed(
    session: Session, store: str, camera: str, spans: Sequence[Span]
) -> dict[datetime, bool]:
    """Start of each quarter-hour with a covered minute to whether the camera saw it whole: each of
    its minutes has the status ok, that is most of its frames, and in none did the camera begin or
    end."""
    quarter = _quarter(CoverageRow.start)
    found: dict[datetime, bool] = {}
    for first in range(0, len(spans), _RANGES):
        some = spans[first : first + _RANGES]
        within = or_(
            *((CoverageRow.start >= span.start) & (CoverageRow.start < span.end) for span in some)
        )
        statement = (
            select(
                quarter,
                func.sum(case((CoverageRow.status == "ok", 1), else_=0)),
                func.min(CoverageRow.frames_expected),
                func.max(CoverageRow.frames_expected),
            )
            .where(CoverageRow.store_id == store, CoverageRow.camera == camera, within)
            .group_by(quarter)
        )
        for index, minutes, fewest, most in session.execute(statement):
            found[_start(index)] = minutes == MINUTES and fewest >= WHOLE * most
    return found


def crossings(
    session: Session, store: str, line: LineDescription, span: Span
) -> dict[datetime, int]:
    """Start of a quarter-hour to its raw crossings, both ways."""
    quarter = _quarter(LineRow.start)
    statement = (
        select(quarter, func.sum(_CROSSED))
        .where(*_of(store, line), LineRow.start >= span.start, LineRow.start < span.end)
        .group_by(quarter)
    )
    return {_start(index): int(count) for index, count in session.execute(statement)}


def counts(
    session: Session, store: str, line: LineDescription, starts: Sequence[datetime]
) -> dict[datetime, Mapping[MinuteCount, int]]:
    """Raw crossings of each quarter-hour by minute, with those of the minute before and after."""
    found: dict[datetime, dict[MinuteCount, int]] = {start: {} for start in starts}
    for first in range(0, len(starts), _RANGES):
        some = starts[first : first + _RANGES]
        near = or_(*(LineRow.start.between(start - _MINUTE, start + QUARTER) for start in some))
        statement = select(LineRow.start, LineRow.direction, _CROSSED)
        for minute, direction, count in session.execute(statement.where(*_of(store, line), near)):
            for start in _touched(minute):
                if start in found:
                    index = (minute - start) // _MINUTE
                    found[start][MinuteCount(index, cast(Direction, direction))] = count
    return dict(found)


def _touched(minute: datetime) -> Iterable[datetime]:
    """The quarter-hours of which ``minute`` is a part or a neighbour."""
    return {quarter_of(minute - _MINUTE), quarter_of(minute), quarter_of(minute + _MINUTE)}


def quarter_of(instant: datetime) -> datetime:
    """Start of the quarter-hour that holds ``instant``."""
    return _start(int(instant.timestamp()) // _SECONDS)


def _start(index: int) -> datetime:
    return datetime.fromtimestamp(index * _SECONDS, UTC)


def _quarter(column: InstrumentedAttribute[datetime]) -> ColumnElement[int]:
    seconds: ColumnElement[int] = type_coerce(column, BigInteger)
    return seconds // literal_column(str(_SECONDS))


def _of(store: str, line: LineDescription) -> tuple[ColumnElement[bool], ...]:
    return LineRow.store_id == store, LineRow.camera == line.camera, LineRow.line == line.line
