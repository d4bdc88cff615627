"""Dwell histograms of a stretch, as the boxes released them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from analytics.dwell import merged_counts
from analytics.span import Span
from api.models import DwellRow
from api.records import current
from vision.records import DWELL_BIN_COUNT


@dataclass(frozen=True, slots=True)
class DwellHistogram:
    zone: str
    span: Span
    counts: Sequence[int]


def histograms(session: Session, store: str, span: Span) -> list[DwellHistogram]:
    """All that touch ``span``."""
    rows = session.scalars(
        select(DwellRow).where(
            DwellRow.store_id == store,
            DwellRow.start < span.end,
            DwellRow.end > span.start,
            current(DwellRow),
        )
    )
    return [DwellHistogram(row.zone, Span(row.start, row.end), row.counts) for row in rows]


def within(found: Iterable[DwellHistogram], zone: str, period: Span) -> tuple[tuple[int, ...], int]:
    """The zone's counts of the histograms wholly inside the period, and how many visits lie in
    ones that reach over its ends: a histogram cannot be divided."""
    inside, across = [], 0
    for histogram in found:
        if histogram.zone != zone or histogram.span.overlap(period) is None:
            continue
        if period.holds(histogram.span):
            inside.append(histogram.counts)
        else:
            across += sum(histogram.counts)
    return merged_counts(inside, DWELL_BIN_COUNT), across
