"""Imported cohorts, each as long as it was seen whole."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from analytics.scorecard.lifetime import Cohort
from api.fact_models import FactImport, FactRow


def read_cohorts_of(
    session: Session, store: str, currency: str
) -> tuple[list[Cohort], tuple[str, ...]]:
    """And the currencies of revenue left out. A cohort was seen up to the last month of any cohort
    in its file, of the months that had ended when the file was imported."""
    told: dict[tuple[str, date], dict[str, dict[int, Decimal]]] = defaultdict(
        lambda: defaultdict(dict)
    )
    made: dict[tuple[str, date], int] = {}
    seen: dict[int, int] = {}
    others: set[str] = set()
    rows = session.execute(
        select(FactRow, FactImport.imported)
        .join(
            FactImport,
            (FactImport.store_id == FactRow.store_id) & (FactImport.import_id == FactRow.import_id),
        )
        .where(FactRow.store_id == store, FactRow.kind == "cohorts")
    )
    for row, imported in rows:
        age, month = int(row.name), _month(row.day)
        if row.currency not in ("", currency):
            others.add(row.currency)
            continue
        told[row.source, row.day][row.measure][age] = Decimal(row.value)
        made[row.source, row.day] = row.import_id
        ended = _month(imported.date()) - 1
        seen[row.import_id] = min(ended, max(seen.get(row.import_id, 0), month + age))
    cohorts = []
    for key, measures in sorted(told.items()):
        ages = seen[made[key]] - _month(key[1]) + 1
        size, revenue = measures["customers"].get(0), measures["revenue"]
        # A cohort without revenue in its file is not one that brought none.
        if size is not None and revenue:
            cohorts.append(
                Cohort(int(size), tuple(revenue.get(age, Decimal(0)) for age in range(ages)))
            )
    return cohorts, tuple(sorted(others))


def _month(day: date) -> int:
    return day.year * 12 + day.month
