"""Drawing the quarter-hours of an audit."""

from __future__ import annotations

import secrets
from collections import defaultdict
from datetime import datetime, time, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from analytics.audit.sample import QUARTER, Candidate, draw, quarters_in
from analytics.business_day import BusinessCalendar
from analytics.span import Span, overlaps
from api.audits import machine
from api.audits.answers import Plan
from api.audits.fingerprint import fingerprint
from api.errors import ApiError
from api.models import Audit, AuditQuarter
from api.periods import asked_span
from api.stores import calendar_of, covered
from vision.description import LineDescription, StoreDescription

DEFAULT_PAST: Final = timedelta(days=28)
DEFAULT_AHEAD: Final = timedelta(days=7)
HISTORY: Final = timedelta(days=56)
"""Over which the busy hours of a week are learnt."""
LONGEST: Final = timedelta(days=366)
_MINUTE: Final = timedelta(minutes=1)


def draw_plan(session: Session, description: StoreDescription, plan: Plan, now: datetime) -> str:
    """Stores the sample and gives its name. Raises ApiError 404, 409 or 422."""
    line = line_named(description, plan.line)
    calendar = calendar_of(description)
    span = _span(session, description, calendar, plan, now)
    if plan.upcoming:
        candidates, unobserved = _ahead(session, description, calendar, line, span, now), 0
    else:
        candidates, unobserved = _past(session, description, calendar, line, span)
    mark = fingerprint(description, line)
    seed = secrets.randbits(32) if plan.seed is None else plan.seed
    taken = _taken(session, description.store, line.line, mark)
    sample = draw(candidates, plan.quarters, seed, taken)
    if not sample.quarters:
        raise _nothing(plan, unobserved, len(candidates))
    name = secrets.token_hex(6)
    session.add(
        Audit(
            store_id=description.store,
            audit=name,
            line=line.line,
            drawn=now,
            start=span.start,
            end=span.end,
            upcoming=plan.upcoming,
            seed=seed,
            fingerprint=mark,
            sizes=dict(sample.sizes),
            unobserved=unobserved,
        )
    )
    for each in sample.quarters:
        session.add(
            AuditQuarter(
                store_id=description.store, audit=name, start=each.start, stratum=each.stratum
            )
        )
    return name


def line_named(description: StoreDescription, name: str) -> LineDescription:
    for line in description.lines:
        if line.line == name:
            return line
    known = ", ".join(line.line for line in description.lines) or "none"
    raise ApiError(
        404,
        "unknown_line",
        f"Store {description.store!r} has no line {name!r}.",
        f"Lines: {known}.",
    )


def _span(
    session: Session,
    description: StoreDescription,
    calendar: BusinessCalendar,
    plan: Plan,
    now: datetime,
) -> Span:
    minute = now.replace(second=0, microsecond=0)
    default: Span | None
    if plan.upcoming:
        default = Span(minute, minute + DEFAULT_AHEAD)
    else:
        first, last = covered(session, description.store)
        default = None
        if first is not None and last is not None:
            # Whole quarter-hours, so that those seen in part are told.
            end = machine.quarter_of(last) + QUARTER
            default = Span(max(machine.quarter_of(first), end - DEFAULT_PAST), end)
    span = asked_span(calendar, plan.start, plan.end, default)
    if span is None:
        raise ApiError(
            409,
            "nothing_to_draw",
            f"Store {description.store!r} has no counted minute yet.",
            "Count first, or draw quarter-hours to come.",
        )
    if span.end - span.start > LONGEST:
        raise ApiError(422, "invalid", "from and to are more than a year apart.")
    return span


def _past(
    session: Session,
    description: StoreDescription,
    calendar: BusinessCalendar,
    line: LineDescription,
    span: Span,
) -> tuple[list[Candidate], int]:
    """Quarter-hours of the opening hours that the camera saw whole, and how many it did not."""
    seen = machine.observed(session, description.store, line.camera, [span])
    counted = machine.crossings(session, description.store, line, span)
    if calendar.opening_hours is None:
        starts = sorted(start for start in seen if span.start <= start <= span.end - QUARTER)
    else:
        starts = _open(calendar, span)
    whole = [start for start in starts if seen.get(start, False)]
    candidates = [Candidate(start, counted.get(start, 0)) for start in whole]
    return candidates, len(starts) - len(whole)


def _ahead(
    session: Session,
    description: StoreDescription,
    calendar: BusinessCalendar,
    line: LineDescription,
    span: Span,
    now: datetime,
) -> list[Candidate]:
    """Quarter-hours to come, each expected to be as its like of the weeks before."""
    if span.end <= now:
        raise ApiError(422, "invalid", "Quarter-hours to come end after now; to is before it.")
    span = Span(max(span.start, now.replace(second=0, microsecond=0) + _MINUTE), span.end)
    past, _ = _past(session, description, calendar, line, Span(now - HISTORY, now))
    known: dict[tuple[int, time], list[float]] = defaultdict(list)
    for each in past:
        known[_of_week(calendar, each.start)].append(each.crossings)
    if calendar.opening_hours is None:
        starts = [start for start in quarters_in([span]) if _of_week(calendar, start) in known]
    else:
        starts = _open(calendar, span)
    candidates = []
    for start in starts:
        like = known.get(_of_week(calendar, start), [0.0])
        candidates.append(Candidate(start, sum(like) / len(like)))
    return candidates


def _of_week(calendar: BusinessCalendar, start: datetime) -> tuple[int, time]:
    local = start.astimezone(calendar.zone)
    return local.weekday(), local.time()


def _open(calendar: BusinessCalendar, span: Span) -> list[datetime]:
    return [
        start
        for day in calendar.days_of(span)
        for start in quarters_in(overlaps(calendar.open_spans(day), span))
    ]


def _taken(session: Session, store: str, line: str, mark: str) -> set[datetime]:
    statement = (
        select(AuditQuarter.start)
        .join(
            Audit,
            (Audit.store_id == AuditQuarter.store_id) & (Audit.audit == AuditQuarter.audit),
        )
        .where(Audit.store_id == store, Audit.line == line, Audit.fingerprint == mark)
    )
    return set(session.scalars(statement))


def _nothing(plan: Plan, unobserved: int, candidates: int) -> ApiError:
    if candidates:
        return ApiError(
            409,
            "nothing_to_draw",
            "Every quarter-hour of this stretch is drawn already.",
            "Count those that wait, or choose other dates.",
        )
    if plan.upcoming:
        return ApiError(
            409,
            "nothing_to_draw",
            "It is not known when the store is open.",
            "Give its opening_hours in the site file, or count for a week first.",
        )
    return ApiError(
        409,
        "nothing_to_draw",
        f"No quarter-hour of this stretch was seen whole by the camera; {unobserved} were not.",
        "Choose other dates: a quarter-hour begins at :00, :15, :30 or :45 and needs all its "
        "minutes.",
    )
