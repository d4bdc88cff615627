"""What the audits of a store's lines found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from analytics.audit.accuracy import accuracy, claim
from analytics.audit.due import due
from analytics.audit.error import AuditedQuarter, counter_error
from analytics.audit.matching import DIRECTIONS, TOLERANCE, Direction, Errors, Tap, compare
from analytics.audit.sample import QUARTER, STRATA, Stratum
from analytics.intervals import CounterError
from analytics.span import Span
from api.audits import machine
from api.audits.answers import (
    ClaimAnswer,
    CounterErrorAnswer,
    DueAnswer,
    LineResult,
    Results,
    StratumAnswer,
)
from api.audits.fingerprint import fingerprint
from api.models import Audit, AuditQuarter, HealthRow
from vision.description import LineDescription, StoreDescription


@dataclass(slots=True)
class LineAudits:
    """What is known of a line by hand, from the audits that hold for it as it is described now.
    ``left_out`` and ``waiting``: see LineResult. ``named``: the audits with a quarter-hour that
    counts."""

    line: LineDescription
    sizes: dict[Stratum, int] = field(default_factory=lambda: defaultdict(int))
    quarters: list[tuple[datetime, Stratum, dict[Direction, Errors]]] = field(default_factory=list)
    named: set[str] = field(default_factory=set)
    left_out: list[datetime] = field(default_factory=list)
    waiting: int = 0
    outdated: int = 0

    def of_stratum(self, stratum: Stratum) -> list[dict[Direction, Errors]]:
        return [found for _, each, found in self.quarters if each == stratum]

    @property
    def last(self) -> datetime | None:
        return max((start + QUARTER for start, _, _ in self.quarters), default=None)


def line_audits(session: Session, description: StoreDescription) -> list[LineAudits]:
    audits: dict[str, list[Audit]] = defaultdict(list)
    for audit in session.scalars(select(Audit).where(Audit.store_id == description.store)):
        audits[audit.line].append(audit)
    if not audits:
        return [LineAudits(line) for line in description.lines]
    rows: dict[str, list[AuditQuarter]] = defaultdict(list)
    for row in session.scalars(
        select(AuditQuarter)
        .where(AuditQuarter.store_id == description.store)
        .order_by(AuditQuarter.start)
    ):
        rows[row.audit].append(row)
    return [
        _line(session, description, line, audits[line.line], rows) for line in description.lines
    ]


def _line(
    session: Session,
    description: StoreDescription,
    line: LineDescription,
    audits: Iterable[Audit],
    rows: Mapping[str, Sequence[AuditQuarter]],
) -> LineAudits:
    known = LineAudits(line)
    mark = fingerprint(description, line)
    tallied: list[AuditQuarter] = []
    for audit in audits:
        counted = [row for row in rows.get(audit.audit, ()) if row.taps is not None]
        if audit.fingerprint != mark:
            known.outdated += bool(counted)
            continue
        known.waiting += len(rows.get(audit.audit, ())) - len(counted)
        tallied += counted
        if counted:
            for stratum in STRATA:
                known.sizes[stratum] += audit.sizes.get(stratum, 0)
    spans = [Span(row.start, row.start + QUARTER) for row in tallied]
    seen = machine.observed(session, description.store, line.camera, spans)
    whole = [row for row in tallied if seen.get(row.start, False)]
    known.left_out = sorted({row.start for row in tallied} - {row.start for row in whole})
    counts = machine.counts(session, description.store, line, [row.start for row in whole])
    for row in whole:
        taps = [Tap(second, cast(Direction, way)) for second, way in row.taps or ()]
        stratum = cast(Stratum, row.stratum)
        known.quarters.append((row.start, stratum, compare(taps, counts[row.start])))
        known.named.add(row.audit)
    return known


def counter_errors(
    audits: Sequence[LineAudits],
) -> dict[Direction, tuple[CounterError | None, str | None]]:
    """The error of the footfall, and of the exits: of the sum over the entrances. Raw crossings are
    compared, and the relative error is taken for that of the figures, which leave U-turns and
    re-entries out."""
    entrances = [each for each in audits if each.line.role == "entrance"]
    number = len(set().union(*(each.named for each in entrances)))
    return {
        direction: counter_error(
            [
                AuditedQuarter(each.line.line, stratum, found[direction])
                for each in entrances
                for _, stratum, found in each.quarters
            ],
            {each.line.line: dict(each.sizes) for each in entrances},
            [each.line.line for each in entrances],
            number,
        )
        for direction in DIRECTIONS
    }


def results(session: Session, description: StoreDescription, now: datetime) -> Results:
    audits = line_audits(session, description)
    return Results(
        store=description.store,
        tolerance_seconds=TOLERANCE,
        counter_errors=[
            CounterErrorAnswer(
                direction=direction,
                relative=None if error is None else error.relative,
                audits=0 if error is None else error.audits,
                why=why,
            )
            for direction, (error, why) in counter_errors(audits).items()
        ],
        lines=[_result(session, description.store, each, now) for each in audits],
    )


def moved(session: Session, store: str, line: LineDescription, since: datetime) -> datetime | None:
    """The first minute from ``since`` in which the line's camera was found to have moved. One that
    was turned back since has moved all the same: it is not known how near to where it was."""
    return session.scalar(
        select(HealthRow.start)
        .where(
            HealthRow.store_id == store,
            HealthRow.camera == line.camera,
            HealthRow.view == "moved",
            HealthRow.start >= since,
        )
        .order_by(HealthRow.start)
        .limit(1)
    )


def _result(session: Session, store: str, known: LineAudits, now: datetime) -> LineResult:
    every = [found for _, _, found in known.quarters]
    errors = _sum(every)
    wanted = claim(errors)
    last = known.last
    turned = None if last is None else moved(session, store, known.line, last)
    reason = due(last, changed=known.outdated > 0, moved=turned, now=now)
    return LineResult(
        line=known.line.line,
        name=known.line.name,
        role=known.line.role,
        audits=len(known.named),
        **_errors(every),
        strata=[
            StratumAnswer(stratum=stratum, **_errors(known.of_stratum(stratum)))
            for stratum in STRATA
        ],
        claim=ClaimAnswer(share=wanted.share, more=wanted.more, why=wanted.why),
        left_out=known.left_out,
        waiting=known.waiting,
        outdated=known.outdated,
        last=last,
        due=None if reason is None else DueAnswer(reason=reason.reason, since=reason.since),
    )


def _errors(found: Sequence[Mapping[Direction, Errors]]) -> dict[str, Any]:
    """The fields of an ErrorsAnswer."""
    errors = _sum(found)
    return {
        "quarters": len(found),
        "human": errors.human,
        "machine": errors.machine,
        "missed": errors.missed,
        "doubled": errors.doubled,
        "invented": errors.invented,
        "wrong_way": errors.wrong_way,
        "net_error": errors.net,
        "gross_error": errors.gross,
        "accuracy": accuracy(errors),
    }


def _sum(found: Iterable[Mapping[Direction, Errors]]) -> Errors:
    return sum((errors for each in found for errors in each.values()), Errors())
