"""Receipts into the database, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from api.database import Database
from api.errors import ApiError
from api.models import Store
from api.sales.history import Imported, next_id, record, same_file, till_import
from api.sales.layouts import layout_of
from api.sales.layouts.layout import Layout
from api.sales.mappings import fingerprint_of, kept_mappings
from api.sales.reconciliation import Reconciliation
from api.sales.report import Report
from api.sales.row import Reading
from api.sales.sources import open_source
from api.sales.sources.content import Content
from api.sales.sources.pushed import PushedTickets
from api.sales.staged import Choices, Staged, stage
from api.sales.staging import Staging
from api.sales.stored_tickets import Merged, StoredTickets
from api.sales.ticket_count import TicketCount
from api.stores import calendar_of, described


def import_sales(
    database: Database, store: str, content: Content, choices: Choices, *, dry_run: bool
) -> Reconciliation:
    """With ``dry_run`` nothing is written. The file is read before the database is locked. Raises
    ApiError, and OSError when the file cannot be read."""
    with database.read() as session:
        reading = _reading(session, store, choices)
        kept = kept_mappings(session, store)
    mapping = "given" if choices.columns else "found"

    def layout_for(header: Sequence[str]) -> Layout:
        nonlocal mapping
        own = None if choices.columns else kept.get(fingerprint_of(header))
        if own:
            mapping = "kept"
        return layout_of(header, own or choices.columns)

    source = open_source(content, layout_for)
    sha256 = content.sha256()
    report = Report(source, content.name, sha256, reading, dry_run)
    with Staging() as staging:
        staged = stage(source, content.name, choices, reading, staging)
        imported = Imported(content.name, sha256, source.layout.name, dict(source.layout.columns))
        return _merged(database, store, staging, staged, imported, report, mapping)


def import_tickets(
    database: Database, store: str, tickets: PushedTickets, choices: Choices, *, dry_run: bool
) -> Reconciliation:
    """What a till sends. A day's are one import. Raises ApiError."""
    with database.read() as session:
        reading = _reading(session, store, choices)
    report = Report(tickets, tickets.name, tickets.sha256, reading, dry_run)
    with Staging() as staging:
        staged = stage(tickets, tickets.name, choices, reading, staging)
        imported = Imported(tickets.name, tickets.sha256, tickets.layout.name, None)
        return _merged(database, store, staging, staged, imported, report, "found")


def _reading(session: Session, store: str, choices: Choices) -> Reading:
    description = described(session, store)
    return Reading(calendar_of(description), description.currency, "dmy", ".", choices.changes)


def _merged(
    database: Database,
    store: str,
    staging: Staging,
    staged: Staged,
    imported: Imported,
    report: Report,
    mapping: str,
) -> Reconciliation:
    count, merged, import_id = TicketCount(), Merged(), None
    bounds = staging.bounds()
    if bounds is not None:
        with database.read() if report.dry_run else database.write() as session:
            if not report.dry_run:
                _lock(session, store, report.reading.currency)
            days = (bounds[0], bounds[1])
            stored = StoredTickets(session, store, days, categorised=staged.categorised)
            known = same_file(session, store, imported.sha256)
            pushed = imported.mapping is None
            fresh = not (report.dry_run or pushed or known is not None)
            if not fresh:
                merged = stored.compare(count.counted(staging, numbered=staged.numbered))
            # Sent again, it makes no second entry in the history.
            if fresh or (not report.dry_run and not merged.is_nothing_new):
                count = TicketCount()
                import_id = till_import(session, store) if pushed else None
                import_id = import_id or next_id(session, store)
                merged = stored.merge(
                    count.counted(staging, numbered=staged.numbered),
                    report.reading.currency,
                    import_id,
                )
                record(session, store, import_id, imported, staged, bounds, count, merged)
            elif not report.dry_run:
                import_id = known
    return report.of(staged, count, merged, bounds, import_id, mapping)


def _lock(session: Session, store: str, currency: str) -> None:
    """One import at a time in a store; it is the same store that the file was read for."""
    row = session.get(Store, store, with_for_update=True)
    if row is None or row.currency != currency:
        raise ApiError(
            409, "store_changed", f"Store {store!r} was changed meanwhile.", "Import again."
        )
