"""The answer to an import."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from analytics.money import from_minor
from api.sales.columns import KINDS, Field, fitting
from api.sales.mappings import fingerprint_of
from api.sales.reconciliation import (
    ClockChangeCounts,
    FileTotal,
    PreviewRow,
    Reconciliation,
)
from api.sales.row import Reading
from api.sales.sources.source import Source
from api.sales.staged import Staged
from api.sales.stored_tickets import Merged
from api.sales.ticket_count import TicketCount


@dataclass(frozen=True, slots=True)
class Report:
    source: Source
    file: str
    sha256: str
    reading: Reading
    dry_run: bool

    def of(
        self,
        staged: Staged,
        count: TicketCount,
        merged: Merged,
        bounds: Sequence[int] | None,
        import_id: int | None,
        mapping: str,
    ) -> Reconciliation:
        layout = self.source.layout
        used = set(layout.headers)
        return Reconciliation(
            file=self.file,
            sha256=self.sha256,
            import_id=import_id,
            layout=layout.name,
            rows_read=staged.rows_kept + staged.rows_rejected,
            rows_kept=staged.rows_kept,
            rows_unchanged=merged.rows_unchanged,
            rows_replaced=merged.rows_replaced,
            rows_rejected=staged.rows_rejected,
            rejected=staged.rejected,
            total_rows=staged.total_rows,
            file_total=self._total(staged),
            tickets=count.tickets,
            tickets_by_kind=dict(count.kinds),
            rows_by_kind={
                KINDS[code - 1] if code else "": rows for code, rows in staged.kinds.items()
            },
            sales=count.sales,
            items=count.items,
            amount=from_minor(count.amount, self.reading.currency),
            currency=self.reading.currency,
            first=self._moment(bounds[2]) if bounds else None,
            last=self._moment(bounds[3]) if bounds else None,
            clock_changes=ClockChangeCounts(**staged.changes),
            columns=dict(layout.columns),
            mapping=mapping,
            alternatives=self._alternatives(used),
            ignored_columns=[each for each in self.source.header if each and each not in used],
            fingerprint=fingerprint_of(self.source.header),
            preview=[self._preview(*row) for row in staged.preview] if self.dry_run else [],
            dry_run=self.dry_run,
        )

    def _moment(self, seconds: int) -> datetime:
        return datetime.fromtimestamp(seconds, UTC).astimezone(self.reading.calendar.zone)

    def _total(self, staged: Staged) -> FileTotal | None:
        if staged.total is None:
            return None
        currency = self.reading.currency
        said = staged.total.amount
        return FileTotal(
            line=staged.total.line,
            amount=None if said is None else from_minor(said, currency),
            read=from_minor(staged.amount, currency),
            difference=None if said is None else from_minor(said - staged.amount, currency),
        )

    def _alternatives(self, used: set[str]) -> dict[str, list[str]]:
        others = [each for each in self.source.header if each not in used]
        found: dict[Field, list[str]] = fitting(others)
        return {field: names for field, names in found.items() if names}

    def _preview(self, number: int, line: tuple[Any, ...]) -> PreviewRow:
        _, ticket, instant, timed, kind, amount, items, category = line
        return PreviewRow(
            line=number,
            ticket=ticket,
            occurred=self._moment(instant),
            timed=bool(timed),
            kind=KINDS[kind - 1] if kind else None,
            amount=from_minor(amount, self.reading.currency),
            items=items,
            category=category,
        )
