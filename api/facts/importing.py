"""Facts into the database, in one transaction: a file replaces its days of its kind and source."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any, Final

from sqlalchemy import Row, delete, func, insert, select
from sqlalchemy.orm import Session

from api.database import Database
from api.errors import ApiError
from api.fact_models import FactImport, FactRow, ReplacedFact
from api.facts.answers import FactReconciliation, RejectedFactRow
from api.facts.fact import Fact, Facts, Kind
from api.facts.reading import FactChoices, read_facts
from api.models import Store
from api.stores import described

REJECTED_SHOWN: Final = 1000
MAX_SOURCE: Final = 64
_PIECE: Final = 500
_COLUMNS: Final = ("kind", "day", "source", "name", "measure", "currency", "value")

_Key = tuple[date, str, str, str]
_Stored = Row[Any]


def import_facts(
    database: Database,
    store: str,
    kind: Kind,
    file: tuple[str, bytes],
    choices: FactChoices,
    *,
    source: str | None = None,
    dry_run: bool,
) -> FactReconciliation:
    """``file``: its name and bytes. ``source``: which export of its kind it is of; None: the only
    one. With ``dry_run`` nothing is written. Raises ApiError."""
    name, data = file
    if source is not None and not 0 < len(source.strip()) <= MAX_SOURCE:
        raise ApiError(
            422, "bad_source", f"A source's name has 1 to {MAX_SOURCE} characters, not {source!r}."
        )
    with database.read() as session:
        facts = read_facts(kind, data, name, described(session, store), choices)
    sha256, of = hashlib.sha256(data).hexdigest(), (source or "").strip()
    with database.read() if dry_run else database.write() as session:
        if not dry_run:
            # One import at a time in a store.
            session.get(Store, store, with_for_update=True)
        stored = _stored(session, store, kind, of, facts.days)
        # Of these the names are periods and ages, not whose the figures are.
        if source is None and kind not in ("repeat", "cohorts"):
            _refuse_other_source(facts, stored)
        known = _same_file(session, store, kind, of, sha256)
        ours = {_key(fact): format(fact.value, "f") for fact in facts.facts}
        theirs = {(row.day, row.name, row.measure, row.currency): row.value for row in stored}
        import_id = None
        if not dry_run:
            import_id = known
            # Sent again, it makes no second entry in the history.
            if known is None or ours != theirs:
                import_id = _write(session, store, of, facts, stored, (name, sha256))
    common = ours.keys() & theirs.keys()
    unchanged = sum(ours[key] == theirs[key] for key in common)
    return FactReconciliation(
        file=name,
        sha256=sha256,
        kind=kind,
        source=of,
        import_id=import_id,
        rows_read=facts.rows_read,
        rows_kept=facts.rows_kept,
        rows_rejected=len(facts.rejected),
        rows_left_out=facts.rows_left_out,
        rows_of_other_stores=facts.rows_of_other_stores,
        rejected=[RejectedFactRow.model_validate(each) for each in facts.rejected[:REJECTED_SHOWN]],
        days_left_out=list(facts.left_out),
        first=facts.days[0],
        last=facts.days[-1],
        days=len(facts.days),
        facts=len(ours),
        added=len(ours) - len(common),
        replaced=len(common) - unchanged,
        unchanged=unchanged,
        removed=sorted({row.name for row in stored} - {fact.name for fact in facts.facts}),
        columns=facts.columns,
        ignored_columns=list(facts.ignored),
        dry_run=dry_run,
    )


def _key(fact: Fact) -> _Key:
    return fact.day, fact.name, fact.measure, fact.currency or ""


def _stored(
    session: Session, store: str, kind: Kind, source: str, days: Sequence[date]
) -> list[_Stored]:
    wanted = set(days)
    columns = [getattr(FactRow, name) for name in (*_COLUMNS, "import_id")]
    rows = session.execute(
        select(*columns).where(
            FactRow.store_id == store,
            FactRow.kind == kind,
            FactRow.day.between(days[0], days[-1]),
            FactRow.source == source,
        )
    )
    return [row for row in rows if row.day in wanted]


def _refuse_other_source(facts: Facts, stored: Sequence[_Stored]) -> None:
    """A second platform's file must not pass for a correction of the first one's."""
    theirs, ours = {row.name for row in stored}, {fact.name for fact in facts.facts}
    if theirs and ours and not theirs & ours:
        raise ApiError(
            409,
            "another_source",
            f"Of these days there are facts of {', '.join(map(repr, sorted(theirs)[:5]))}, and the "
            "file has none of these names: it would replace them all.",
            "Say of which source the file is (source=NAME, or --source NAME); or, if it corrects "
            "them, undo their import first.",
        )


def _same_file(session: Session, store: str, kind: Kind, source: str, sha256: str) -> int | None:
    return session.scalar(
        select(func.max(FactImport.import_id)).where(
            FactImport.store_id == store,
            FactImport.kind == kind,
            FactImport.source == source,
            FactImport.sha256 == sha256,
            FactImport.undone.is_(None),
        )
    )


def _write(
    session: Session,
    store: str,
    source: str,
    facts: Facts,
    stored: Sequence[_Stored],
    file: tuple[str, str],
) -> int:
    """``file``: its name and SHA-256."""
    kind = facts.facts[0].kind if facts.facts else None
    if kind is None:
        raise ApiError(
            422, "no_facts", f"{file[0]!r} has no figure.", "Export the days that are wanted."
        )
    last = session.scalar(
        select(func.max(FactImport.import_id)).where(FactImport.store_id == store)
    )
    import_id = (last or 0) + 1
    replaced = [
        {name: getattr(row, name) for name in _COLUMNS}
        | {"store_id": store, "import_id": import_id, "was_import": row.import_id}
        for row in stored
    ]
    if replaced:
        session.execute(insert(ReplacedFact), replaced)
    for start in range(0, len(facts.days), _PIECE):
        session.execute(
            delete(FactRow).where(
                FactRow.store_id == store,
                FactRow.kind == kind,
                FactRow.day.in_(facts.days[start : start + _PIECE]),
                FactRow.source == source,
            ),
            execution_options={"synchronize_session": False},
        )
    rows: list[dict[str, Any]] = [
        {
            "store_id": store,
            "kind": kind,
            "day": fact.day,
            "source": source,
            "name": fact.name,
            "measure": fact.measure,
            "currency": fact.currency or "",
            "value": format(fact.value, "f"),
            "import_id": import_id,
        }
        for fact in facts.facts
    ]
    session.execute(insert(FactRow), rows)
    session.execute(
        insert(FactImport),
        {
            "store_id": store,
            "import_id": import_id,
            "kind": kind,
            "source": source,
            "file": file[0][:255],
            "sha256": file[1],
            "imported": datetime.now(UTC).replace(microsecond=0),
            "first": facts.days[0],
            "last": facts.days[-1],
            "days": len(facts.days),
            "left_out": [day.isoformat() for day in facts.left_out],
            "rows_kept": facts.rows_kept,
            "rows_rejected": len(facts.rejected),
            "facts": len(rows),
            "replaced": len(replaced),
        },
    )
    return import_id
