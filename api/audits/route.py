"""The routes under /v1/stores/{store}/audits, and what the audits found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse
from pydantic import AwareDatetime
from sqlalchemy import select
from sqlalchemy.orm import Session

from analytics.audit.sample import QUARTER
from api.audits.answers import AuditAnswer, Audits, Plan, QuarterAnswer, Results, Tally
from api.audits.fingerprint import fingerprint
from api.audits.page import tally_page
from api.audits.plans import draw_plan
from api.audits.results import results
from api.authorization import is_writer, may_tally, may_write, tally_key
from api.errors import ApiError
from api.models import Audit, AuditQuarter
from api.stores import DatabaseDependency, described
from vision.description import StoreDescription

router = APIRouter(tags=["audits"])

CLOCKS: Final = timedelta(minutes=1)
"""By how much a phone's clock may be ahead of the server's."""


@router.post("/stores/{store}/audits", dependencies=[Depends(may_write)], status_code=201)
def post_audit(
    store: str, plan: Plan, request: Request, database: DatabaseDependency
) -> AuditAnswer:
    """Draws quarter-hours of a line to be counted by hand."""
    with database.write() as session:
        description = described(session, store)
        name = draw_plan(session, description, plan, datetime.now(UTC))
        session.flush()
        return _answer(session, description, _known(session, store, name), request)


@router.get("/stores/{store}/audits")
def get_audits(store: str, request: Request, database: DatabaseDependency) -> Audits:
    """The latest first."""
    with database.read() as session:
        description = described(session, store)
        statement = (
            select(Audit)
            .where(Audit.store_id == store)
            .order_by(Audit.drawn.desc(), Audit.line, Audit.audit)
        )
        return Audits(
            store=store,
            writable=is_writer(request),
            audits=[
                _answer(session, description, audit, request)
                for audit in session.scalars(statement)
            ],
        )


@router.get("/stores/{store}/audits/{audit}")
def get_audit(
    store: str, audit: str, request: Request, database: DatabaseDependency
) -> AuditAnswer:
    with database.read() as session:
        return _answer(session, described(session, store), _known(session, store, audit), request)


@router.get("/stores/{store}/audits/{audit}/tally", response_class=HTMLResponse)
def get_tally_page(
    store: str, audit: str, request: Request, database: DatabaseDependency
) -> HTMLResponse:
    """The page on which a phone tallies; its key, where one is needed, stands behind the `#`."""
    with database.read() as session:
        description = described(session, store)
        answer = _answer(session, description, _known(session, store, audit), request)
    return tally_page(description, answer, request.headers.get("accept-language"))


@router.put("/stores/{store}/audits/{audit}/quarters/{start}")
def put_tally(
    store: str,
    audit: str,
    start: AwareDatetime,
    tally: Tally,
    request: Request,
    database: DatabaseDependency,
) -> QuarterAnswer:
    """Another tally of the same quarter-hour replaces the first."""
    may_tally(request, store, audit)
    now = datetime.now(UTC)
    with database.write() as session:
        row = _drawn(session, store, audit, start)
        if now < row.start + QUARTER - CLOCKS:
            raise ApiError(409, "not_over", "This quarter-hour is not over.", "Send it when it is.")
        row.taps = sorted((second, way) for second, way in tally.crossings)
        row.source = tally.source
        row.tallied = now
        return _quarter(row)


@router.delete("/stores/{store}/audits/{audit}/quarters/{start}")
def delete_tally(
    store: str, audit: str, start: AwareDatetime, request: Request, database: DatabaseDependency
) -> QuarterAnswer:
    """Withdraws the tally of a quarter-hour, which is then to be counted again. It stays drawn:
    without it the sample would not be random. Of one that nobody counted nothing changes."""
    may_tally(request, store, audit)
    with database.write() as session:
        row = _drawn(session, store, audit, start)
        row.taps = row.source = row.tallied = None
        return _quarter(row)


@router.get("/stores/{store}/audit-results")
def get_results(store: str, database: DatabaseDependency) -> Results:
    """What the counts by hand found of each line, and of the sum over the entrances."""
    with database.read() as session:
        return results(session, described(session, store), datetime.now(UTC))


def _known(session: Session, store: str, audit: str) -> Audit:
    row = session.get(Audit, (store, audit))
    if row is None:
        raise ApiError(
            404,
            "unknown_audit",
            f"Store {store!r} has no audit {audit!r}.",
            f"GET /v1/stores/{store}/audits lists them.",
        )
    return row


def _drawn(session: Session, store: str, audit: str, start: datetime) -> AuditQuarter:
    """The quarter-hour, to be written."""
    described(session, store)
    _known(session, store, audit)
    row = session.get(AuditQuarter, (store, audit, start), with_for_update=True)
    if row is None:
        raise ApiError(
            404,
            "unknown_quarter",
            f"Audit {audit!r} has no quarter-hour {start.astimezone(UTC).isoformat()}.",
            "Count one of those that were drawn: others would not be a random sample.",
        )
    return row


def _answer(
    session: Session, description: StoreDescription, audit: Audit, request: Request
) -> AuditAnswer:
    line = next((each for each in description.lines if each.line == audit.line), None)
    rows: Sequence[AuditQuarter] = session.scalars(
        select(AuditQuarter)
        .where(AuditQuarter.store_id == audit.store_id, AuditQuarter.audit == audit.audit)
        .order_by(AuditQuarter.start)
    ).all()
    return AuditAnswer.model_validate(
        {
            "audit": audit.audit,
            "line": audit.line,
            "name": audit.line if line is None else line.name,
            "drawn": audit.drawn,
            "from": audit.start,
            "to": audit.end,
            "upcoming": audit.upcoming,
            "seed": audit.seed,
            "sizes": audit.sizes,
            "unobserved": audit.unobserved,
            "current": line is not None and audit.fingerprint == fingerprint(description, line),
            "page": f"/v1/stores/{audit.store_id}/audits/{audit.audit}/tally",
            "key": (
                tally_key(request, audit.store_id, audit.audit) if is_writer(request) else None
            ),
            "quarters": [_quarter(row) for row in rows],
        }
    )


def _quarter(row: AuditQuarter) -> QuarterAnswer:
    ways = None if row.taps is None else Counter(way for _, way in row.taps)
    return QuarterAnswer.model_validate(
        {
            "start": row.start,
            "stratum": row.stratum,
            "tallied": row.tallied,
            "source": row.source,
            "in": None if ways is None else ways["in"],
            "out": None if ways is None else ways["out"],
        }
    )
